from datetime import UTC, datetime, timedelta

import pytest

from yiwang.kernel.signatures import rules

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "threshold"),
    [(61, None), (60.1, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0.5, 7), (0, 0), (-400, 0)],
)
def test_the_nearest_threshold_reached_counts(days, threshold):
    assert rules.threshold(AT + timedelta(days=days), AT) == threshold


@pytest.mark.parametrize(("lasts", "before"), [(1095, 30), (90, 30), (60, 20), (21, 7), (2, 0)])
def test_a_certificate_is_renewed_thirty_days_before_its_end_or_in_its_last_third(lasts, before):
    assert rules.renewal_days(lasts) == before


def test_a_fingerprint_read_out_in_groups_is_the_same():
    fingerprint = "0123456789abcdef" * 4
    assert rules.grouped(fingerprint).startswith("0123 4567 89ab")
    for typed in (rules.grouped(fingerprint), rules.grouped(fingerprint).upper(), ":".join(fingerprint)):
        assert rules.ungrouped(typed) == fingerprint
