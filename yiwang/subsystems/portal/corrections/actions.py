"""What does an official do with a correction? Every step is told to whoever handed it in."""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.intake.actions.reporting import Report, read_contact, report
from yiwang.kernel.intake.contacts import Contact
from yiwang.subsystems.portal.corrections import rules, timing
from yiwang.subsystems.portal.corrections.models import Correction


@transaction.atomic
def accept(by: Actor, correction_id: int) -> Correction:
    """Take it over; from now on whoever did is the one who is reminded."""
    correction = _stepped(by, correction_id, "accept")
    report(by, correction.matter.reference, Report("已受理", "网站管理单位正在核实您反映的问题。"))
    record(by, "portal.correction_accept", correction)
    return correction


@transaction.atomic
def ask(by: Actor, correction_id: int, text: str) -> Correction:
    """Ask for what is missing; the time stands still until it comes."""
    given = rules.words_given(text)
    correction = _stepped(by, correction_id, "ask", given)
    timing.pause(correction, by.person)
    report(by, correction.matter.reference, Report("请补充情况", given, kind="ask"))
    record(by, "portal.correction_ask", correction, text=given)
    return correction


@transaction.atomic
def answer(by: Actor, correction_id: int, text: str) -> Correction:
    """Say what was put right; this ends it."""
    given = rules.words_given(text)
    correction = _stepped(by, correction_id, "answer", given)
    timing.stop(correction, by.person)
    report(by, correction.matter.reference, Report("答复", given, kind="answer"))
    record(by, "portal.correction_answer", correction, text=given)
    return correction


@transaction.atomic
def dismiss(by: Actor, correction_id: int, text: str) -> Correction:
    """Say why nothing is changed; this ends it."""
    given = rules.words_given(text)
    correction = _stepped(by, correction_id, "dismiss", given)
    timing.stop(correction, by.person)
    report(by, correction.matter.reference, Report("未予采纳", given, kind="close"))
    record(by, "portal.correction_dismiss", correction, reason=given)
    return correction


def look_at_contact(by: Actor, correction: Correction) -> Contact:
    """In full, to ask back; who looked stands in the record."""
    return read_contact(by, correction.matter.reference)


def _stepped(by: Actor, correction_id: int, step: str, said: str = "") -> Correction:
    """The correction, locked and in its next state. Raises Refused where the step may not be taken now."""
    held = Correction.objects.select_for_update(of=("self",)).select_related("matter", "unit")
    correction = held.get(pk=correction_id)
    correction.state = rules.next_state(correction.state, step)
    correction.handler_id = by.person_id
    correction.said = said or correction.said
    correction.ended_at = now() if correction.state in rules.ENDED else None
    correction.save(update_fields=["state", "handler", "said", "ended_at"])
    return correction
