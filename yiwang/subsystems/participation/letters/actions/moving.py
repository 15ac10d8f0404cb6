"""How does a letter come to the unit that answers it, and how may it come back?

A unit returns what is not its matter in time; after two returns, or where the desk says so, a unit is named
and may not return it ([W] art. 22, [X22] art. 23 and 24; letters.md cases 3 and 9).
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.models import Extension, Urge
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.participation.letters import pages, reminding, routing, rules, timing
from yiwang.subsystems.participation.letters.actions.grouping import open_followers
from yiwang.subsystems.participation.letters.actions.holding import check_visible, held, of_desk, of_holder
from yiwang.subsystems.participation.letters.models import Letter

ACCUSED = "来信反映的就是该单位的问题，依法不能转给它（《信访工作条例》第三十条）；请交监督单位办理。"


@transaction.atomic
def assign(
    by: Actor,
    letter_id: int,
    unit: Unit,
    reason: str = "",
    joint: Sequence[Unit] = (),
    *,
    is_named: bool = False,
) -> Letter:
    """To the unit that leads, with others beside it; the third time, or by ``is_named``, without return.

    Raises Refused for whoever is accused, before it is accepted, and while another unit has it.
    """
    letter = held(letter_id)
    of_desk(by, letter)
    if letter.case.state != states.ACCEPTED:
        raise Refused(f"这封来信{letter.stage[0]}，受理以后才能分办。")
    if letter.case.unit_id != letter.desk_id:
        raise Refused(f"这封来信正由{letter.case.unit.called}办理，退回以后才能重新分办。")
    _check_units(letter, unit, joint)
    letter.is_named = is_named or rules.is_naming(letter.returns)
    letter.assigned_at = now()
    letter.return_due_at = timing.return_due(letter.case.kind, letter.assigned_at)
    words = states.remark(reason, "分办意见", field="reason", longest=250) or "按职责分工办理"
    if joint:
        _consult(by, letter, joint, f"协助{unit.called}办理：{words}")
    _move(by, letter, unit, words)
    letter.save(update_fields=["is_named", "assigned_at", "return_due_at"])
    reminding.tell_unit(letter, unit, "分办来信", f"letters.assign:{letter.pk}:{letter.returns}", words)
    record(
        by,
        "letters.letter_assign",
        letter,
        unit=unit.name,
        named=letter.is_named,
        joint=[one.name for one in joint],
    )
    return letter


@transaction.atomic
def give_back(by: Actor, letter_id: int, reason: str) -> Letter:
    """What is not its matter, with detailed reasons, while it may (letters.md §2: objection)."""
    reason = states.words(reason, "退回的理由", field="reason", longest=300)
    letter = held(letter_id)
    of_holder(by, letter)
    if letter.case.unit_id == letter.desk_id:
        raise Refused("这封来信就在信箱管理单位，不需要退回。")
    if len(reason) < 10:
        raise Refused("请详细说明为什么不属于本单位的职责，以及应当由哪个单位办理。", field="reason")
    rules.check_return(is_named=letter.is_named, due_at=letter.return_due_at, now=now())
    letter.returns += 1
    letter.assigned_at = letter.return_due_at = None
    _move(by, letter, letter.desk, reason)
    letter.save(update_fields=["returns", "assigned_at", "return_due_at"])
    reminding.tell_desk(letter, f"{by.unit}退回来信", f"letters.return:{letter.pk}:{letter.returns}", reason)
    record(by, "letters.letter_return", letter, reason=reason, number=letter.returns)
    return letter


@transaction.atomic
def hand_down(by: Actor, letter_id: int, unit: Unit, reason: str = "") -> Letter:
    """To an office or a subordinate of the unit that has it; what was named stays so."""
    letter = held(letter_id)
    of_holder(by, letter)
    if not paths.lies_within(unit.path, letter.case.unit.path):
        raise Refused("只能转给本单位的内设机构或者下属单位；需要其他单位办理的，请退回。", field="unit")
    _check_units(letter, unit, ())
    _move(by, letter, unit, states.remark(reason, "说明", field="reason", longest=250) or "由下属单位办理")
    reminding.tell_unit(letter, unit, "转办来信", f"letters.down:{letter.pk}:{unit.pk}")
    record(by, "letters.letter_hand_down", letter, unit=unit.name)
    return letter


@transaction.atomic
def involve(
    by: Actor, letter_id: int, units: Sequence[Unit], question: str, due_on: date | None = None
) -> Letter:
    """Joint units (协办): each sees the letter and gives its part; whoever leads answers the writer."""
    letter = held(letter_id)
    of_holder(by, letter)
    _check_units(letter, None, units)
    _consult(by, letter, units, question, due_on)
    record(by, "letters.letter_involve", letter, joint=[unit.name for unit in units])
    return letter


@transaction.atomic
def urge(by: Actor, letter_id: int, text: str) -> Urge:
    """By whoever sees it: the desk, a supervisor. Once a day by one person."""
    text = states.words(text, "催办内容", longest=300)
    letter = held(letter_id)
    check_visible(by, letter)
    if not letter.is_open:
        raise Refused(f"这封来信{letter.stage[0]}，不需要催办。")
    moment = now()
    earlier = letter.case.urges.filter(at__gt=shifted(moment, hours=-states.URGE_HOURS))
    if earlier.filter(person_id=by.person_id).exists():
        raise Refused(f"您在{states.URGE_HOURS}小时内已经催办过这封来信，请等待办理。")
    urged = Urge.objects.create(
        case=letter.case, at=moment, person_id=by.person_id, person=by.person[:80], unit=by.unit, text=text
    )
    enter(by, letter.case, Line("urge", opinion=text))
    reminding.tell_holders(letter, f"{by.unit or by.person}催办", f"letters.urge:{urged.pk}", text)
    record(by, "letters.letter_urge", letter, text=text)
    return urged


@transaction.atomic
def ask_delay(by: Actor, letter_id: int, number: int, ground: str) -> Extension:
    """More time, before the time is over, once (letters.md case 15)."""
    letter = held(letter_id)
    of_holder(by, letter)
    asked = letter.case.extensions
    rules.check_extension(
        is_late=timing.is_over(letter.case.clock),
        was_extended=asked.filter(state=Extension.GRANTED).exists(),
        is_asked=asked.filter(state=Extension.ASKED).exists(),
    )
    with pages.ours():
        extension = cases.ask_extension(by, letter.case_id, number, ground)
    reminding.tell_reviewers(letter, "申请延期", f"letters.delay:{extension.pk}")
    record(by, "letters.delay_ask", letter, number=number)
    return extension


@transaction.atomic
def settle_delay(by: Actor, letter_id: int, reply: str, *, is_granted: bool) -> Letter:
    """By another person than who asked, with the right to; the writer is told the reason ([X22] art. 34)."""
    letter = held(letter_id)
    of_holder(by, letter)
    asked = letter.case.extensions.filter(state=Extension.ASKED).order_by("-pk").first()
    if asked is None:
        raise Refused("没有等待批准的延期申请，请刷新页面查看。")
    if asked.asked_by == by.person:
        raise Refused("延期应当由单位负责人批准，不能批准本人的申请。")
    with pages.ours():
        if is_granted:
            cases.grant_extension(by, asked.pk, reply)
        else:
            cases.refuse_extension(by, asked.pk, reply)
    record(by, "letters.delay_settle", letter, granted=is_granted)
    return letter


def _move(by: Actor, letter: Letter, unit: Unit, words: str) -> None:
    """The case with everything that is handled together with it."""
    with pages.ours():
        letter.case = cases.transfer(by, letter.case_id, unit, words)
        for each in open_followers(letter):
            if each.case.unit_id != unit.pk:
                cases.transfer(by, each.case_id, unit, words)
    letter.holder = unit
    letter.save(update_fields=["holder"])
    Letter.objects.filter(lead=letter, case__closed_at=None).update(holder=unit)


def _consult(
    by: Actor, letter: Letter, units: Sequence[Unit], question: str, due_on: date | None = None
) -> None:
    with pages.ours():
        cases.consult(by, letter.case_id, units, question, due_on)
    for unit in units:
        reminding.tell_unit(letter, unit, "请协办来信", f"letters.joint:{letter.pk}:{unit.pk}:{now():%Y%m%d}")


def _check_units(letter: Letter, lead: Unit | None, joint: Sequence[Unit]) -> None:
    if len(joint) > rules.MOST_JOINT:
        raise Refused(f"协办单位请不要超过{rules.MOST_JOINT}个。", field="joint")
    if lead is not None and lead.pk in {unit.pk for unit in joint}:
        raise Refused("主办单位只有一个，不要再列入协办单位。", field="joint")
    for unit in [*([lead] if lead else []), *joint]:
        if routing.is_accused(letter, unit):
            raise Refused(ACCUSED, field="unit" if unit == lead else "joint")
