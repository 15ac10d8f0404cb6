"""Do the figures count the cards they say, and open to them?"""

from decimal import Decimal

import pytest

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.findings.rules import YELLOW
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.periods import month, month_before
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.supervision.cards import actions
from yiwang.subsystems.supervision.cards.models import Card
from yiwang.subsystems.supervision.cards.tests.makers import confirmed, explained, make_card, make_sides

pytestmark = pytest.mark.django_db


def measured(code, unit, period=None):
    found = figures.known(f"supervision.{code}").measured(period or month(today())).get(unit.pk)
    return (found.part, found.whole) if found else None


def test_confirmed_cards_count_until_they_are_cancelled(django_assert_num_queries):
    sides = make_sides()
    confirmed(sides)
    card = confirmed(sides)
    make_card(sides.unit)
    yellow = make_card(sides.unit, colour=YELLOW)
    actions.explain(actor(sides.responder), sides.responder, yellow.pk, "已说明情况")
    actions.confirm(actor(sides.leader), sides.leader, yellow.pk, "事实清楚")
    assert measured("cards_red", sides.unit) == (2, None)
    assert measured("cards_yellow", sides.unit) == (1, None)
    assert measured("card_points", sides.unit) == (-11, None)
    assert measured("cards_red", sides.unit, month_before(today())) is None
    actions.appeal(actor(sides.responder), sides.responder, card.pk, "另有原因")
    assert measured("cards_red", sides.unit) == (2, None)
    actions.overturn(actor(sides.leader), sides.leader, card.pk, "核实属实")
    assert measured("cards_red", sides.unit) == (1, None)
    assert measured("appeals_upheld", sides.unit) == (0, 1)
    with django_assert_num_queries(1):
        measured("cards_red", sides.unit)


def test_what_was_explained_in_time_is_a_share_of_the_periods_that_ended():
    sides = make_sides()
    explained(sides), explained(sides), make_card(sides.unit)
    Clock.objects.update(due_at=now())
    late = Card.objects.first()
    Card.objects.filter(pk=late.pk).update(explained_at=shifted(now(), minutes=1))
    actions.cancel(actor(sides.leader), sides.leader, explained(sides).pk, "系统时间有误")
    assert measured("cards_explained", sides.unit) == (Decimal(1), Decimal(3))


def test_a_figure_opens_to_its_cards_those_that_do_not_count_first():
    sides = make_sides()
    period = month(today())
    appeals = [confirmed(sides), confirmed(sides)]
    for card, verb in zip(appeals, ("uphold", "overturn"), strict=True):
        actions.appeal(actor(sides.responder), sides.responder, card.pk, "另有原因")
        getattr(actions, verb)(actor(sides.leader), sides.leader, card.pk, "复核决定")
    records = figures.known("supervision.appeals_upheld").records(period, [sides.unit.pk], 10)
    assert [(record.address, record.counts) for record in records] == [
        (appeals[1].get_absolute_url(), False),
        (appeals[0].get_absolute_url(), True),
    ]
    red = figures.known("supervision.cards_red").records(period, [sides.unit.pk], 10)
    assert [record.address for record in red] == [appeals[0].get_absolute_url()]
    assert not figures.known("supervision.cards_red").records(period, [sides.watcher.pk], 10)
