"""Which deeds in which cases is a rule asked about?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.kinds import Kind
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.cases.rules import SUBJECT
from yiwang.kernel.findings.rules import Matter
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, shared
from yiwang.subsystems.supervision.watching.rulebook.late import moment

Said = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Deed:
    """One line in the history of a case. What became of the case since then is no excuse."""

    event: Event

    @property
    def case(self) -> Case:
        return self.event.case

    @property
    def kind(self) -> Kind | None:
        return kinds.registered().get(self.case.kind)

    @property
    def in_hand_since(self) -> datetime:
        """As ``Case.in_hand_since`` was at that moment."""
        supplied_at = self.case.supplied_at
        return supplied_at if supplied_at and supplied_at <= self.event.at else self.case.received_at

    def breach(self, said: Said = (), fact: str = "", at: datetime | None = None) -> Breach:
        """``fact``: where several deeds tell of the same."""
        evidence = [("办件", f"{self.case.number} {self.case.title}"), *self._who(), *said]
        return Breach(
            fact=fact or str(self.event.pk),
            unit_id=self.case.unit_id,
            matter=matter_of(self.case),
            at=at or self.event.at,
            evidence=[(label, value) for label, value in evidence if value],
        )

    def _who(self) -> Said:
        return [
            ("操作", self.event.label),
            ("经办", " ".join(part for part in (self.event.person, self.event.post) if part)),
            ("时间", moment(self.event.at)),
        ]


def deeds(happened: Sequence[Happened]) -> Sequence[Deed]:
    """One query, for all rules that are asked about the same."""
    return shared(("deeds", tuple(happened)), lambda: _deeds(happened))


def _deeds(happened: Sequence[Happened]) -> list[Deed]:
    events = Event.objects.filter(pk__in=[each.key for each in happened]).order_by("pk")
    return [Deed(event) for event in events.select_related("case__clock", "step")]


def matter_of(case: Case) -> Matter:
    return Matter(
        SUBJECT, case.reference, f"{case.number} {case.title}", f"/office/cases/{case.pk}/", case.title
    )
