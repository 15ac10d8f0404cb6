"""Does a limit in months end on the same day, or on the last one of a shorter month (民法典 art. 202)?"""

from datetime import date

import pytest

from yiwang.kernel.deadlines.months import months_later


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        # standards/projects-and-appraisal.md §4 no. 9
        ("2025-03-10", 6, "2025-09-10"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-01", -1, "2026-11-01"),
        ("2026-01-31", -12, "2025-01-31"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(expected)
