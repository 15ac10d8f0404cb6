"""What follows from a deed of kernel.cases, and which deeds are done on the page of letters only?"""

from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.cases.rules import VERBS
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.participation.letters import pages, rules
from yiwang.subsystems.participation.letters.actions import calling, crossing
from yiwang.subsystems.participation.letters.models import Letter

# What the common page of a case may do to a letter; everything else has rules of this room.
COMMON = frozenset(
    {"open", "take", "hand_over", "remark", "attach", "check_material", "supply", "withdraw", "rate"}
    | {"follow_up", "urge", "answer"}
)
SEEN_OUTSIDE = frozenset({"accept", "decline", "withdraw", "rate", "transfer"})
DECIDED = "已作出决定"


def happened(case: Case, event: Event) -> None:
    letter = Letter.objects.select_related("mailbox", "desk").filter(case=case).first()
    if letter is None:
        return
    letter.case = case
    if event.kind not in COMMON and not pages.is_ours():
        label = VERBS[event.kind].label if event.kind in VERBS else event.label
        raise Refused(f"来信不能在这里{label}，请打开“信件办理”页面办理。")
    if event.kind == "transfer":
        Letter.objects.filter(pk=letter.pk).update(holder=case.unit)
    if event.kind == "rate" and case.rating in rules.BAD_LEVELS:
        calling.open_follow_up(letter)
    if event.kind in SEEN_OUTSIDE:
        crossing.tell_if_counted(SYSTEM, letter)


def told(by: Actor, case: Case, words: Told) -> None:
    """To whoever wrote. What a part comes to is a note under the number of the whole letter."""
    letter = Letter.objects.select_related("matter", "mailbox", "part_of__matter").filter(case=case).first()
    if letter is None or words.label == DECIDED:
        return
    matter = _matter_of(letter)
    if matter is None or not matter.is_open:
        return
    label, text = _in_words(words, letter)
    is_part = letter.part_of_id is not None
    step = Report(
        label,
        text,
        kind="note" if is_part else words.kind,
        unit=by.unit or case.unit.name,
        due_on=words.due_on,
        files=words.files,
    )
    report(by, matter.reference, step)


def _matter_of(letter: Letter) -> Matter | None:
    if letter.matter is not None:
        return letter.matter
    return letter.part_of.matter if letter.part_of else None


def _in_words(words: Told, letter: Letter) -> tuple[str, str]:
    """kernel.cases speaks of an application, here it is a letter."""
    label, text = words.label, words.text
    if label == "已受理":
        text = f"“{letter.title}”已受理，正在办理。"
    elif words.kind == "ask":
        label, text = "请补充情况", "\n".join(why for _, why in words.asks)
    elif label.startswith("已移送"):
        label, text = "已转办", f"您的来信已转由{letter.case.unit.name}办理。"
    elif words.kind == "answer":
        label = f"答复（{label}）"
    if letter.part_of_id:
        label = f"分件{label}"
        text = f"{letter.title}：{text}"[:5_000]
    return label[:60], text
