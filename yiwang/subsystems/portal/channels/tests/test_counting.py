"""What do officials learn, in one zone and across two?"""

from types import SimpleNamespace

import pytest

from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.portal.channels import messages, queries
from yiwang.subsystems.portal.channels.actions import counting
from yiwang.subsystems.portal.channels.models import Count
from yiwang.subsystems.portal.channels.rules import Interest
from yiwang.subsystems.portal.channels.tests.makers import make_subscription
from yiwang.subsystems.portal.tests.makers import make_column

pytestmark = pytest.mark.django_db


def told(sequence: int, *lines: messages.Line) -> SimpleNamespace:
    return SimpleNamespace(body=messages.Counts(day=today(), sequence=sequence, lines=list(lines)))


def test_subscriptions_are_counted_by_what_they_ask_for():
    make_column(slug="news", title="政务动态")
    make_subscription(interests=(Interest("column", "news"), Interest("keyword", "医保")))
    make_subscription(interests=(Interest("column", "news"),), frequency="weekly")
    counting.count()
    counting.count()
    found = queries.figures(["main"], today())
    assert found.total == 2
    assert [(one.label, one.number) for one in found.interests] == [("政务动态", 2)]
    assert {one.label: one.number for one in found.frequencies}["每周一次"] == 1


def test_a_keyword_of_one_alone_is_not_shown():
    make_subscription(interests=(Interest("keyword", "某某小区"),))
    counting.count()
    assert not Count.objects.filter(kind="keyword").exists()


def test_what_the_outer_zone_tells_replaces_what_it_told_before(monkeypatch):
    monkeypatch.setattr(counting, "check_from", lambda *_: None)
    line = messages.Line(site="main", kind="channel", value="email", number=3)
    counting.take_counts(told(100, line))
    counting.take_counts(told(50, messages.Line(site="main", kind="channel", value="email", number=1)))
    assert queries.figures(["main"], today()).total == 3
    counting.take_counts(told(200, messages.Line(site="main", kind="channel", value="email", number=4)))
    assert queries.figures(["main"], today()).total == 4


def test_an_outer_installation_without_an_inner_one_waits(settings):
    settings.ZONE = "outer"
    make_subscription()
    assert counting.count() > 0
