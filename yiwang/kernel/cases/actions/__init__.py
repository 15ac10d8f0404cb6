"""What changes a case? One name each for the subsystems that stand on this engine."""

from yiwang.kernel.cases.actions.acceptance import (
    Missing,
    accept,
    ask_for_missing,
    decline,
    deem_accepted,
    supply,
)
from yiwang.kernel.cases.actions.batches import Result, finish_many, take_many, transfer_many, urge_many
from yiwang.kernel.cases.actions.consulting import answer_consultation, consult
from yiwang.kernel.cases.actions.deciding import (
    Handover,
    close,
    decide,
    decide_case,
    deliver,
    deliver_case,
    deliver_on_behalf,
)
from yiwang.kernel.cases.actions.ending import reopen, terminate, withdraw
from yiwang.kernel.cases.actions.extending import ask_extension, grant_extension, refuse_extension
from yiwang.kernel.cases.actions.materials import add_files, attach, check_material, put_down, remark
from yiwang.kernel.cases.actions.moving import hand_over_case, take_case, transfer, urge
from yiwang.kernel.cases.actions.opening import MaterialFacts, Opening, open  # noqa: A004
from yiwang.kernel.cases.actions.pausing import SpecialProcedure, pause, resume
from yiwang.kernel.cases.actions.rating import follow_up, rate
from yiwang.kernel.cases.actions.reading import drop_phrase, keep_phrase, oversee, read_party
from yiwang.kernel.cases.actions.receipt import confirm_receipt
from yiwang.kernel.cases.actions.signing import add_signer, remove_signer
from yiwang.kernel.cases.actions.steps import (
    finish_step,
    hand_over,
    send_back,
    take,
    take_back,
)
from yiwang.kernel.cases.parties import PartyFacts

__all__ = [
    "Handover",
    "MaterialFacts",
    "Missing",
    "Opening",
    "PartyFacts",
    "Result",
    "SpecialProcedure",
    "accept",
    "add_files",
    "add_signer",
    "answer_consultation",
    "ask_extension",
    "ask_for_missing",
    "attach",
    "check_material",
    "close",
    "confirm_receipt",
    "consult",
    "decide",
    "decide_case",
    "decline",
    "deem_accepted",
    "deliver",
    "deliver_case",
    "deliver_on_behalf",
    "drop_phrase",
    "finish_many",
    "finish_step",
    "follow_up",
    "grant_extension",
    "hand_over",
    "hand_over_case",
    "keep_phrase",
    "open",
    "oversee",
    "pause",
    "put_down",
    "rate",
    "read_party",
    "refuse_extension",
    "remark",
    "remove_signer",
    "reopen",
    "resume",
    "send_back",
    "supply",
    "take",
    "take_back",
    "take_case",
    "take_many",
    "terminate",
    "transfer",
    "transfer_many",
    "urge",
    "urge_many",
    "withdraw",
]
