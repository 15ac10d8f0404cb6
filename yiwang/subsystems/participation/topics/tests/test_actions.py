from datetime import date, timedelta

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.topics import actions, rules
from yiwang.subsystems.participation.topics.models import Member, Topic, Week
from yiwang.subsystems.participation.topics.tests.makers import (
    MIXER,
    MONDAY,
    OTHERS,
    make_items,
    only_source,
)

pytestmark = pytest.mark.django_db
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "today", lambda: date(2026, 5, 20))


def test_a_week_becomes_topics_that_name_their_texts_and_is_recorded() -> None:
    with only_source(make_items(votes=1)):
        week = actions.take(SYSTEM, MONDAY)
    topic = week.topics.get()
    assert (week.texts, week.by_kind) == (6, {"test": 6})
    assert (topic.rank, topic.number, topic.votes, topic.by_day) == (1, 4, 4, [1, 1, 1, 1, 0, 0, 0])
    assert "搅拌站" in topic.name
    assert topic.trend == rules.TRENDS[rules.NEW]
    assert set(topic.members.values_list("kind", "key")) == {("test", f"0504{at}") for at in range(4)}
    assert Entry.objects.get(act="topics.week_take").detail["digest"] == week.digest


def test_a_week_that_was_counted_never_changes() -> None:
    with only_source(make_items()):
        actions.take(SYSTEM, MONDAY)
        with pytest.raises(Refused, match="不能再改"):
            actions.take(SYSTEM, MONDAY)
    assert (Week.objects.count(), Topic.objects.count(), Member.objects.count()) == (1, 1, 4)


@pytest.mark.parametrize(("day", "said"), [(date(2026, 5, 5), "星期一"), (date(2026, 5, 18), "还没有结束")])
def test_a_week_that_lasts_or_begins_on_another_day_is_refused(day: date, said: str) -> None:
    with only_source(make_items()), pytest.raises(Refused, match=said):
        actions.take(SYSTEM, day)
    assert not Week.objects.exists()


def test_a_topic_knows_itself_a_week_later_and_how_its_heat_moved() -> None:
    more = make_items(NEXT, (*MIXER, MIXER[0] + "仍未解决。", *OTHERS))
    with only_source([*make_items(), *more]):
        assert actions.take_due() == 2
        assert actions.take_due() == 0
    first, second = Topic.objects.order_by("week__begins_on")
    assert second.earlier == first
    assert second.earlier_heat == first.heat
    assert second.trend == rules.TRENDS[rules.UP]


def test_weeks_before_anything_came_in_are_not_counted_but_an_empty_one_between_is() -> None:
    with only_source(make_items(date(2026, 4, 27))):
        assert actions.take_due() == 3
    assert [week.texts for week in Week.objects.all()] == [0, 0, 6]


def test_telephone_numbers_never_become_part_of_a_name_or_place() -> None:
    texts = [f"13812345678骚扰电话\n{at}号来电13812345678，天天骚扰电话，烦死人。" for at in "甲乙丙"]
    with only_source(make_items(said=texts, place="翠竹湾13812345678")):
        topic = actions.take(SYSTEM, MONDAY).topics.get()
    assert "13812345678" not in f"{topic.name}{topic.phrases}{topic.places}"
    assert topic.places == [["翠竹湾138****5678", 3]]
