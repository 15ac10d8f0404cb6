"""How does a request come in: from the web, or taken in at the office, in person, by post, by fax?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM, Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties, standing
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.actions import MaterialFacts, Opening, PartyFacts
from yiwang.kernel.deadlines.moments import day_of, now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.actions import entering
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.disclosure.requests import messages, pages, papers, reminding, rules, timing
from yiwang.subsystems.disclosure.requests.actions import issuing
from yiwang.subsystems.disclosure.requests.actions.holding import check_state, of_handler
from yiwang.subsystems.disclosure.requests.models import Desk, Request
from yiwang.subsystems.disclosure.requests.papers import Words

FILES, FILES_LABEL = "files", "申请人提交的附件"


@dataclass(frozen=True)
class Arrival:
    """How and when it came to the office; ``confirmed_on``: with the applicant, where that has to be."""

    channel: str
    arrived_on: date
    confirmed_on: date | None = None


@dataclass(frozen=True)
class _Coming:
    desk: Desk
    said: messages.Wanted
    contact: Contact
    matter: Matter
    arrival: Arrival
    arrived_at: datetime
    files: Sequence[StoredFile] = ()


@transaction.atomic
def receive(matter: Matter, said: messages.Wanted, files: Sequence[StoredFile]) -> Request:
    """From the web: it counts as received when the office has confirmed it (art. 31(三)).

    Raises Refused where the organ takes no requests here, or a number is wrong.
    """
    arrived_at = min(matter.submitted_at or matter.received_at, now())
    arrival = Arrival(rules.WEB, day_of(arrived_at))
    desk, contact = _desk(said.organ), contacts.of_matter(matter)
    request = _opened(PUBLIC, _Coming(desk, said, contact, matter, arrival, arrived_at, files))
    reminding.tell_clerks(request, "收到政府信息公开申请，请确认", f"disclosure.new:{request.pk}")
    record(SYSTEM, "disclosure.request_receive", request, number=matter.number, unit=desk.unit.name)
    return request


@transaction.atomic
def enter(
    by: Actor, said: messages.Wanted, contact: Contact, arrival: Arrival, files: Sequence[StoredFile] = ()
) -> tuple[Request, entering.Receipt]:
    """In person, by post, by fax, or told and written down (art. 29); its applicant tracks it on the web.

    Raises Refused for days that cannot be, and for the desk of another unit.
    """
    rules.check_channel(arrival.channel)
    rules.check_arrival(arrival.arrived_on, arrival.confirmed_on, today())
    if arrival.channel == rules.WEB:
        raise Refused("网上提交的申请由申请人自己填写。", field="channel")
    desk = _desk(said.organ)
    post = standing.post_of(by)
    require(post, rules.READ)
    require(post, states.HANDLE)
    if not standing.is_ours(post, desk.unit):
        raise Refused(f"这件申请由{desk.unit.called}受理，不属于您所在单位的范围。", field="organ")
    receipt = entering.enter(by, rules.KIND, said.model_dump(mode="json"), contact, files)
    counts_on = _counts_on(arrival)
    arrived_at = timing.moment_on(counts_on or arrival.arrived_on)
    request = _opened(by, _Coming(desk, said, contact, receipt.matter, arrival, arrived_at, files))
    if counts_on:
        _confirmed(request, counts_on)
        issuing.issue(by, request, papers.RECEIPT, _acknowledged(request))
        _tell_registered(by, request)
    record(by, "disclosure.request_enter", request, number=receipt.number, channel=arrival.channel)
    return request, receipt


@transaction.atomic
def confirm(by: Actor, request_id: int, on: date | None = None) -> Request:
    """Confirmed with the applicant: that day is the day of receipt (art. 31(二)(三)); the receipt goes out.

    Raises Refused the second time.
    """
    request, _ = of_handler(by, request_id)
    check_state(request, frozenset({states.RECEIVED}), "确认收到")
    if request.is_confirmed:
        raise Refused(f"这件申请已于{request.received_on:%Y年%m月%d日}确认收到。")
    day = on or today()
    rules.check_arrival(request.arrived_on, day, today())
    _confirmed(request, day)
    issuing.issue(by, request, papers.RECEIPT, _acknowledged(request))
    with pages.ours():
        request.case = cases.confirm_receipt(by, request.case_id, _not_before(request, day))
    record(by, "disclosure.request_confirm", request, on=day, is_late=request.is_confirmed_late)
    return request


@transaction.atomic
def accept(by: Actor, request_id: int) -> Request:
    """What is wanted is clear: the time for the answer runs, from the day of receipt on."""
    request, _ = of_handler(by, request_id)
    rules.check_confirmed(request.is_confirmed)
    with pages.ours():
        request.case = cases.accept(by, request.case_id)
    record(by, "disclosure.request_accept", request, since=request.since)
    return request


def party_of(said: messages.Wanted, contact: Contact) -> PartyFacts:
    is_person = said.applicant_kind == rules.PERSON
    return PartyFacts(
        rules.PARTIES[said.applicant_kind],
        said.name,
        said.identifier_kind,
        said.identifier,
        contact.phone,
        contact.email,
        said.address,
        contact="" if is_person else contact.name,
        representative=said.representative,
    )


def _desk(code: str) -> Desk:
    desk = Desk.objects.select_related("unit").filter(code=code.lower()).first()
    if desk is None:
        raise Refused("这个单位没有开通政府信息公开申请，请从申请页面重新选择。", field="organ")
    return desk


def _counts_on(arrival: Arrival) -> date | None:
    """The day of receipt; None while it has to be confirmed."""
    if arrival.channel in rules.CONFIRMED_LATER:
        return arrival.confirmed_on
    return arrival.arrived_on


def _opened(by: Actor, coming: _Coming) -> Request:
    """The case and what this room keeps about it; part of the caller's transaction."""
    said, arrival, unit = coming.said, coming.arrival, coming.desk.unit
    facts = parties.checked(party_of(said, coming.contact))
    received_on = day_of(coming.arrived_at)
    files = [MaterialFacts(FILES, FILES_LABEL, files=tuple(coming.files))] if coming.files else []
    opening = Opening(
        kind=rules.KIND,
        title=said.title,
        party=facts,
        channel=rules.CASE_CHANNELS.get(arrival.channel, "express"),
        unit=unit,
        terms=timing.terms_of(received_on),
        materials=files,
        received_at=coming.arrived_at,
    )
    return Request.objects.create(
        case=cases.open(by, opening),
        matter=coming.matter,
        unit=unit,
        channel=arrival.channel,
        applicant_kind=said.applicant_kind,
        applicant=next(parties.digests(facts.identifier_kind, facts.identifier), ""),
        title=said.title,
        document_number=said.document_number,
        text=said.text,
        form=said.form,
        way=said.way,
        arrived_on=arrival.arrived_on,
        received_on=received_on,
    )


def _confirmed(request: Request, day: date) -> None:
    request.received_on, request.confirmed_at = day, now()
    request.is_confirmed_late = timing.is_confirmed_late(request.channel, request.arrived_on, day)
    request.save(update_fields=["received_on", "confirmed_at", "is_confirmed_late"])


def _tell_registered(by: Actor, request: Request) -> None:
    text = f"您的申请以{request.received_on:%Y年%m月%d日}为收到之日，本机关将在法定期限内答复。"
    files = issuing.drawn_for(request, papers.RECEIPT)
    report(by, request.matter.reference, Report("已登记", text, unit=request.unit.name, files=files))


def _not_before(request: Request, day: date) -> datetime:
    return max(timing.moment_on(day), request.case.received_at)


def _acknowledged(request: Request) -> Words:
    facts = (
        ("申请编号", request.number),
        ("所需信息", request.title),
        ("申请渠道", request.get_channel_display()),
        ("提交日期", papers.in_words(request.arrived_on)),
        ("收到申请之日", papers.in_words(request.received_on)),
    )
    basis = rules.statute_of(request.received_on).answer
    return Words(
        f"您（单位）提出的政府信息公开申请已收到。本机关将依据{basis.basis}，"
        f"自收到申请之日起{basis.legal}内予以答复；需要补正、征求意见或者延长期限的，将另行告知。",
        facts,
    )
