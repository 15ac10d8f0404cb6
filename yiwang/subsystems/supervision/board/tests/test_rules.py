from datetime import date
from decimal import Decimal

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.board import rules


@pytest.mark.parametrize(
    ("code", "label", "months"),
    [("2026-05", "2026年5月", 1), ("2026-Q2", "2026年第二季度", 3), ("2026-Q4", "2026年第四季度", 3)],
)
def test_a_span_is_a_month_or_a_quarter(code, label, months):
    span = rules.span_of(code)
    assert (span.label, len(span.months), span.code) == (label, months, code)


@pytest.mark.parametrize("code", ["", "2026", "2026-13", "2026-Q5", "2026-Q", "x-05", "2026-5", "0000-01"])
def test_what_is_no_span_is_refused(code):
    with pytest.raises(Refused, match="请选择考核月份"):
        rules.span_of(code)


def test_the_quarter_of_a_day_has_its_three_months():
    assert rules.quarter_of(date(2026, 11, 26)).months == (
        date(2026, 10, 1),
        date(2026, 11, 1),
        date(2026, 12, 1),
    )


def test_the_share_of_75_good_ratings_out_of_80_is_93_75_percent():
    """standards/approvals.md §9 case 21."""
    assert rules.percent(60 + 10 + 5, 80) == "93.75%"
    assert rules.percent(1, 0) == "—"
    assert rules.percent(100, 100) == "100%"


def test_a_mean_leaves_out_the_months_without_result():
    assert rules.mean([Decimal("90"), None, Decimal("81.01")]) == Decimal("85.51")
    assert rules.mean([None]) is None


def test_a_number_names_mark_form_year_and_serial():
    assert rules.number("云", rules.BULLETIN, 2026, 3) == "云监通〔2026〕3号"
    assert rules.number("云", rules.ADVICE, 2026, 1) == "云监建〔2026〕1号"


def test_what_was_issued_is_not_changed():
    with pytest.raises(Refused, match="已经印发"):
        rules.check_draft(rules.ISSUED)
    rules.check_draft(rules.DRAFT)
    with pytest.raises(Refused, match="正文不能为空"):
        rules.check_text("  ")
