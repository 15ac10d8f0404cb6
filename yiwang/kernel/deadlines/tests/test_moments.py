from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from yiwang.kernel.deadlines.moments import day_of, end_of, now, shifted, start_of, today


def test_today_is_the_date_of_the_city_and_not_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    evening_in_greenwich = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening_in_greenwich)

    assert today() == date(2026, 3, 2)
    assert day_of(now()) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("start", "by", "expected"),
    [
        (date(2026, 2, 27), {"days": 2}, date(2026, 3, 1)),
        (date(2026, 3, 1), {"days": -1}, date(2026, 2, 28)),
        (datetime(2026, 2, 28, 23, tzinfo=UTC), {"hours": 2}, datetime(2026, 3, 1, 1, tzinfo=UTC)),
        (datetime(2026, 2, 28, 23, tzinfo=UTC), {"minutes": -90}, datetime(2026, 2, 28, 21, 30, tzinfo=UTC)),
        (datetime(2026, 2, 28, 23, tzinfo=UTC), {"seconds": 1}, datetime(2026, 2, 28, 23, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_start_is_shifted(start: date, by: dict[str, int], expected: date) -> None:
    assert shifted(start, **by) == expected


def test_a_plain_date_cannot_be_shifted_by_hours() -> None:
    with pytest.raises(ValueError, match="by days only"):
        shifted(date(2026, 2, 27), hours=1)


def test_a_day_ends_at_24_o_clock_in_the_city() -> None:
    assert start_of(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert end_of(date(2026, 3, 2)) == datetime(2026, 3, 2, 16, tzinfo=UTC)
