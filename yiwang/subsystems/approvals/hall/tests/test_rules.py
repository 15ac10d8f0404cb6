"""Which steps are there, and who may sign? Without a database."""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.hall import rules


def test_an_item_has_only_the_steps_that_it_needs():
    assert rules.steps(has_sheet=True, has_materials=True) == ("party", "sheet", "materials", "review")
    assert rules.steps(has_sheet=False, has_materials=False) == ("party", "review")


def test_one_step_follows_another_and_the_last_follows_itself():
    steps = rules.steps(has_sheet=False, has_materials=True)
    assert rules.step_after("party", steps) == "materials"
    assert rules.step_after("review", steps) == "review"
    assert rules.step_before("materials", steps) == "party"
    assert rules.step_before("party", steps) == "party"


@pytest.mark.parametrize(
    ("name", "may_sign", "plain"),
    [("张小明", ["张小明"], "张小明"), (" 张 小明", ["王五", "张小明"], "张小明"), ("谁", [], "谁")],
)
def test_who_may_sign_signs(name, may_sign, plain):
    assert rules.check_signer(name, may_sign) == plain


@pytest.mark.parametrize(("name", "may_sign"), [("", ["张三"]), (" ", []), ("李四", ["张三", " "])])
def test_nobody_else_signs(name, may_sign):
    with pytest.raises(Refused):
        rules.check_signer(name, may_sign)


@pytest.mark.parametrize(
    ("agent", "offered", "channel"),
    [
        ("Mozilla/5.0 (iPhone) Mobile/15E", ["1", "2", "3"], "3"),
        ("Mozilla/5.0 (iPhone) Mobile/15E", ["1", "2"], "2"),
        ("Mozilla/5.0 (X11)", ["2", "3"], "2"),
        ("", ["3"], "3"),
    ],
)
def test_the_channel_is_the_device_as_far_as_it_is_offered(agent, offered, channel):
    assert rules.channel(agent, offered) == channel
