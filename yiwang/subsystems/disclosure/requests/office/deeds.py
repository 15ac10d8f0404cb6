"""Which deeds does the page of a request offer, with which form, and what is said when they are done?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.disclosure.requests.actions import (
    answering,
    charging,
    consulting,
    correcting,
    extending,
    receiving,
)
from yiwang.subsystems.disclosure.requests.actions.answering import Draft
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.forms import handling as asked
from yiwang.subsystems.disclosure.requests.sight import Sight

Call = Callable[[Actor, Sight, Any], str]


@dataclass(frozen=True)
class Deed:
    label: str
    form: type[asked.DeedForm]
    call: Call
    tone: str = "outline-primary"
    is_main: bool = False


def _confirm(by: Actor, sight: Sight, said: Any) -> str:
    receiving.confirm(by, sight.request.pk, said["on"])
    return "已确认收到，登记回执已发给申请人。"


def _accept(by: Actor, sight: Sight, said: Any) -> str:
    receiving.accept(by, sight.request.pk)
    return "已受理，答复期限自收到申请之日起计算。"


def _ask(by: Actor, sight: Sight, said: Any) -> str:
    correcting.ask(by, sight.request.pk, said["items"], said["until"])
    return "补正告知书已发给申请人。"


def _enter_correction(by: Actor, sight: Sight, said: Any) -> str:
    correcting.enter_correction(by, sight.request.pk, said["text"])
    return "补正已登记，答复期限自今天起重新计算。"


def _give_up(by: Actor, sight: Sight, said: Any) -> str:
    correcting.give_up(by, sight.request.pk)
    return "已按逾期不补正结案，并告知申请人。"


def _reply(by: Actor, sight: Sight, said: Any) -> str:
    files = [said[name] for name in ("file_1", "file_2") if said.get(name)]
    draft = Draft(
        said["result"], said["text"], said["ground"], said["pointer"], said["interest"], said["seen"], files
    )
    if said["step"] == asked.SAVE:
        answering.save(by, sight.request.pk, draft)
        return "草稿已保存。"
    answering.submit(by, sight.request.pk, draft)
    return "答复已报送，等待另一位同志审核。"


def _approve(by: Actor, sight: Sight, said: Any) -> str:
    request = answering.approve(by, sight.request.pk, said["seen"], said["verdict"])
    return "已审核通过，答复已送达申请人。" if request.case.closed_at else "已审核通过，请送达答复书并登记。"


def _send_back(by: Actor, sight: Sight, said: Any) -> str:
    answering.send_back(by, sight.request.pk, said["verdict"])
    return "已退回修改。"


def _consult(by: Actor, sight: Sight, said: Any) -> str:
    consulting.ask(by, sight.request.pk, Question(said["kind"], said["text"], said["name"], said["unit"]))
    return "征求意见书已制作，期间不计入答复期限。"


def _opinion(by: Actor, sight: Sight, said: Any) -> str:
    consulting.note_opinion(by, int(said["asked"]), said["opinion"], said["reason"], said["arrived_on"])
    return "意见已登记。"


def _reached(by: Actor, sight: Sight, said: Any) -> str:
    consulting.note_reached(by, int(said["asked"]), said["day"])
    return "送达日期已登记。"


def _charge(by: Actor, sight: Sight, said: Any) -> str:
    charge = charging.ask(by, sight.request.pk, said["way"], said["pages"] or 0)
    return f"收费通知已发给申请人，金额{charge.amount}元。"


def _paid(by: Actor, sight: Sight, said: Any) -> str:
    charging.note_paid(by, sight.request.pk, said["day"])
    return "缴费已登记。"


def _unpaid(by: Actor, sight: Sight, said: Any) -> str:
    charging.give_up(by, sight.request.pk)
    return "已按逾期不缴费结案，并告知申请人。"


def _extend(by: Actor, sight: Sight, said: Any) -> str:
    extending.ask(by, sight.request.pk, said["number"], said["ground"])
    return "延期申请已提交；批准前仍按原期限办理。"


def _grant(by: Actor, sight: Sight, said: Any) -> str:
    extending.settle(by, sight.request.pk, said["reply"], is_granted=True)
    return "已批准延期，延期答复告知书已发给申请人。"


def _refuse(by: Actor, sight: Sight, said: Any) -> str:
    extending.settle(by, sight.request.pk, said["reply"], is_granted=False)
    return "已回复，不批准延期。"


def _deliver(by: Actor, sight: Sight, said: Any) -> str:
    answering.deliver(by, sight.request.pk, said["who"], said["on"], said["note"])
    return "送达已登记，申请办结。"


def _propose(by: Actor, sight: Sight, said: Any) -> str:
    answering.propose(by, sight.request.pk, said["why"])
    return "建议已登记。"


DEEDS: dict[str, Deed] = {
    "confirm": Deed("确认收到", asked.ConfirmForm, _confirm, "primary", is_main=True),
    "accept": Deed("内容明确，受理", asked.DeedForm, _accept, "primary", is_main=True),
    "ask": Deed("告知补正", asked.AskForm, _ask, is_main=True),
    "enter_correction": Deed("登记补正", asked.CorrectionForm, _enter_correction, "primary", is_main=True),
    "give_up": Deed("逾期不补正，结案", asked.DeedForm, _give_up, "outline-danger", is_main=True),
    "approve": Deed("审核通过并发出", asked.ApproveForm, _approve, "primary", is_main=True),
    "send_back": Deed("退回修改", asked.SendBackForm, _send_back, is_main=True),
    "grant": Deed("批准延期", asked.GrantForm, _grant, "primary", is_main=True),
    "refuse": Deed("不批准延期", asked.RefuseForm, _refuse, is_main=True),
    "opinion": Deed("登记收到的意见", asked.OpinionForm, _opinion, "primary", is_main=True),
    "reached": Deed("登记征求意见书送达", asked.ReachedForm, _reached, is_main=True),
    "paid": Deed("登记缴费", asked.PaidForm, _paid, "primary", is_main=True),
    "unpaid": Deed("逾期不缴费，结案", asked.DeedForm, _unpaid, "outline-danger", is_main=True),
    "reply": Deed("起草答复", asked.ReplyForm, _reply, "primary", is_main=True),
    "deliver": Deed("登记送达", asked.DeliverForm, _deliver, "primary", is_main=True),
    "consult": Deed("征求第三方、其他机关意见", asked.ConsultForm, _consult),
    "extend": Deed("申请延期答复", asked.ExtendForm, _extend),
    "charge": Deed("收取信息处理费", asked.ChargeForm, _charge),
    "propose": Deed("建议转为主动公开", asked.ProposeForm, _propose),
}
