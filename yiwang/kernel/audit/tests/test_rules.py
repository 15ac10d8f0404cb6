"""What makes the record of acts provable, and what may never stand in it?"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.audit.rules import canonical, content, digest, masked, moment, plain, sm3, written

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(max_value=10**9, min_value=-(10**9)) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_sm3_gives_the_standard_vectors():
    # GB/T 32905-2016, annex A
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_a_digest_depends_on_the_entry_before_and_on_every_value():
    one = digest("0" * 64, {"a": 1, "b": "甲"})
    assert digest("0" * 64, {"b": "甲", "a": 1}) == one
    assert digest("1" + "0" * 63, {"a": 1, "b": "甲"}) != one
    assert digest("0" * 64, {"a": 1, "b": "乙"}) != one


def test_the_content_leaves_out_the_two_digests_only():
    at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    columns = {"number": 1, "recorded_at": at, "act": "a.b", "digest": "d", "previous_digest": "p"}
    assert content(columns) == {
        "number": 1,
        "recorded_at": "2026-07-01T08:00:00.000000+00:00",
        "act": "a.b",
    }


def test_a_moment_is_written_in_one_way_whatever_its_zone():
    shanghai = datetime(2026, 7, 1, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert moment(shanghai) == moment(datetime(2026, 7, 1, 8, tzinfo=UTC))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["title", "before", "nested"]), VALUES, max_size=3))
def test_what_is_written_comes_back_from_json_unchanged(detail):
    kept = written(detail)
    assert canonical(json.loads(canonical(kept))) == canonical(kept)
    canonical(kept).encode()


def test_dates_numbers_and_sets_become_plain_values():
    detail = {
        "on": date(2026, 7, 1),
        "share": 0.25,
        "amount": Decimal("12.50"),
        "id": UUID(int=1),
        "units": {3, 1},
        "big": 1e300,
    }
    assert written(detail) == {
        "on": "2026-07-01",
        "share": "0.25",
        "amount": "12.50",
        "id": "00000000-0000-0000-0000-000000000001",
        "units": [1, 3],
        "big": "1e+300",
    }


def test_a_value_without_a_plain_form_is_refused():
    with pytest.raises(TypeError, match="object"):
        written({"thing": object()})


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "new_password",
        "Secret",
        "api_key",
        "access_token",
        "tokens",
        "recovery_codes",
        "pin",
        "otp",
    ],
)
def test_a_key_that_names_a_secret_is_refused_at_any_depth(key):
    with pytest.raises(ValueError, match="secret"):
        written({key: "x1y2z3"})
    with pytest.raises(ValueError, match="secret"):
        written({"after": [{key: "x1y2z3"}]})
    assert written({key: True, "after": {key: ""}}) == {key: True, "after": {key: ""}}


@pytest.mark.parametrize("key", ["code", "unit_code", "keyword", "opinion", "tokenised", "spin"])
def test_a_key_that_only_resembles_one_is_kept(key):
    assert written({key: "A01"}) == {key: "A01"}


@pytest.mark.parametrize(
    "value",
    [
        "pbkdf2_sha256$1000000$salt$hash",
        "-----BEGIN EC PRIVATE KEY-----",
        "Authorization: Bearer abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    ],
)
def test_a_value_that_looks_like_a_secret_is_refused(value):
    with pytest.raises(ValueError, match="secret"):
        written({"note": f"旧值 {value}"})


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        # ../shared/standards/security.md 6 and 9, cases 8 and 10
        ("11010519491231002X", "110105********002X"),
        ("手机13812345678，", "手机138****5678，"),
        ("+86 138-1234-5678", "+86 138****5678"),
        ("130503670401001", "130503******001"),
        ("12812345678", "12812345678"),
        ("云政办〔2026〕13812345号", "云政办〔2026〕13812345号"),
        ("91110105MA0012345X", "91110105MA0012345X"),
        ("2026-07-01 10:20:30", "2026-07-01 10:20:30"),
    ],
)
def test_personal_numbers_are_masked_and_nothing_else(text, hidden):
    assert masked(text) == hidden
    assert written({"before": {"text": text}}) == {"before": {"text": hidden}}


def test_a_personal_number_kept_as_a_number_is_masked_too():
    assert written({"mobile": 13812345678, "count": 12}) == {"mobile": "138****5678", "count": 12}


def test_text_that_no_database_can_hold_is_made_plain():
    assert plain("甲\x00乙\ud800") == "甲\ufffd乙?"
