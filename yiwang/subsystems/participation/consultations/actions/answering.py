"""How is the time for the feedback watched, and how is told what was adopted and why not?"""

import re
from datetime import datetime

from django.db import transaction

from yiwang import environment
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.moments import end_of, now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.consultations import reporting, rules
from yiwang.subsystems.participation.consultations.actions.holding import held
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion

FEEDBACK_DAYS = environment.number("YIWANG_CONSULTATION_FEEDBACK_DAYS", 30)
"""Calendar days after the end within which the feedback is published (websites.md §3: 20 to 30, local)."""
BATCH = 200
_ADDRESS = re.compile(r"(?:https?://[^\s<>\"']{3,290}|/[^\s<>\"'/][^\s<>\"']{0,290})")


def start_clocks() -> int:
    """The regular job: of windows that have closed the time for the feedback runs; how many began."""
    over = Consultation.objects.over(today()).filter(clock=None).order_by("pk")
    return sum(_started(pk) for pk in list(over.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _started(consultation_id: int) -> bool:
    """Whether it runs: not while a calendar that it needs is missing."""
    held_rows = Consultation.objects.over(today()).select_for_update(of=("self",)).select_related("unit")
    found = held_rows.filter(pk=consultation_id, clock=None).first()
    if found is None:
        return False
    subject = Subject(rules.CLOCK, str(found.pk), unit_id=found.unit_id, item=rules.CLOCK_LABEL)
    try:
        with transaction.atomic():
            limits = rules.feedback_limits(FEEDBACK_DAYS)
            found.clock = deadlines.start(subject, limits, SYSTEM.person, at=last_moment(found))
    except Refused:
        return False
    found.save(update_fields=["clock"])
    record(SYSTEM, "consultations.feedback_await", found, days=FEEDBACK_DAYS)
    return True


def last_moment(consultation: Consultation) -> datetime:
    """The last second of the last day: day 1 of the feedback is the day after."""
    return shifted(end_of(consultation.closes_on), seconds=-1)


@transaction.atomic
def publish_feedback(by: Actor, consultation_id: int, summary: str) -> Consultation:
    """Told to the public and, by the regular job, to every author. Raises Refused while opinions wait."""
    summary = summary.replace("\x00", "").strip()
    if not 20 <= len(summary) <= rules.LONG:
        raise Refused(f"请写明收到多少意见、采纳情况和没有采纳的原因，20至{rules.LONG}字。", field="summary")
    if masking.text(summary) != summary:
        raise Refused("文中有身份证号、手机号或者银行卡号，请删去后再公布。", field="summary")
    consultation = held(by, consultation_id, rules.PUBLISH)
    rules.check_unanswered(consultation.state)
    unhandled = Opinion.objects.unhandled().filter(consultation=consultation).count()
    rules.check_feedback(consultation.phase(today()), unhandled)
    consultation.state, consultation.summary = rules.ANSWERED, summary
    consultation.answered_at, consultation.answered_by = now(), by.person[:80]
    consultation.save(update_fields=["state", "summary", "answered_at", "answered_by"])
    if consultation.clock and consultation.clock.stopped_at is None:
        deadlines.stop(consultation.clock, by.person)
    tell(by, consultation)
    record(by, "consultations.feedback_publish", consultation)
    return consultation


@transaction.atomic
def link_final(by: Actor, consultation_id: int, title: str, address: str) -> Consultation:
    """The document that was made of the draft; its page on this site or another public one."""
    title, address = title.strip(), address.strip()
    if not title:
        raise Refused("请填写正式文件的名称。", field="title")
    if not _ADDRESS.fullmatch(address):
        raise Refused("网址应当以 http://、https:// 或者本站的 / 开头。", field="address")
    consultation = held(by, consultation_id, rules.PUBLISH)
    rules.check_published(consultation.state)
    consultation.final_title, consultation.final_address = title[:200], address
    consultation.save(update_fields=["final_title", "final_address"])
    tell(by, consultation)
    record(by, "consultations.final_link", consultation, title=title, to=address)
    return consultation


def answer_authors() -> int:
    """The regular job: every author reads under their number what became of each opinion; how many."""
    waiting = Opinion.objects.valid().filter(is_author_told=False, consultation__state=rules.ANSWERED)
    matters = list(waiting.order_by("matter").values_list("matter", flat=True).distinct()[:BATCH])
    return sum(_answered(pk) for pk in matters)


@transaction.atomic
def _answered(matter_id: int) -> bool:
    matter = Matter.objects.get(pk=matter_id)
    mine = list(
        Opinion.objects.valid()
        .select_for_update(of=("self",))
        .filter(matter=matter, is_author_told=False)
        .select_related("clause", "consultation__unit")
        .order_by("pk")
    )
    if not mine:
        return False
    Opinion.objects.filter(pk__in=[one.pk for one in mine]).update(is_author_told=True)
    if matter.is_open:
        consultation = mine[0].consultation
        text = reporting.to_author(mine, consultation.summary)
        told = Report("意见采纳情况", text, kind="answer", unit=consultation.unit.name)
        report(SYSTEM, matter.reference, told)
    record(SYSTEM, "consultations.author_tell", matter, number=matter.number, count=len(mine))
    return True
