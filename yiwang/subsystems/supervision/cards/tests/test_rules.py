"""May a card only go the ways it may, and do its points count only once it was confirmed?"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.rules import Standing, Terms

NOW = datetime(2026, 2, 9, 10, tzinfo=UTC)
PAST, AHEAD = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("standing", "allowed"),
    [
        (Standing(rules.ISSUED, AHEAD), ["explain", "cancel"]),
        (Standing(rules.ISSUED, PAST), ["explain", "confirm", "cancel"]),
        (Standing(rules.EXPLAINED, PAST), ["confirm", "cancel"]),
        (Standing(rules.CONFIRMED, PAST, AHEAD), ["appeal"]),
        (Standing(rules.CONFIRMED, PAST, PAST), []),
        (Standing(rules.CONFIRMED, PAST, NOW), []),
        (Standing(rules.APPEALED, PAST, PAST), ["uphold", "overturn"]),
        (Standing(rules.UPHELD, PAST, AHEAD), []),
        (Standing(rules.CANCELLED, PAST, AHEAD), []),
    ],
)
def test_what_may_be_done_hangs_on_state_and_time(standing, allowed):
    assert rules.allowed(standing, NOW) == allowed


@settings(suppress_health_check=[HealthCheck.too_slow])  # a loaded machine
@given(deeds=st.lists(st.sampled_from(sorted(rules.DEEDS)), max_size=12), is_over=st.booleans())
def test_no_walk_reaches_a_state_that_it_may_not(deeds, is_over):
    """Points count after a confirmation until a cancellation; what ended stays; nobody appeals twice."""
    state, done = rules.ISSUED, []
    for deed in deeds:
        standing = Standing(state, PAST if is_over else AHEAD, AHEAD if "confirm" in done else None)
        try:
            following = rules.next_state(standing, deed, NOW)
        except Refused:
            continue
        assert state not in rules.ENDED
        state, done = following, [*done, deed]
        counts = "confirm" in done and not {"cancel", "overturn"} & set(done)
        assert (state in rules.COUNTED) == counts
    assert len(done) == len(set(done))
    assert state in rules.STATES
    if "confirm" in done and not is_over:
        assert "explain" in done


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("监察黄〔2026〕12号", "监察黄〔2026〕12号"),
        ("监察黄[2026] １２号", "监察黄〔2026〕12号"),
        ("监察红【2026】3号\x00", "监察红〔2026〕3号"),
    ],
)
def test_a_number_is_found_however_it_is_typed(text, number):
    assert rules.read_number(text) == number


def test_a_number_names_colour_year_and_serial():
    assert rules.number(rules.YELLOW, 2026, 12) == "监察黄〔2026〕12号"
    assert rules.number(rules.RED, 2026, 3) == "监察红〔2026〕3号"


@pytest.mark.parametrize(("text", "month"), [("2026-02", date(2026, 2, 1)), ("2026-13", None), ("", None)])
def test_a_month_is_read_or_left_out(text, month):
    assert rules.month(text) == month


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(reply_days=0), "reply_days"),
        (Terms(appeal_days=61), "appeal_days"),
        (Terms(yellow_points=Decimal(1)), "yellow_points"),
        (Terms(red_points=Decimal(-101)), "red_points"),
    ],
)
def test_terms_have_bounds(terms, field):
    rules.check_terms(Terms())
    with pytest.raises(Refused) as refused:
        rules.check_terms(terms)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("points", "shown"), [(Decimal("-1.0"), "-1"), (Decimal("-0.5"), "-0.5"), (Decimal(-10), "-10")]
)
def test_points_are_written_plainly(points, shown):
    assert rules.plain_points(points) == shown
    assert Terms().points(rules.YELLOW) == -1
    assert Terms().points(rules.RED) == -5


def test_who_spoke_for_the_unit_does_not_decide():
    rules.check_hands(1, 2)
    rules.check_hands(1, None)
    with pytest.raises(Refused, match="其他监察负责人"):
        rules.check_hands(1, 1)
