"""Are the code sets for an upper platform configurable, and is a wrong setting named?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications.upper import codes, objects


def test_a_province_may_use_other_codes():
    """approvals.md §2: a third code base writes 6 准予许可, 7 不予许可."""
    sets = codes.read('[outcome]\ngranted = "6"\nrefused = "7"\n')
    assert sets["outcome"]["refused"] == "7"
    assert sets["special"] == {"extension": "A", "pause": "B"}


@pytest.mark.parametrize(
    ("text", "word"),
    [("[nothing]\na = 1\n", "没有“nothing”"), ("[outcome]\nx = 1\n", "没有“x”"), ("[", "不是有效的 TOML")],
)
def test_a_wrong_table_of_codes_is_named(text, word):
    with pytest.raises(Refused, match=word):
        codes.read(text)


def test_the_two_code_sets_of_ratings_run_in_opposite_directions():
    """approvals.md §9 no. 20: code 1 of GB/T 39046 is 非常满意, score 1 of the exchange the worst."""
    assert codes.code("satisfaction", "非常满意") == "1"
    assert codes.code("score", "非常不满意") == "1"
    assert codes.code("score", "不评价") == "不评价"


def test_there_are_ten_objects_with_common_keys():
    """approvals.md §4 [GD]."""
    assert len(objects.SHAPES) == len(codes.OBJECTS) == 10
    common = {"SBLSH", "SXBM", "XZQHDM", "SJBBH", "BZ", "BYZDA", "BYZDB", "BYZDC", "BYZDD"}
    assert all(common <= set(shape.model_fields) for shape in objects.SHAPES)
