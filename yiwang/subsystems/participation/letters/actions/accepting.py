"""Is a letter taken on, what is it about, and what is told to whoever wrote where it does not belong?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases import terms
from yiwang.kernel.cases.actions import Missing
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.participation.letters import pages, reminding, routing, rules, timing
from yiwang.subsystems.participation.letters.actions import publishing
from yiwang.subsystems.participation.letters.actions.grouping import open_followers
from yiwang.subsystems.participation.letters.actions.holding import held, of_desk, of_holder
from yiwang.subsystems.participation.letters.actions.publishing import Words
from yiwang.subsystems.participation.letters.models import Letter


@dataclass(frozen=True)
class Sorted:
    """What an official confirms a letter to be; ``against``: whom it is about, where somebody is."""

    type: str
    subject: str = ""
    urgency: str = "normal"
    against: Unit | None = None


@transaction.atomic
def classify(by: Actor, letter_id: int, found: Sorted) -> Letter:
    """Its type sets its time; what turns out to inform against the desk itself leaves its hands at once."""
    letter = held(letter_id)
    of_desk(by, letter)
    _check_running(letter)
    _sort(by, letter, found)
    return letter


@transaction.atomic
def accept(by: Actor, letter_id: int, found: Sorted, words: Words | None = None) -> Letter:
    """Take it on: its clock starts. ``words``: what everybody reads of it from now on (市民心声).

    Raises Refused where the mailbox shows letters from the start and no clean public words are given.
    """
    letter = held(letter_id)
    of_desk(by, letter)
    if _sort(by, letter, found) is None:
        return letter
    with pages.ours():
        letter.case = cases.accept(by, letter.case_id)
        for each in open_followers(letter):
            if states.allows(each.case.state, "accept"):
                cases.accept(by, each.case_id)
    if words and letter.mailbox.exposure == rules.START and letter.wants_public:
        publishing.put(by, letter, words)
    elif letter.mailbox.exposure == rules.START and letter.wants_public and not letter.is_repeat:
        raise Refused("“市民心声”受理后即公开，请核对并确认公开的标题和内容。", field="public_title")
    record(by, "letters.letter_accept", letter, type=letter.type)
    return letter


@transaction.atomic
def decline(by: Actor, letter_id: int, ground: str, reason: str = "") -> Letter:
    """Not taken on: why, and where the matter belongs ([W] art. 19; letters.md case 10)."""
    about = rules.check_ground(ground)
    reason = states.remark(reason, "补充说明", field="reason", longest=800)
    letter = held(letter_id)
    of_desk(by, letter)
    sentence = "\n".join(filter(None, [f"{about.label}，不予受理。", reason, about.way]))
    with pages.ours():
        letter.case = cases.decline(by, letter.case_id, states.OTHER_GROUND, sentence)
        for each in open_followers(letter):
            if states.allows(each.case.state, "decline"):
                cases.decline(by, each.case_id, states.OTHER_GROUND, sentence)
    record(by, "letters.letter_decline", letter, ground=ground)
    return letter


@transaction.atomic
def ask(by: Actor, letter_id: int, text: str) -> Letter:
    """Ask the writer for what is missing, once."""
    text = states.words(text, "需要补充的内容")
    letter = held(letter_id)
    of_desk(by, letter)
    with pages.ours():
        cases.ask_for_missing(by, letter.case_id, [Missing("supplement", text, "补充情况")])
    record(by, "letters.letter_ask", letter)
    return letter


@transaction.atomic
def take(by: Actor, letter_id: int) -> Letter:
    """Somebody of the unit signs for it (签收)."""
    letter = held(letter_id)
    of_holder(by, letter)
    with pages.ours():
        cases.take_case(by, letter.case_id)
    record(by, "letters.letter_take", letter)
    return letter


def _check_running(letter: Letter) -> None:
    if letter.case.state not in {states.RECEIVED, states.ASKED, states.ACCEPTED}:
        raise Refused(f"这封来信{letter.stage[0]}，不能再调整分类。")


def _sort(by: Actor, letter: Letter, found: Sorted) -> Letter | None:
    """None: it left for the watchdog, who starts anew with it."""
    rules.check_type(found.type, letter.mailbox.offered_types)
    if found.urgency not in rules.URGENCIES:
        raise Refused("请选择紧急程度。", field="urgency")
    before = letter.type
    letter.type, letter.subject, letter.urgency = found.type, found.subject.strip()[:60], found.urgency
    letter.against, letter.is_classified = found.against or letter.against, True
    fields = ["type", "subject", "urgency", "against", "is_classified"]
    letter.save(update_fields=fields)
    if before != letter.type:
        _set_time(by, letter, before)
    record(by, "letters.letter_classify", letter, before=before, after=letter.type, subject=letter.subject)
    return None if _left(by, letter) else letter


def _set_time(by: Actor, letter: Letter, before: str) -> None:
    """The limit of the new type; a clock that runs is set to it, with the reason in its ledger."""
    found = timing.terms_of(letter.mailbox, letter.type, is_review=letter.again_of_id is not None)
    letter.case.stored_terms = terms.written(found)
    letter.case.save(update_fields=["stored_terms"])
    if letter.case.clock_id and found.decision:
        ground = f"类型由{rules.TYPES[before]}改为{rules.TYPES[letter.type]}"
        deadlines.change_limits(Clock(pk=letter.case.clock_id), by.person, found.decision, ground)


def _left(by: Actor, letter: Letter) -> bool:
    if not routing.is_accused(letter, letter.case.unit):
        return False
    unit = routing.receiving_unit(letter.mailbox, letter.type, letter.against)
    if unit.pk == letter.case.unit_id:
        raise Refused("这封来信反映的是本单位的问题，又没有可以办理的上级或者监督单位，请联系平台管理员。")
    letter.desk = letter.holder = unit
    letter.assigned_at = None
    letter.save(update_fields=["desk", "holder", "assigned_at"])
    with pages.ours():
        letter.case = cases.transfer(by, letter.case_id, unit, "反映的是原受理单位的问题，移交监督单位")
    reminding.tell_desk(letter, "移交的检举件", f"letters.informing:{letter.pk}:{unit.pk}")
    record(by, "letters.letter_hand_to_watchdog", letter, unit=unit.name)
    return True
