"""How do the prices of medicine reach the public, wherever the outer zone is?"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, islice
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, canonical, sm3
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.supervision.sources import messages, rules
from yiwang.subsystems.supervision.sources.models import Price, Record, ToldPrice
from yiwang.subsystems.supervision.sources.shipped import MEDICINE

_PRICE = Decimal("0.0001")
Lines = list[dict[str, Any]]


def tell_prices() -> int:
    """Regular job: send what changed since the last time; the number of prices told."""
    outer = zones.known("outer")
    if outer is None:
        return 0
    told = dict(ToldPrice.objects.values_list("reference", "digest"))
    moment, count = now(), 0
    lines = _changed(today(), told)
    while part := list(islice(lines, messages.MOST_LINES)):
        _send(part, moment, outer)
        count += len(part)
    return count


def owe_again() -> int:
    """For an outer zone that was set up anew: the regular job tells every price once more; how many."""
    number, _ = ToldPrice.objects.all().delete()
    return number


def _changed(day: date, told: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What is new or different; at last what was told and is no more."""
    gone = {reference for reference, digest in told.items() if digest}
    for line in _lines(day):
        gone.discard(line["reference"])
        if told.get(line["reference"]) != _digest(line):
            yield line
    for reference in sorted(gone):
        yield {"reference": reference, "on": str(day), "is_shown": False}


def _digest(line: dict[str, Any]) -> str:
    return sm3(canonical(line).encode()) if line.get("is_shown", True) else ""


def _lines(day: date) -> Iterator[dict[str, Any]]:
    """Of each drug, the newest price of each institution in the twelve months, and the median of all."""
    rows = Record.objects.current().of(MEDICINE).exclude(item="").exclude(price=None)
    rows = rows.between(shifted(day, days=-rules.YEAR_DAYS), day).order_by("item", "on", "pk")
    found = rows.values_list("item", "unit", "price", "pk").iterator(chunk_size=2000)
    for item, group in groupby(found, key=lambda row: row[0]):
        newest: dict[int, int] = {}
        prices: list[Decimal] = []
        for _, unit, price, pk in group:
            newest[unit] = pk
            prices.append(price or Decimal(0))
        yield from _of_item(item, list(newest.values()), prices)


def _of_item(item: str, newest: Sequence[int], prices: Sequence[Decimal]) -> Iterator[dict[str, Any]]:
    middle = rules.median(prices).quantize(_PRICE, ROUND_HALF_UP)
    for each in Record.objects.filter(pk__in=newest).select_related("unit").order_by("pk"):
        values = each.values
        yield {
            "reference": sm3(f"{each.unit.code}\n{item}".encode()),
            "institution": each.unit.name,
            "drug": values["drug"],
            "specification": values["specification"],
            "package_unit": values.get("package_unit", ""),
            "price": values["unit_price"],
            "median": f"{middle:f}",
            "purchases": len(prices),
            "reference_price": values.get("reference_price"),
            "on": str(each.on),
        }


@transaction.atomic
def _send(lines: Lines, moment: datetime, outer: Address) -> None:
    body = {"said_at": moment, "lines": lines}
    send(SYSTEM, Side(), Outline(messages.PRICES, "药品采购价格", [outer], body=body))
    ToldPrice.objects.bulk_create(
        [ToldPrice(reference=each["reference"], digest=_digest(each), said_at=moment) for each in lines],
        update_conflicts=True,
        unique_fields=["reference"],
        update_fields=["digest", "said_at"],
    )


def take_prices(taken: Taken) -> None:
    """Outer side: enter, renew or take away; news that was overtaken changes nothing."""
    zones.check_from(taken, "inner")
    said: messages.Prices = taken.body
    references = [line.reference for line in said.lines]
    held = {row.reference: row for row in Price.objects.select_for_update().filter(reference__in=references)}
    rows = []
    for line in said.lines:
        row = held.get(line.reference) or Price(reference=line.reference)
        if row.pk and row.said_at >= said.said_at:
            continue
        if line.is_shown or not row.pk:
            for name, value in line.model_dump().items():
                setattr(row, name, value)
        row.is_shown, row.said_at = line.is_shown, said.said_at
        rows.append(row)
    Price.objects.bulk_create([row for row in rows if not row.pk])
    Price.objects.bulk_update(
        [row for row in rows if row.pk and row.reference in held], [*messages.Line.model_fields, "said_at"]
    )
    record(SYSTEM, "sources.prices_take", None, lines=len(rows), said_at=said.said_at.isoformat())
