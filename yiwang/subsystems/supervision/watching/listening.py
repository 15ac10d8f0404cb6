"""How does what happens to clocks and cases reach the rules? As a row, written where it happens."""

from collections.abc import Sequence

from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.deadlines.models import END, Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.prepared import insert
from yiwang.subsystems.supervision.watching import registry, rules
from yiwang.subsystems.supervision.watching.models import Happening

BATCH = 1000


def hear_clocks(clocks: Sequence[Clock], happening: str) -> None:
    kind, at = rules.of_clock(happening), now()
    if kind in registry.heard():
        end = END[happening]
        rows = [Happening(kind=kind, key=clock.pk, at=at, end_at=getattr(clock, end)) for clock in clocks]
        Happening.objects.bulk_create(rows, batch_size=BATCH)


def hear_deed(case: Case, event: Event) -> None:
    kind = rules.of_deed(event.kind)
    if kind in registry.heard():
        insert(Happening(kind=kind, key=event.pk, at=event.at))
