"""Which clocks were late, by which end, whose are they and for what do they run?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.rules import SUBJECT
from yiwang.kernel.deadlines import subjects
from yiwang.kernel.deadlines.models import END, Clock, ClockEvent
from yiwang.kernel.deadlines.moments import local, shifted
from yiwang.kernel.findings.rules import Matter
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, shared

Evidence = list[tuple[str, str]]


@dataclass(frozen=True)
class Late:
    """A clock whose end had passed. ``kind``: of the case that it belongs to, or of its subject."""

    clock: Clock
    end_at: datetime
    kind: str
    matter: Matter

    def breach(self, evidence: Iterable[tuple[str, str]] = (), colour: str = "") -> Breach:
        """One for each end of a clock: what was extended may run late again."""
        return Breach(
            fact=f"{self.clock.pk}:{stamp(self.end_at)}",
            unit_id=self.clock.unit_id or 0,
            matter=self.matter,
            at=self.end_at,
            evidence=[*said_of(self.clock, self.end_at), *evidence],
            colour=colour,
        )


def late(happened: Sequence[Happened]) -> Sequence[Late]:
    """Those that were late, without the ones that a calendar entered since says were in time.

    An extension granted afterwards cures nothing. Three queries, and those of ``subjects.about``, for all
    rules of a batch together.
    """
    return shared(("late", tuple(happened)), lambda: _late(happened))


def _late(happened: Sequence[Happened]) -> list[Late]:
    clocks = Clock.objects.filter(unit_id__isnull=False).in_bulk({each.key for each in happened})
    passed = [(clocks[each.key], each) for each in happened if each.key in clocks and each.end_at]
    moved = [(clock, each) for clock, each in passed if not _still_passed(clock, each)]
    cured = _recomputed(clock.pk for clock, _ in moved)
    is_cured = {
        (clock.pk, each) for clock, each in moved if any(at >= each.at for at in cured.get(clock.pk, ()))
    }
    found = [(clock, each) for clock, each in passed if (clock.pk, each) not in is_cured]
    kinds = case_kinds([clock for clock, _ in found])
    matters = matters_of([clock for clock, _ in found])
    return [
        Late(clock, each.end_at, kinds.get(clock.pk, clock.subject_kind), matters[clock.pk])
        for clock, each in found
        if each.end_at
    ]


def _still_passed(clock: Clock, each: Happened) -> bool:
    end = getattr(clock, END[each.kind.removeprefix("clock.")])
    return end is not None and end <= each.at


def _recomputed(ids: Iterable[int]) -> Mapping[int, list[datetime]]:
    """When the ends of clocks were moved by a change of the calendar."""
    asked = set(ids)
    found: dict[int, list[datetime]] = defaultdict(list)
    if asked:
        events = ClockEvent.objects.filter(clock__in=asked, kind=ClockEvent.RECOMPUTED)
        for pk, at in events.values_list("clock", "recorded_at"):
            found[pk].append(at)
    return found


def case_kinds(clocks: Collection[Clock]) -> dict[int, str]:
    """The kind of the case that each clock of a case runs for, by the id of the clock."""
    keys = {clock.subject_key for clock in clocks if clock.subject_kind == SUBJECT}
    if not keys:
        return {}
    kinds = dict(Case.objects.filter(reference__in=keys).values_list("reference", "kind"))
    return {
        clock.pk: kinds[clock.subject_key]
        for clock in clocks
        if clock.subject_kind == SUBJECT and clock.subject_key in kinds
    }


def matters_of(clocks: Collection[Clock]) -> dict[int, Matter]:
    """By the id of the clock; what is gone is named by its kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    for clock in clocks:
        keys[clock.subject_kind].add(clock.subject_key)
    abouts = {kind: subjects.about(kind, wanted) for kind, wanted in keys.items()}
    return {clock.pk: _matter(clock, abouts[clock.subject_kind].get(clock.subject_key)) for clock in clocks}


def _matter(clock: Clock, about: subjects.About | None) -> Matter:
    title = (
        about.title if about else f"{subjects.label(clock.subject_kind)}（{clock.item or clock.subject_key}）"
    )
    address = about.address if about else ""
    return Matter(clock.subject_kind, clock.subject_key, title, address, clock.item)


def said_of(clock: Clock, end_at: datetime) -> Evidence:
    """What the clock says, as it stands now."""
    said = [
        ("期限依据", clock.basis),
        ("法定时限", f"{clock.limits.legal}" + _extended(clock)),
        ("承诺时限", f"{clock.limits.promised}" if clock.limits.promised else ""),
        ("起算", moment(clock.started_at)),
        ("最后期限", moment(shifted(end_at, seconds=-1))),
        ("停止计时", moment(clock.stopped_at) if clock.stopped_at else "发现时仍在办理"),
    ]
    return [(label, value) for label, value in said if value]


def _extended(clock: Clock) -> str:
    return f"，延长{clock.extended_number}" if clock.extended_number else ""


def stamp(at: datetime) -> str:
    """Of a fact: the same in whatever zone the moment came."""
    return f"{local(at):%Y%m%d%H%M}"


def moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
