"""Does an application have to hold what the law and the item ask, and do ratings count as they should?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.rules import Asked

ASKED = (Asked("a", "申请书", True), Asked("b", "身份证明", True), Asked("c", "照片", False))


def test_all_missing_materials_are_named_at_once():
    """行政许可法 art. 32(四): everything, once."""
    with pytest.raises(Refused) as refused:
        rules.check_materials(ASKED, {"c"})
    assert refused.value.sentence == "还缺少2份必备材料：“申请书”、“身份证明”。请补齐后提交。"


def test_what_is_not_required_may_be_left_out():
    rules.check_materials(ASKED, {"a", "b"})


def test_a_material_that_the_item_does_not_ask_for_is_refused():
    with pytest.raises(Refused, match="不需要材料“x”"):
        rules.check_materials(ASKED, {"a", "b", "x"})


@pytest.mark.parametrize(("positions", "count"), [([0, 1], 2), ([], 0), ([1, 0, 1], 2)])
def test_every_file_belongs_to_a_material(positions, count):
    rules.check_positions(positions, count)


@pytest.mark.parametrize(("positions", "count", "word"), [([2], 2, "没有上传完整"), ([0], 2, "没有归入")])
def test_files_that_are_missing_or_stray_are_refused(positions, count, word):
    with pytest.raises(Refused, match=word):
        rules.check_positions(positions, count)


def test_a_person_has_no_credit_code():
    rules.check_identifier_kind("1", "identity")
    rules.check_identifier_kind("2", "credit")
    with pytest.raises(Refused, match="自然人不能使用"):
        rules.check_identifier_kind("1", "credit")


def test_a_bad_rating_is_one_of_the_last_two_levels():
    """国办发〔2019〕51号: 差评 = 不满意、非常不满意."""
    assert [stars for stars in rules.LEVELS if rules.is_bad(stars)] == [2, 1]


def test_the_praise_rate_counts_the_first_three_levels_of_all_that_were_rated():
    """approvals.md §9 no. 21: 60, 10, 5, 3, 2 of 80 rated are 93.75 %."""
    counts = dict(zip(rules.LEVELS.values(), (60, 10, 5, 3, 2), strict=True))
    assert rules.praise_rate(counts) == 93.75
    assert rules.praise_rate({}) is None


def test_rates_of_nothing_are_none():
    assert rules.participation_rate(80, 200) == 40.0
    assert rules.participation_rate(0, 0) is None
    assert rules.rectification_rate(4, 5) == 80.0
    assert rules.rectification_rate(0, 0) is None
