from datetime import UTC, date, datetime

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.newsroom import rules
from yiwang.subsystems.portal.newsroom.rules import Engagement


def at(hour: int, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


OTHER = Engagement("李明", "全市大会", at(9), at(11))


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (at(8), at(9), False),
        (at(8), at(10), True),
        (at(10), at(10, 21), True),
        (at(9), at(11), True),
        (at(11), at(12), False),
    ],
)
def test_what_ends_when_the_other_begins_does_not_overlap(starts, ends, expected):
    assert rules.do_overlap(starts, ends, OTHER) is expected


def test_an_overlap_is_said_and_may_be_confirmed():
    with pytest.raises(rules.Overlapping, match="李明同一时间有“全市大会”"):
        rules.check_overlaps(at(10), at(12), [OTHER], is_confirmed=False)
    rules.check_overlaps(at(10), at(12), [OTHER], is_confirmed=True)
    rules.check_overlaps(at(12), at(13), [OTHER], is_confirmed=False)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: rules.check_times(at(9), at(9)), "晚于开始时间"),
        (lambda: rules.check_times(at(9, 1), datetime(2026, 12, 5, tzinfo=UTC)), "30 天"),
        (lambda: rules.check_reporters([]), "请选择采访人员"),
        (lambda: rules.check_reporters(range(31)), "不超过 30 人"),
        (lambda: rules.after("done", "cancel"), "已完成"),
        (lambda: rules.after("cancelled", "done"), "已取消"),
        (lambda: rules.check_done(at(9), at(8)), "还没有开始"),
        (lambda: rules.checked_reason("无"), "至少 4 个字"),
        (lambda: rules.required("  ", "caption", "说明", 10), "请填写说明"),
        (lambda: rules.required("很长" * 10, "caption", "说明", 10), "10 字以内"),
        (lambda: rules.tags(" ".join(f"标签{one}" for one in range(11))), "10 个"),
        (lambda: rules.tags("很长的标签" * 5), "20 个字"),
        (lambda: rules.check_rights("granted", " "), "由谁授权"),
        (lambda: rules.check_rights("stolen", ""), "请选择使用权"),
        (lambda: rules.check_taken(date(2026, 11, 21), date(2026, 11, 20)), "不能晚于今天"),
        (lambda: rules.check_use("internal"), "仅供内部参考"),
        (lambda: rules.check_deletion(2), "用在 2 篇稿件"),
    ],
)
def test_what_the_rules_refuse(call, said):
    with pytest.raises(Refused, match=said):
        call()


def test_what_the_rules_let_pass():
    rules.check_times(at(9), at(10))
    rules.check_done(at(9), at(9))
    rules.check_rights("own", "")
    rules.check_rights("granted", "市摄影家协会授权用于政府网站")
    rules.check_use("granted")
    rules.check_deletion(0)
    assert rules.after("planned", "done") == "done"
    assert rules.after("planned", "cancel") == "cancelled"
    assert rules.tags("桥梁，交通 桥梁") == ("桥梁", "交通")
    assert rules.words_of(" A  桥 ", "", "云泽") == "a 桥 云泽"
