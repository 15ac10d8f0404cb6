"""What do the parts of a project's code mean, and how long may its stages take together?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.items import codes
from yiwang.subsystems.approvals.projects import rules


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2017-441900-35-03-003456", "备案"),
        ("2017-441900-35-01-003456", "审批"),
        ("2104-440100-04-01-123456", "未定"),
        ("2012-440100-04-01-123456", "未定"),
    ],
)
def test_the_type_digits_say_the_kind(code, kind):
    """approvals.md §9 no. 11, §7."""
    assert rules.KINDS[rules.kind_of(code)] == kind


def test_stages_are_those_of_items():
    assert {code: label for code, label in rules.STAGES.items() if code} == {
        code: label for code, label in codes.STAGES.items() if code
    }


@pytest.mark.parametrize(
    ("accepted", "ended", "state"),
    [
        ([False], [False], "waiting"),
        ([True, False], [False, False], "running"),
        ([True, True], [True, False], "running"),
        ([True, True], [True, True], "ended"),
    ],
)
def test_a_stage_ends_with_its_last_case(accepted, ended, state):
    assert rules.state_of(accepted, ended) == state


def test_the_overall_time_is_lengthened_once_by_15_days_at_most():
    """行政许可法 art. 42(2)."""
    assert str(rules.check_extension(15, False)) == "15个工作日"
    with pytest.raises(Refused, match="最多延长15"):
        rules.check_extension(16, False)
    with pytest.raises(Refused, match="不能再次延长"):
        rules.check_extension(1, True)
