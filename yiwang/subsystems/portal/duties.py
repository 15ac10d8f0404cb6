"""Which columns are kept up to date, and which are overdue?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from yiwang.kernel.deadlines.moments import day_of, now, today
from yiwang.kernel.publications.models import Placement
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import is_overdue


@dataclass(frozen=True)
class Duty:
    """A column with the day it last got something new, and whether that is too long ago."""

    column: Column
    updated_on: date | None
    is_overdue: bool
    days: int | None

    @property
    def sentence(self) -> str:
        if self.days is None:
            return f"尚无内容，要求每 {self.column.update_days} 天更新"
        return f"已 {self.days} 天未更新，要求每 {self.column.update_days} 天更新"


def duties(columns: list[Column]) -> list[Duty]:
    """One query for all columns, whatever stands in them; the columns come with their site."""
    newest = {
        (site, slug): moment
        for site, slug, moment in Placement.objects.filter(
            column__in={column.slug for column in columns}, published_at__lte=now()
        )
        .order_by()
        .values_list("site", "column")
        .annotate(newest=Max("published_at"))
    }
    return [_duty(column, newest.get((column.site.slug, column.slug)), today()) for column in columns]


def overdue() -> list[Duty]:
    columns = Column.objects.open().filter(update_days__isnull=False).select_related("unit", "site")
    return [duty for duty in duties(list(columns.in_order())) if duty.is_overdue]


def _duty(column: Column, newest: object, day: date) -> Duty:
    updated_on = day_of(newest) if newest else None  # type: ignore[arg-type]
    return Duty(
        column,
        updated_on,
        column.is_open and is_overdue(column.update_days, updated_on, day),
        (day - updated_on).days if updated_on else None,
    )
