import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.signatures import revocations
from yiwang.kernel.signatures.revocations import UnreadableError, read, text_of


def altered(**changes):
    return json.dumps({**json.loads(text_of("luzhou", 7, now(), [("ab12", now(), "换人")])), **changes})


def test_a_list_is_read_as_it_was_written():
    at = now()
    listed = read(text_of("luzhou", 7, at, [("ab12", at, "换人"), ("cd34", at, "遗失")]))
    assert (listed.node, listed.number, listed.at) == ("luzhou", 7, at)
    assert {serial: (one.at, one.reason) for serial, one in listed.by_serial.items()} == {
        "ab12": (at, "换人"),
        "cd34": (at, "遗失"),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "yiwang-revocations/2"},
        {"number": 0},
        {"number": "7"},
        {"number": 2**62},
        {"number": True},
        {"node": "X"},
        {"at": "2026-03-01T08:00:00"},
        {"more": 1},
        {"revoked": {}},
        {"revoked": [{"serial": "AB", "at": now().isoformat(), "reason": "换人"}]},
        {"revoked": [{"serial": "ab", "at": now().isoformat(), "reason": ""}]},
        {"revoked": [{"serial": "ab", "at": now().isoformat(), "reason": "换\u0000人"}]},
        {"revoked": [{"serial": "ab", "at": "2026-03-01T08:00:00", "reason": "换人"}]},
    ],
)
def test_a_list_with_another_content_is_refused(changes):
    assert read(altered()).number == 7
    with pytest.raises(UnreadableError):
        read(altered(**changes))


@given(st.text())
def test_garbage_is_no_list(text):
    with pytest.raises(UnreadableError):
        read(text)


def test_an_endless_text_is_no_list():
    with pytest.raises(UnreadableError, match="too long"):
        read("[" * (revocations.LONGEST + 1))
