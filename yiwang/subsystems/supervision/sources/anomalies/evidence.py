"""Which records did something happen to, and what is kept of what a rule found in them?"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from yiwang.kernel.findings.rules import Matter
from yiwang.subsystems.supervision.sources import registry, rules
from yiwang.subsystems.supervision.sources.models import Ground, Record
from yiwang.subsystems.supervision.watching.registry import Breach, Happened

Drawn = tuple[Breach, set[int]]
FACT_LENGTH = 160


def records_of(happened: Sequence[Happened]) -> list[Record]:
    """Those still current, in their order; one query."""
    return list(Record.objects.current().filter(pk__in=[each.key for each in happened]).order_by("pk"))


def matter(record: Record) -> Matter:
    return Matter(
        rules.of_record(record.source),
        str(record.pk),
        str(record),
        record.address,
        registry.label(record.source),
    )


def breach(record: Record, evidence: Iterable[tuple[str, str]], fact: str = "", colour: str = "") -> Breach:
    """``fact``: where it is more than one record that is wrong."""
    return Breach(
        fact=fact or f"{record.source}:{record.key}",
        unit_id=record.unit_id,
        matter=matter(record),
        at=record.received_at,
        evidence=[("记录", f"{record.key}，第{record.row}行"), *evidence],
        colour=colour,
    )


def kept(code: str, drawn: Sequence[Drawn]) -> list[Breach]:
    """The breaches; the imports they drew on are noted, in the transaction in which they are found."""
    Ground.objects.bulk_create(
        [
            Ground(fact=f"{code}:{each.fact}"[:FACT_LENGTH], imported_id=imported)
            for each, imports in drawn
            for imported in sorted(imports)
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    return [each for each, _ in drawn]


def money(record: Record, code: str) -> Decimal | None:
    given = record.values.get(code)
    return Decimal(given) if given is not None else None


def text(record: Record, code: str) -> str:
    return str(record.values.get(code) or "")
