"""Which deeds are there on the page of a case, and what does each call?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions
from yiwang.kernel.cases.actions import Handover, SpecialProcedure
from yiwang.kernel.cases.forms import deeds as asked
from yiwang.kernel.cases.office import occasions
from yiwang.kernel.cases.sight import Sight
from yiwang.kernel.processes.models import Step

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """``among``: which of the sight's lists its target is in (empty: the case itself). ``offered``: the
    targets for which it can be done now, [None] for the case. ``call`` answers with the sentence shown.
    ``names``: what tells its targets apart.
    """

    label: str
    form: type[asked.DeedForm]
    call: Callable[[Actor, Sight, Any, Said], str]
    offered: Callable[[Sight], Sequence[Any]]
    among: str = ""
    tone: str = "outline-primary"
    is_main: bool = False
    names: Callable[[Any], str] | None = None


def _accept(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.accept(by, sight.case.pk, said["opinion"])
    return "已受理，申请人能看到。"


def _finish(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.finish_step(by, target.pk, said["outcome"], said["opinion"])
    return f"“{target.label}”已办理。"


def _decide(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.finish_step(by, target.pk, said["outcome"], said["reason"])
    return f"“{target.label}”已办理。"


def _decide_case(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.decide_case(by, sight.case.pk, said["outcome"], said["reason"])
    return "已作出决定，请送达。"


def _deliver(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.deliver(by, target.pk, Handover(said["way"], said["who"], note=said["note"]))
    return "已送达。"


def _deliver_case(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.deliver_case(by, sight.case.pk, Handover(said["way"], said["who"], note=said["note"]))
    return "已送达，这件办结。"


def _pause(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    procedure = SpecialProcedure(said["ground"], said["reason"], said["announced"], said["notice"])
    actions.pause(by, sight.case.pk, procedure)
    return "已启动特别程序，期限暂停。"


def _simple(deed: Callable[..., Any], done: str, *names: str) -> Callable[[Actor, Sight, Any, Said], str]:
    """An action that takes the case, and of the form the values with these names in order."""

    def call(by: Actor, sight: Sight, target: Any, said: Said) -> str:
        deed(by, sight.case.pk, *(said[name] for name in names))
        return done

    return call


def _targeted(deed: Callable[..., Any], done: str, *names: str) -> Callable[[Actor, Sight, Any, Said], str]:
    """The same for an action that takes the target."""

    def call(by: Actor, sight: Sight, target: Any, said: Said) -> str:
        deed(by, target.pk, *(said[name] for name in names))
        return done

    return call


def _whose(step: Step) -> str:
    return f"{step.label}（{step.unit.called}）" if asked.is_shared(step) else step.label


def _check_material(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    original = said["is_original_checked"]
    actions.check_material(by, target.pk, said["state"], is_original_checked=original, note=said["note"])
    return f"“{target.name}”的状态已登记。"


def _add_file(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.add_files(by, target.pk, [said["stored"]])
    return f"文件已加到“{target.name}”。"


def _attach(by: Actor, sight: Sight, target: Any, said: Said) -> str:
    actions.attach(by, sight.case.pk, [said["stored"]], said["label"])
    return "附件已添加。"


DEEDS: dict[str, Deed] = {
    "accept": Deed(
        "受理", asked.OpinionForm, _accept, occasions.at_stage("accept"), "mine", "primary", is_main=True
    ),
    "accept-case": Deed(
        "受理",
        asked.OpinionForm,
        _accept,
        occasions.of_case("accept", without_process=True),
        tone="primary",
        is_main=True,
    ),
    "finish": Deed(
        "办理", asked.FinishForm, _finish, occasions.other_stages, "mine", "primary", is_main=True
    ),
    "decide": Deed(
        "办理", asked.DecideForm, _decide, occasions.at_stage("decide"), "mine", "primary", is_main=True
    ),
    "decide-case": Deed(
        "作出决定",
        asked.DecideForm,
        _decide_case,
        occasions.of_case("decide", "may_decide", without_process=True),
        tone="primary",
        is_main=True,
    ),
    "deliver": Deed(
        "办理", asked.DeliverForm, _deliver, occasions.at_stage("deliver"), "mine", "primary", is_main=True
    ),
    "deliver-case": Deed(
        "送达",
        asked.DeliverForm,
        _deliver_case,
        occasions.of_case("deliver", without_process=True),
        tone="primary",
        is_main=True,
    ),
    "close": Deed(
        "直接办结",
        asked.CloseForm,
        _simple(lambda by, pk, text: actions.close(by, pk, text=text), "已办结。", "text"),
        occasions.of_case("close", without_process=True),
    ),
    "ask": Deed(
        "一次性告知补正",
        asked.AskForm,
        _simple(actions.ask_for_missing, "已告知申请人补正。", "missing", "text"),
        occasions.to_ask,
        is_main=True,
    ),
    "decline": Deed(
        "不予受理",
        asked.DeclineForm,
        _simple(actions.decline, "已不予受理，申请人能看到理由。", "ground", "reason", "pointer"),
        occasions.of_case("decline"),
        tone="outline-danger",
        is_main=True,
    ),
    "supply": Deed(
        "登记补正材料",
        asked.SupplyForm,
        _simple(actions.supply, "补正材料已登记。", "text", "files"),
        occasions.of_case("supply"),
    ),
    "resume": Deed(
        "结束特别程序",
        asked.ResumeForm,
        _simple(actions.resume, "已恢复计时。", "result"),
        occasions.of_case("resume"),
        tone="primary",
        is_main=True,
    ),
    "answer": Deed(
        "答复征求意见",
        asked.AnswerForm,
        _targeted(actions.answer_consultation, "已答复。", "answer"),
        occasions.to_answer,
        "consultations",
        "primary",
        is_main=True,
    ),
    "grant": Deed(
        "批准延期",
        asked.GrantForm,
        _targeted(actions.grant_extension, "已批准延期，申请人能看到。", "reply", "document"),
        occasions.to_settle,
        "extensions",
        "primary",
        is_main=True,
    ),
    "refuse": Deed(
        "不批准延期",
        asked.RefuseForm,
        _targeted(actions.refuse_extension, "已回复申请延期的人员。", "reply"),
        occasions.to_settle,
        "extensions",
    ),
    "take": Deed(
        "签收", asked.DeedForm, _targeted(actions.take, "已签收，由您办理。"), occasions.to_take, "mine"
    ),
    "take-case": Deed(
        "签收",
        asked.DeedForm,
        _simple(actions.take_case, "已签收，由您办理。"),
        lambda sight: (
            occasions.of_case("take", without_process=True)(sight) if sight.case.handler_id is None else []
        ),
    ),
    "send-back": Deed(
        "退回",
        asked.SendBackForm,
        _targeted(actions.send_back, "已退回。", "to_node", "reason"),
        occasions.to_send_back,
        "mine",
    ),
    "take-back": Deed(
        "收回",
        asked.ReasonForm,
        _targeted(actions.take_back, "已收回，可以重新办理。", "reason"),
        occasions.to_take_back,
        "steps",
    ),
    "add-signer": Deed(
        "加签",
        asked.SignerForm,
        _targeted(actions.add_signer, "已加签，等待其办理。", "unit", "reason", "person"),
        occasions.to_add_signer,
        "steps",
        names=lambda step: step.label,
    ),
    "remove-signer": Deed(
        "减签",
        asked.ReasonForm,
        _targeted(actions.remove_signer, "已减签，不再等待该单位。", "reason"),
        occasions.to_remove_signer,
        "steps",
        names=_whose,
    ),
    "hand-over": Deed(
        "转交",
        asked.HandOverForm,
        _targeted(actions.hand_over, "已转交。", "person", "reason"),
        occasions.to_hand_over,
        "steps",
        names=_whose,
    ),
    "hand-over-case": Deed(
        "转交",
        asked.HandOverForm,
        _simple(actions.hand_over_case, "已转交。", "person", "reason"),
        occasions.of_case("hand_over", without_process=True),
    ),
    "pause": Deed("启动特别程序", asked.PauseForm, _pause, occasions.of_case("pause")),
    "ask-extension": Deed(
        "申请延期",
        asked.ExtensionForm,
        _simple(actions.ask_extension, "已提交，等待批准。", "number", "ground"),
        occasions.extendable,
    ),
    "consult": Deed(
        "征求意见",
        asked.ConsultForm,
        _simple(actions.consult, "已发出。", "units", "question", "due_on"),
        occasions.of_case("consult", "takes_part"),
    ),
    "remark": Deed(
        "写批注",
        asked.RemarkForm,
        _simple(actions.remark, "批注已保存。", "opinion"),
        occasions.of_case("remark"),
    ),
    "attach": Deed("添加附件", asked.AttachForm, _attach, occasions.of_case("attach")),
    "transfer": Deed(
        "移送其他单位",
        asked.TransferForm,
        _simple(actions.transfer, "已移送。", "unit", "reason"),
        occasions.of_case("transfer"),
    ),
    "urge": Deed(
        "催办",
        asked.UrgeForm,
        _simple(actions.urge, "已催办。", "text"),
        occasions.of_case("urge", "may_read"),
    ),
    "withdraw": Deed(
        "代申请人撤回",
        asked.ReasonForm,
        _simple(actions.withdraw, "已撤回。", "reason"),
        occasions.of_case("withdraw"),
        tone="outline-danger",
    ),
    "terminate": Deed(
        "终止办理",
        asked.ReasonForm,
        _simple(actions.terminate, "已终止，申请人能看到理由。", "reason"),
        occasions.of_case("terminate"),
        tone="outline-danger",
    ),
    "reopen": Deed(
        "重新办理",
        asked.ReasonForm,
        _simple(actions.reopen, "已重新办理，期限自今天起算。", "reason"),
        occasions.of_case("reopen", "may_decide"),
    ),
    "check-material": Deed("登记核验", asked.MaterialForm, _check_material, occasions.materials, "materials"),
    "add-file": Deed("添加文件", asked.FileForm, _add_file, occasions.materials, "materials"),
}
