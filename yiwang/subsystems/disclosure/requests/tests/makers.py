"""An organ whose disclosure office takes requests, its people, and what the public asks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.test import TestCase

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.disclosure.requests import messages, results, rules
from yiwang.subsystems.disclosure.requests.actions import answering, desks, receiving
from yiwang.subsystems.disclosure.requests.actions.answering import Draft
from yiwang.subsystems.disclosure.requests.actions.desks import DeskFacts
from yiwang.subsystems.disclosure.requests.actions.receiving import Arrival
from yiwang.subsystems.disclosure.requests.models import Desk, Request

CONTACT = Contact("赵小明", "13812345678", "zhao@example.com")
IDENTITY = "11010519491231002X"
TITLE = "青山路改造工程可行性研究报告批复"
TEXT = "2025年青山路改造工程的可行性研究报告批复文件。"
FACTS = DeskFacts("办公室政务公开科", "云泽市人民路1号", "工作日9:00至17:00", "0999-1234567")
SINCE = {"starts_on": date(2015, 1, 1)}


@dataclass(frozen=True)
class Bureau:
    """``clerk`` handles and drafts, ``head`` reviews and grants."""

    unit: Unit
    clerk: Post
    head: Post
    desk: Desk


def make_bureau(**changes: Any) -> Bureau:
    unit = make_unit(**{"name": "市自然资源局", **changes})
    clerk, head = (make_post(unit=unit, roles=[role], **SINCE) for role in (rules.CLERK, rules.HEAD))
    return Bureau(unit, clerk, head, done(desks.open_desk, by(head), unit, FACTS))


def done(call: Any, *args: Any, **options: Any) -> Any:
    """An action with everything that happens at its commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return call(*args, **options)


def data_of(bureau: Bureau, **changes: Any) -> dict[str, Any]:
    return {
        "organ": bureau.desk.code,
        "organ_name": bureau.unit.name,
        "applicant_kind": rules.PERSON,
        "applicant_label": "自然人",
        "name": CONTACT.name,
        "identifier_kind": "identity",
        "identifier": IDENTITY,
        "representative": "",
        "address": "云泽市青山区人民路12号",
        "title": TITLE,
        "document_number": "",
        "text": TEXT,
        "form": "electronic",
        "form_label": "电子文件",
        "way": rules.ONLINE,
        "way_label": "本网站下载",
        **changes,
    }


def apply(bureau: Bureau, contact: Contact = CONTACT, **changes: Any) -> Receipt:
    """Handed in by the public and taken in inside."""
    return done(submit, PUBLIC, HandedIn(rules.KIND, codes.new_token(), data_of(bureau, **changes), contact))


def make_request(bureau: Bureau, **changes: Any) -> Request:
    """From the web, not confirmed yet."""
    receipt = apply(bureau, **changes)
    return fresh(Request.objects.get(matter__number=receipt.submission.number))


def fresh(request: Request) -> Request:
    joined = ("case__unit", "case__clock", "case__party", "matter", "unit")
    return Request.objects.select_related(*joined).get(pk=request.pk)


def visited(bureau: Bureau, day: str | date, channel: str = rules.VISIT, **changes: Any) -> Request:
    """Taken in at the office that day, at ten."""
    confirmed_on = changes.pop("confirmed_on", None)
    day = date.fromisoformat(day) if isinstance(day, str) else day
    said = messages.Wanted(**data_of(bureau, **changes))
    with at(f"{day} 10:00"):
        request, _ = done(
            receiving.enter, by(bureau.clerk), said, CONTACT, Arrival(channel, day, confirmed_on)
        )
    return fresh(request)


def accepted(bureau: Bureau, day: str | date = "2026-03-02", **changes: Any) -> Request:
    request = visited(bureau, day, **changes)
    with at(f"{day} 10:30"):
        done(receiving.accept, by(bureau.clerk), request.pk)
    return fresh(request)


def draft_of(**changes: Any) -> Draft:
    given = {"result": results.GIVEN, "text": "您申请的批复文件见附件。", "ground": "第三十六条第二项"}
    return Draft(**{**given, **changes})


def answered(bureau: Bureau, request: Request | None = None, **changes: Any) -> Request:
    """Drafted by the clerk, sent by the head, now."""
    request = request or accepted(bureau)
    done(answering.submit, by(bureau.clerk), request.pk, draft_of(seen=request.version, **changes))
    done(answering.approve, by(bureau.head), request.pk, request.version)
    return fresh(request)


def due_on(request: Request) -> date | None:
    """The last day for the answer, by the clock."""
    due_at: datetime | None = fresh(request).case.clock.due_at  # type: ignore[union-attr]
    return day_of(shifted(due_at, seconds=-1)) if due_at else None


def workdays_between(first: date, last: date) -> int:
    return in_force.calendar().count_workdays(first, last)


def steps_of(request: Request) -> list[tuple[str, str]]:
    """What the applicant was told outside, in order."""
    submission = Submission.objects.get(number=request.matter.number)
    return list(submission.steps.order_by("number").values_list("kind", "label"))
