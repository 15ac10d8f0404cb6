"""Which objects for an upper platform follow from an event of a case?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from yiwang import environment
from yiwang.kernel.cases import kinds, parties
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, Event, Extension
from yiwang.kernel.deadlines.moments import local
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.subsystems.approvals.applications import editions, rules
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.papers import rules as papers
from yiwang.subsystems.approvals.applications.upper import objects
from yiwang.subsystems.approvals.applications.upper.codes import code
from yiwang.subsystems.approvals.applications.upper.objects import AnyObject
from yiwang.subsystems.approvals.certificates.models import Certificate
from yiwang.subsystems.approvals.items.codes import DELIVERIES
from yiwang.subsystems.approvals.items.elements import Elements

REGION = environment.text("YIWANG_UPPER_REGION")
"""GB/T 2260 code that goes out as XZQHDM."""
VERSION = "1"
_CHANNELS = {kind: code for code, kind in rules.CASE_CHANNELS.items()}
_PARTIES = {kind: code for code, kind in rules.PARTY_KINDS.items()}
Row = TypeVar("Row")


@dataclass(frozen=True)
class Told:
    """An event with the facts of its case that objects speak of."""

    event: Event
    case: Case
    application: Application
    elements: Elements
    certificate: Certificate | None

    @property
    def common(self) -> dict[str, str]:
        return {"SBLSH": self.case.number, "SXBM": self.elements.code, "XZQHDM": REGION, "SJBBH": VERSION}

    def paper(self, *forms: str) -> str:
        """The number of the newest paper of these forms."""
        found = [each for each in self.application.papers.all() if each.form in forms and not each.voided_at]
        return found[-1].number if found else ""

    @property
    def materials(self) -> str:
        return "；".join(each.name for each in self.case.materials.all() if each.state != cases.MISSING)

    @property
    def wanted(self) -> str:
        return "；".join(f"{each.name}：{each.wanted}" for each in self.case.materials.all() if each.wanted)


def moment(at: datetime | None) -> str:
    """``20260302T090000`` on the wall clock of the city."""
    return local(at).strftime("%Y%m%dT%H%M%S") if at else ""


def day(on: date | datetime | None) -> str:
    return (local(on) if isinstance(on, datetime) else on).strftime("%Y%m%d") if on else ""


def built(events: Iterable[Event]) -> Iterator[tuple[Event, int, AnyObject]]:
    """The objects of each event, in order; four queries for any number of events."""
    rows = list(events)
    by_case = {each.case_id: each for each in _applications(row.case_id for row in rows)}
    certificates = {
        each.case_id: each for each in Certificate.objects.filter(case__in=list(by_case)).order_by("-pk")
    }
    for event in rows:
        application = by_case.get(event.case_id)
        if application is None:
            continue
        elements = editions.elements_of(application.edition)
        told = Told(event, event.case, application, elements, certificates.get(event.case_id))
        for number in numbers_of(event):
            yield event, number, _BUILDERS[number](told)


def _applications(case_ids: Iterable[int]) -> Iterable[Application]:
    rows = Application.objects.filter(case__in=set(case_ids)).select_related("edition", "parent__case")
    return rows.prefetch_related("papers")


def numbers_of(event: Event) -> tuple[int, ...]:
    """Which of the ten objects an event is told in."""
    numbers = _OF_KIND.get(event.kind, ())
    is_end = event.kind == "deliver" and event.case.closed_at is not None
    return (*numbers, 4) if is_end else numbers


def _applied(told: Told) -> AnyObject:
    case, facts = told.case, parties.facts_of(told.case.party)
    parent = told.application.parent
    return objects.Applied(
        **told.common,
        SXMC=told.elements.name,
        FSXBM=parent.case.number if parent else "",
        SQRLX=code("applicant", _PARTIES[facts.kind]),
        SQRMC=facts.name,
        SQRZJLX=code("document", facts.identifier_kind),
        SQRZJHM=facts.identifier,
        LXRXM=facts.contact or facts.agent or facts.name,
        LXRZJLX=code("document", facts.agent_identifier_kind) if facts.agent_identifier else "",
        LXRSFZJHM=facts.agent_identifier,
        LXRSJ=facts.phone,
        LXRYX=facts.email,
        SBXMMC=case.title,
        SBCLQD=told.materials,
        TJFS=code("channel", _CHANNELS.get(case.channel, "9")),
        SBHZH=case.number,
        SBSJ=moment(case.received_at),
        XMHGCBH=told.application.project,
    )


def _reviewed(told: Told) -> AnyObject:
    return objects.Reviewed(
        **told.common,
        YWLSH=told.case.number,
        YSLBMMC=told.case.unit.name,
        YSLBMZZJGDM=told.case.unit.code,
        BLRXM=told.event.person,
        YSLZTDM=code("acceptance", "missing"),
        BJBZSM=told.wanted,
        YSLSJ=moment(told.event.at),
    )


def _accepted(told: Told) -> AnyObject:
    case, limit = told.case, told.elements.promised_limit or told.elements.legal_limit
    is_declined = told.event.kind == "decline"
    return objects.Accepted(
        **told.common,
        SLBMMC=case.unit.name,
        SLBMZZJDDM=case.unit.code,
        SLZTDM=code("acceptance", "declined" if is_declined else "accepted"),
        BSLYY=case.reason if is_declined else "",
        SLHZH=told.paper(papers.DECLINING if is_declined else papers.ACCEPTANCE),
        SLSJ=moment(told.event.at if is_declined else case.accepted_at),
        SPSXMC=told.elements.name,
        GDBLSX=str(limit.number) if limit else "",
        GDBLSXDDW=code("limit", limit.unit) if limit else "",
        GDSF="1" if told.elements.has_fee else "0",
        SLZLQD=told.materials,
    )


def _examined(told: Told) -> AnyObject:
    event, step = told.event, told.event.step
    return objects.Examined(
        **told.common,
        SPHJDM=step.node if step else event.kind,
        SPHJMC=step.label if step else event.label,
        SPBMMC=event.unit or told.case.unit.name,
        SPRXM=event.person,
        SPRZWMC=event.post,
        SPYJ=event.opinion or event.outcome_label,
        SPSJ=moment(event.at),
        SPHJZTDM=code("step", "done"),
        SPBZH=str(step.number) if step else "",
    )


def _ended(told: Told) -> AnyObject:
    case, held = told.case, told.certificate
    outcome = _outcome(case, held)
    is_failed = outcome in {"refused", "declined", "withdrawn", "lapsed"}
    return objects.Ended(
        **told.common,
        BJBMMC=case.unit.name,
        BJBMZZJGDM=case.unit.code,
        BJJGDM=code("outcome", outcome),
        BJJGMS=kinds.outcome_label(case) or case.get_state_display(),
        ZFHTHYY=case.reason if is_failed else "",
        ZJGZMC=held.name if held else "",
        ZJBH=held.number if held else "",
        ZJYXQX=held.validity if held else "",
        FZGZDW=held.unit_name if held else case.unit.name,
        BJSJ=moment(case.closed_at or told.event.at),
    )


def _outcome(case: Case, certificate: Certificate | None) -> str:
    if case.state == cases.DECLINED:
        return "declined"
    if case.state == cases.WITHDRAWN:
        return "withdrawn"
    if case.state == cases.TERMINATED:
        return "lapsed" if case.asked_at and not case.supplied_at else "withdrawn"
    if case.outcome in kinds.of(case).refusals:
        return "refused"
    return "certified" if certificate else "granted" if case.outcome == cases.GRANTED else "ended"


def _special_asked(told: Told) -> AnyObject:
    event, case = told.event, told.case
    is_extension = event.kind == "grant_extension"
    pause = None if is_extension else _last(case.pauses.all())
    granted = _last(each for each in case.extensions.all() if each.state == Extension.GRANTED)
    limit = case.terms.extension
    return objects.SpecialAsked(
        **told.common,
        XH=str(event.pk),
        TBCXZL=code("special", "extension" if is_extension else "pause"),
        TBCXZLMC="延长审批" if is_extension else (pause.get_ground_display() if pause else ""),
        TBCXKSRQ=day(event.at),
        TBCXPZR=(granted.settled_by if granted else "") if is_extension else event.person,
        TBCXQDLY=(granted.ground if granted else "") if is_extension else (pause.reason if pause else ""),
        SQNR=event.public_text,
        TBCXSX=str(granted.number) if is_extension and granted else (pause.announced if pause else ""),
        TBCXSXDW=code("limit", limit.unit.value) if is_extension and limit else "",
    )


def _special_ended(told: Told) -> AnyObject:
    pause = _last(each for each in told.case.pauses.all() if each.ended_at)
    return objects.SpecialEnded(
        **told.common,
        XH=str(told.event.pk),
        TBCXJG=pause.result if pause else "",
        JGCSRQ=day(told.event.at),
        TBCXJSRQ=day(told.event.at),
    )


def _missing_asked(told: Told) -> AnyObject:
    return objects.MissingAsked(
        **told.common,
        BZGZFCRXM=told.event.person,
        BZGZYY=told.event.public_text,
        BZCLQD=told.wanted,
        BZGZSJ=moment(told.event.at),
    )


def _missing_taken(told: Told) -> AnyObject:
    return objects.MissingTaken(
        **told.common,
        BZSLBLRXM=told.event.person,
        BZCLQD=told.wanted or told.materials,
        BZSJ=moment(told.event.at),
    )


def _collected(told: Told) -> AnyObject:
    facts = parties.facts_of(told.case.party)
    way = told.application.delivery.get("way", "")
    number_kind = facts.identifier_kind
    return objects.Collected(
        **told.common,
        LQRXM=told.application.delivery.get("name") or facts.agent or facts.name,
        LQRZJLX=code("document", number_kind) if number_kind in identifiers.KINDS else "",
        LQRSFZJHM=facts.identifier,
        LQFS=code("handover", way) if way in DELIVERIES else told.case.delivery_way,
        LQSJ=moment(told.case.delivered_at),
    )


def _last(rows: Iterable[Row]) -> Row | None:
    found = list(rows)
    return found[-1] if found else None


_OF_KIND: dict[str, tuple[int, ...]] = {
    "open": (0,),
    "ask": (1, 7),
    "supply": (8,),
    "accept": (2,),
    "decline": (2, 4),
    "finish": (3,),
    "decide": (3,),
    "pause": (5,),
    "resume": (6,),
    "grant_extension": (5,),
    "deliver": (9,),
    "close": (4,),
    "withdraw": (4,),
    "terminate": (4,),
}
KINDS = tuple(_OF_KIND)
_BUILDERS: dict[int, Callable[[Told], AnyObject]] = {
    0: _applied,
    1: _reviewed,
    2: _accepted,
    3: _examined,
    4: _ended,
    5: _special_asked,
    6: _special_ended,
    7: _missing_asked,
    8: _missing_taken,
    9: _collected,
}
