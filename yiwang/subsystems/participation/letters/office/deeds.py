"""Which deeds does the page of a letter offer, with which form, and what is said when they are done?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.entering import Receipt
from yiwang.subsystems.participation.letters import pages
from yiwang.subsystems.participation.letters.actions import (
    accepting,
    answering,
    calling,
    grouping,
    moving,
    publishing,
    repeating,
)
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.actions.answering import Draft
from yiwang.subsystems.participation.letters.actions.grouping import Part
from yiwang.subsystems.participation.letters.forms import handling as asked
from yiwang.subsystems.participation.letters.models import Letter
from yiwang.subsystems.participation.letters.sight import Sight


@dataclass(frozen=True)
class Shown:
    """Number and code of a second handling, for the writer."""

    letter: Letter
    receipt: Receipt


Said = str | Shown
Call = Callable[[Actor, Sight, Any], Said]


@dataclass(frozen=True)
class Deed:
    label: str
    form: type[asked.DeedForm]
    call: Call
    tone: str = "outline-primary"
    is_main: bool = False


def _sorted(form: Any) -> Sorted:
    said = form.cleaned_data
    return Sorted(said["type"], said["subject"], said["urgency"], said["against"])


def _accept(by: Actor, sight: Sight, form: Any) -> Said:
    accepting.accept(by, sight.letter.pk, _sorted(form), form.words)
    return "已受理，来信人能看到。"


def _classify(by: Actor, sight: Sight, form: Any) -> Said:
    accepting.classify(by, sight.letter.pk, _sorted(form))
    return "分类已保存。"


def _ask(by: Actor, sight: Sight, form: Any) -> Said:
    accepting.ask(by, sight.letter.pk, form.cleaned_data["text"])
    return "已请来信人补充，受理期限暂停。"


def _decline(by: Actor, sight: Sight, form: Any) -> Said:
    accepting.decline(by, sight.letter.pk, form.cleaned_data["ground"], form.cleaned_data["reason"])
    return "已不予受理，理由和应走的渠道已告知来信人。"


def _assign(by: Actor, sight: Sight, form: Any) -> Said:
    said = form.cleaned_data
    moving.assign(by, sight.letter.pk, said["unit"], said["reason"], said["joint"], is_named=said["is_named"])
    return f"已分办给{said['unit'].called}。"


def _take(by: Actor, sight: Sight, form: Any) -> Said:
    accepting.take(by, sight.letter.pk)
    return "已签收。"


def _give_back(by: Actor, sight: Sight, form: Any) -> Said:
    moving.give_back(by, sight.letter.pk, form.cleaned_data["reason"])
    return "已退回信箱管理单位。"


def _hand_down(by: Actor, sight: Sight, form: Any) -> Said:
    moving.hand_down(by, sight.letter.pk, form.cleaned_data["unit"], form.cleaned_data["reason"])
    return f"已转给{form.cleaned_data['unit'].called}。"


def _involve(by: Actor, sight: Sight, form: Any) -> Said:
    moving.involve(by, sight.letter.pk, form.cleaned_data["units"], form.cleaned_data["question"])
    return "已请协办单位办理。"


def _answer_joint(by: Actor, sight: Sight, form: Any) -> Said:
    if not sight.my_questions:
        raise Refused("没有等待您所在单位协办的内容，请刷新页面查看。")
    with pages.ours():
        cases.answer_consultation(by, sight.my_questions[0].pk, form.cleaned_data["answer"])
    return "协办意见已提交，主办单位能看到。"


def _urge(by: Actor, sight: Sight, form: Any) -> Said:
    moving.urge(by, sight.letter.pk, form.cleaned_data["text"])
    return "已催办，办理人已收到通知。"


def _ask_delay(by: Actor, sight: Sight, form: Any) -> Said:
    moving.ask_delay(by, sight.letter.pk, form.cleaned_data["number"], form.cleaned_data["ground"])
    return "延期申请已提交；批准前仍按原期限办理。"


def _grant_delay(by: Actor, sight: Sight, form: Any) -> Said:
    moving.settle_delay(by, sight.letter.pk, form.cleaned_data["reply"], is_granted=True)
    return "已批准延期，理由已告知来信人。"


def _refuse_delay(by: Actor, sight: Sight, form: Any) -> Said:
    moving.settle_delay(by, sight.letter.pk, form.cleaned_data["reply"], is_granted=False)
    return "已回复，不批准延期。"


def _reply(by: Actor, sight: Sight, form: Any) -> Said:
    said = form.cleaned_data
    files = [said["file_1"]] if said.get("file_1") else []
    draft = Draft(said["outcome"], said["text"], said["ground"], said["excuse"], said["seen"], files)
    if said["step"] == "save":
        answering.save(by, sight.letter.pk, draft)
        return "草稿已保存。"
    answering.submit(by, sight.letter.pk, draft)
    return "答复已报送，等待另一位同志审核。"


def _approve(by: Actor, sight: Sight, form: Any) -> Said:
    answering.approve(by, sight.letter.pk, form.cleaned_data["seen"], form.cleaned_data["verdict"])
    return "已审核通过，答复已发给来信人。"


def _send_back(by: Actor, sight: Sight, form: Any) -> Said:
    answering.send_back(by, sight.letter.pk, form.cleaned_data["verdict"])
    return "已退回修改。"


def _merge(by: Actor, sight: Sight, form: Any) -> Said:
    numbers = form.cleaned_data["numbers"]
    found = dict(
        Letter.objects.visible_to(sight.post)
        .filter(matter__number__in=numbers)
        .values_list("matter__number", "pk")
    )
    if missing := [number for number in numbers if number not in found]:
        raise Refused(f"没有找到编号为“{missing[0]}”的来信。", field="numbers")
    try:
        grouping.merge(by, sight.letter.pk, list(found.values()))
    except Refused as refused:
        raise Refused(refused.sentence, field="numbers") from refused
    return f"已合并{len(found)}封来信，统一办理和答复。"


def _part_company(by: Actor, sight: Sight, form: Any) -> Said:
    grouping.part_company(by, sight.letter.pk)
    return "已取消合并，单独办理。"


def _split(by: Actor, sight: Sight, form: Any) -> Said:
    said = form.cleaned_data
    grouping.split(by, sight.letter.pk, [Part(said["type"], said["title"], said["text"])])
    return "已拆分，请分别分办；全部办结后统一答复来信人。"


def _show(by: Actor, sight: Sight, form: Any) -> Said:
    publishing.show(by, sight.letter.pk, form.words)
    return "已公开。"


def _take_down(by: Actor, sight: Sight, form: Any) -> Said:
    publishing.take_down(by, sight.letter.pk, form.cleaned_data["ground"])
    return "已撤下，网页、检索和订阅中都不再出现。"


def _call_reached(by: Actor, sight: Sight, form: Any) -> Said:
    said = form.cleaned_data
    calling.attempt(
        by, sight.letter.pk, said["text"], level=said["level"], solved=said["solved"], is_reached=True
    )
    return "回访已登记。"


def _call_missed(by: Actor, sight: Sight, form: Any) -> Said:
    call = calling.attempt(by, sight.letter.pk, form.cleaned_data["text"], is_reached=False)
    return f"已登记：{call.get_state_display()}。"


def _settle_follow_up(by: Actor, sight: Sight, form: Any) -> Said:
    calling.settle_follow_up(by, sight.letter.pk, form.cleaned_data["result"], form.cleaned_data["text"])
    return "跟进情况已登记。"


def _handle_again(by: Actor, sight: Sight, form: Any) -> Said:
    return Shown(*repeating.handle_again(by, sight.letter.pk, form.cleaned_data["reason"]))


DEEDS: dict[str, Deed] = {
    "accept": Deed("受理", asked.AcceptForm, _accept, "primary", is_main=True),
    "assign": Deed("分办", asked.AssignForm, _assign, "primary", is_main=True),
    "take": Deed("签收", asked.DeedForm, _take, "primary", is_main=True),
    "answer_joint": Deed("提交协办意见", asked.JointForm, _answer_joint, "primary", is_main=True),
    "approve": Deed("审核通过并发出", asked.ApproveForm, _approve, "primary", is_main=True),
    "send_back": Deed("退回修改", asked.SendBackForm, _send_back, is_main=True),
    "reply": Deed("起草答复", asked.ReplyForm, _reply, "primary", is_main=True),
    "grant_delay": Deed("批准延期", asked.GrantForm, _grant_delay, "primary", is_main=True),
    "refuse_delay": Deed("不批准延期", asked.RefuseForm, _refuse_delay, is_main=True),
    "call_reached": Deed("登记回访", asked.ReachedForm, _call_reached, "primary", is_main=True),
    "call_missed": Deed("没有联系上", asked.MissedForm, _call_missed, is_main=True),
    "settle_follow_up": Deed("登记差评跟进", asked.FollowUpForm, _settle_follow_up, "primary", is_main=True),
    "show": Deed("公开来信", asked.WordsForm, _show, is_main=True),
    "ask": Deed("请来信人补充", asked.AskForm, _ask),
    "decline": Deed("不予受理", asked.DeclineForm, _decline, "outline-danger"),
    "classify": Deed("调整分类", asked.SortForm, _classify),
    "merge": Deed("合并同类来信", asked.MergeForm, _merge),
    "part_company": Deed("取消合并", asked.DeedForm, _part_company),
    "split": Deed("拆分一事一件", asked.SplitForm, _split),
    "ask_delay": Deed("申请延期", asked.DelayForm, _ask_delay),
    "involve": Deed("请其他单位协办", asked.InvolveForm, _involve),
    "give_back": Deed("退回", asked.GiveBackForm, _give_back, "outline-danger"),
    "hand_down": Deed("转下属单位", asked.HandDownForm, _hand_down),
    "urge": Deed("催办", asked.UrgeForm, _urge),
    "take_down": Deed("撤下公开的来信", asked.TakeDownForm, _take_down, "outline-danger"),
    "handle_again": Deed("重新办理", asked.AgainForm, _handle_again),
}
