"""Is what was signed the same for everybody who reckons it, and does any change show? (PAINS 30)"""

import json

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import signing

SAID = {"item": "A1", "answers": {"name": "云门小馆", "staff": [{"name": "张三"}]}}
STROKES = "10,20 12,24 15,30;40,20 41,25 42,30"


def test_the_order_of_keys_does_not_matter_and_every_value_does():
    first = signing.digest("承诺", SAID)
    assert signing.digest("承诺", dict(reversed(SAID.items()))) == first
    assert len(first) == 64
    assert signing.digest("承诺。", SAID) != first
    assert (
        signing.digest("承诺", {**SAID, "answers": {"name": "云门小馆", "staff": [{"name": "张二"}]}})
        != first
    )


def test_the_evidence_says_whether_the_name_was_drawn():
    assert json.loads(signing.value("张三", STROKES))["way"] == "drawn"
    assert json.loads(signing.value("张三", ""))["way"] == "typed"


def test_strokes_become_a_path_and_nothing_else():
    assert signing.checked_strokes(STROKES) == STROKES
    assert signing.path(STROKES) == "M10,20 L12,24 L15,30 M40,20 L41,25 L42,30"
    assert signing.path('"/><script>') == ""
    assert signing.checked_strokes("") == ""


@pytest.mark.parametrize(
    "text",
    ["1,2 3,4", "601,1 " * 8 + "1,1", "1,201 " * 8 + "1,1", "x", "1,2;", '1,2"/>', "1,2 " * 2_000 + "1,2"],
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(Refused, match="手写签名"):
        signing.checked_strokes(text)
