"""Which guides lack what people must know? (国办秘函〔2019〕19号 检查指标“服务不实用”)"""

import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.findings import reports
from yiwang.subsystems.approvals.items.completeness import INDICATOR, incomplete, missing
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.items.tests.makers import make_elements, make_in_force

pytestmark = pytest.mark.django_db
BARE = {"materials": [], "windows": [], "flow": "", "visits": 0}


def make_kept(name: str, **changes) -> Implementation:
    """In force since before anybody checked what it says."""
    kept = make_in_force(name=name)
    Edition.objects.filter(pk=kept.current_id).update(document={**kept.current.document, **changes})
    return kept


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({}, []),
        ({"flow": " "}, ["办理流程"]),
        ({"windows": [], "consult_phone": ""}, ["办理地点", "办理时间", "联系电话"]),
        ({**BARE, "consult_phone": ""}, ["办理材料", "办理地点", "办理时间", "联系电话", "办理流程"]),
    ],
)
def test_what_is_missing_is_named_by_group(changes, lacking):
    assert missing(make_elements(**changes)) == lacking


def test_a_guide_without_four_groups_is_reported_and_one_without_three_is_not():
    """websites.md §6, case 15."""
    bad = make_kept("缺要素的事项", **BARE)
    make_kept("少三组的事项", **{**BARE, "flow": "受理、决定。"})
    make_in_force()
    [found] = incomplete("main", today())
    assert (found.key, found.address) == (bad.code, f"/services/{bad.code}/")
    assert found.stood == "缺少办理材料、办理地点、办理时间、办理流程"
    assert list(incomplete("health", today())) == []


def test_whoever_inspects_a_site_hears_of_it():
    assert incomplete in reports.asked()[INDICATOR]


def test_however_many_guides_are_read_in_one_query(django_assert_num_queries):
    for _ in range(3):
        make_in_force()
    with django_assert_num_queries(1):
        assert list(incomplete("main", today())) == []
    assert Implementation.objects.in_force().count() == 3
