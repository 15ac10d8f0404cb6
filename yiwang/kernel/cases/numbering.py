"""Which number does the next case of a kind get, and is any missing?"""

from django.db import connection
from django.db.models import Count, Max

from yiwang.kernel.cases.kinds import Kind
from yiwang.kernel.cases.models import Case, Series
from yiwang.kernel.organizations.models import Unit

_COUNT_ON = f'UPDATE "{Series._meta.db_table}" SET "last" = "last" + 1 WHERE "key" = %s RETURNING "last"'  # noqa: S608


def next_number(kind: Kind, year: int, unit: Unit) -> tuple[str, int, str]:
    """Key of the series, serial and number. The series is ours until the commit: what is rolled back gives
    its serial back, so no number is ever missing.
    """
    key = f"{kind.prefix}:{year}:{unit.code}" if kind.is_numbered_by_unit else f"{kind.prefix}:{year}"
    serial = _counted_on(key)
    return key, serial, kind.number.format(prefix=kind.prefix, year=year, serial=serial, unit=unit.code)


def _counted_on(key: str) -> int:
    """The next serial of a series, by one statement on both databases; the first where it begins."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [key])
        row = cursor.fetchone()
        if row is None:
            Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
            cursor.execute(_COUNT_ON, [key])
            row = cursor.fetchone()
    serial: int = row[0]
    return serial


def broken_series() -> list[str]:
    """Keys of the series whose last serial is not the number of their cases: empty, or somebody deleted."""
    counted = {
        key: (number, last)
        for key, number, last in Case.objects.values_list("series").annotate(Count("pk"), Max("serial"))
    }
    series = Series.objects.values_list("key", "last")
    return sorted(key for key, last in series if counted.get(key, (0, 0)) != (last, last) and last)
