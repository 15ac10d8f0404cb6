"""Does a card live as it may: explained, settled, appealed against, each once and by who may?"""

import random

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import CLOSED, DISMISSED, OPEN
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.supervision.cards import actions, rules
from yiwang.subsystems.supervision.cards.models import Card, Notification
from yiwang.subsystems.supervision.cards.tests.makers import confirmed, explained, make_card, make_sides
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER

pytestmark = pytest.mark.django_db


def passed(card):
    """Its reply period is over."""
    Clock.objects.filter(pk=card.clock_id).update(due_at=shifted(now(), hours=-1))


def told(post):
    return list(Notice.objects.of(post.person_id).order_by("pk").values_list("subject", flat=True))


def act(verb, post, card, words="当日系统停机检修"):
    return getattr(actions, verb)(actor(post), post, card.pk, words)


def test_a_card_is_explained_confirmed_appealed_against_and_upheld():
    sides = make_sides()
    card = make_card(sides.unit)
    act("explain", sides.responder, card)
    card.refresh_from_db()
    assert (card.state, card.clock.state) == (rules.EXPLAINED, "stopped")
    assert told(sides.leader) == [f"{sides.unit.name}对{card.number}提交了说明"]
    act("confirm", sides.leader, card, "事实清楚")
    card.refresh_from_db()
    assert (card.counted_points, Finding.objects.get().state) == (-5, CLOSED)
    assert told(sides.responder) == [f"{card.number}已确认，可以申诉"]
    act("appeal", sides.responder, card)
    assert Card.objects.counted().get() == card
    done = act("uphold", sides.leader, card, "理由不成立")
    assert (done.state, done.counts, Finding.objects.get().state) == (rules.UPHELD, True, CLOSED)
    verbs = [event.verb for event in card.events.all()]
    assert verbs == ["issue", "explain", "confirm", "appeal", "uphold"]
    owed = list(Notification.objects.values_list("verb", flat=True))
    assert owed == ["issue", "confirm", "uphold"]
    recorded = Entry.objects.filter(subject_id=str(card.pk), subject_kind="supervision_cards.card")
    assert recorded.count() == 5


def test_a_cancelled_card_dismisses_its_finding():
    sides = make_sides()
    card = make_card(sides.unit)
    act("cancel", sides.leader, card, "系统时间有误")
    card.refresh_from_db()
    assert (card.state, card.clock.state, Finding.objects.get().state) == (
        rules.CANCELLED,
        "cancelled",
        DISMISSED,
    )
    assert not Card.objects.counted().exists()


def test_an_appeal_that_is_right_takes_the_points_back():
    sides = make_sides()
    card = confirmed(sides)
    act("appeal", sides.responder, card)
    done = act("overturn", sides.leader, card, "核实属实")
    assert (done.state, done.counted_points, Finding.objects.get().state) == (rules.CANCELLED, 0, DISMISSED)


def test_an_unanswered_card_is_confirmed_only_after_its_period():
    sides = make_sides()
    card = make_card(sides.unit)
    with pytest.raises(Refused, match="还没有届满"):
        act("confirm", sides.leader, card, "期满未说明")
    passed(card)
    done = act("confirm", sides.leader, card, "期满未说明")
    assert (done.state, done.explained_at) == (rules.CONFIRMED, None)
    assert done.appeal_until > now()


def test_a_late_explanation_is_taken_while_nobody_has_confirmed():
    sides = make_sides()
    card = make_card(sides.unit)
    passed(card)
    act("explain", sides.responder, card)
    card = Card.objects.select_related("clock").get()
    assert card.is_explained_late


def test_nothing_is_said_or_decided_twice():
    sides = make_sides()
    card = explained(sides)
    with pytest.raises(Refused, match="不能提交说明"):
        act("explain", sides.responder, card)
    act("confirm", sides.leader, card)
    for verb in ("confirm", "cancel"):
        with pytest.raises(Refused, match="已确认"):
            act(verb, sides.leader, card)
    act("appeal", sides.responder, card)
    act("uphold", sides.leader, card)
    with pytest.raises(Refused, match="不能提出申诉"):
        act("appeal", sides.responder, card)


def test_nobody_appeals_after_the_days_for_it():
    sides = make_sides()
    card = confirmed(sides)
    Card.objects.update(appeal_until=shifted(now(), seconds=-1))
    with pytest.raises(Refused, match="申诉期限已过"):
        act("appeal", sides.responder, card)


@pytest.mark.parametrize("verb", ["explain", "cancel"])
def test_who_has_no_post_or_another_one_is_refused(verb):
    sides = make_sides()
    card = make_card(sides.unit)
    strangers = [
        make_post(unit=make_unit(), roles=[RESPONDER]),
        make_post(unit=make_unit(), roles=[LEADER]),
        make_post(unit=sides.unit),
        sides.supervisor,
        sides.responder if verb == "cancel" else sides.leader,
    ]
    for stranger in strangers:
        with pytest.raises(Refused, match="请切换岗位"):
            act(verb, stranger, card)
    with pytest.raises(Refused, match="请切换岗位"):
        getattr(actions, verb)(SYSTEM, None, card.pk, "没有岗位")
    assert Card.objects.get().state == rules.ISSUED


def test_who_spoke_for_the_unit_does_not_settle_from_another_post():
    sides = make_sides()
    card = explained(sides)
    both = make_post(unit=sides.watcher, roles=[LEADER], person=sides.responder.person)
    with pytest.raises(Refused, match="其他监察负责人"):
        act("confirm", both, card)


@pytest.mark.parametrize("verb", ["explain", "confirm", "cancel"])
def test_words_are_asked_for(verb):
    sides = make_sides()
    card = make_card(sides.unit) if verb == "explain" else explained(sides)
    post = sides.responder if verb == "explain" else sides.leader
    for words in ("", " x ", "长" * 5_000):
        with pytest.raises(Refused) as refused:
            act(verb, post, card, words)
        assert refused.value.field in {"text", "reason"}


def test_a_unit_that_was_merged_meanwhile_is_answered_for_by_the_one_it_is_in():
    sides = make_sides()
    card = make_card(sides.unit)
    into = make_unit()
    heir = make_post(unit=into, roles=[RESPONDER])
    Unit.objects.filter(pk=sides.unit.pk).update(
        merged_into=into, closed_on=sides.unit.opened_on, name="已改名局"
    )
    assert list(Card.objects.to_explain(heir)) == list(Card.objects.visible_to(heir)) == [card]
    act("explain", heir, card)
    act("confirm", sides.leader, card)
    assert told(heir) == [f"{card.number}已确认，可以申诉"]
    assert Card.objects.get().unit_name != "已改名局"


def test_a_finding_that_ended_otherwise_meanwhile_stops_no_decision():
    sides = make_sides()
    card = explained(sides)
    findings.dismiss(SYSTEM, card.finding_id, "另行核实不成立")
    with pytest.raises(Refused, match="请撤销这张监察牌"):
        act("confirm", sides.leader, card)
    act("cancel", sides.leader, card)
    other = explained(sides)
    findings.close(SYSTEM, other.finding_id, "已整改")
    act("confirm", sides.leader, other)
    assert Card.objects.get(pk=other.pk).state == rules.CONFIRMED


@pytest.mark.parametrize("seed", range(12))
def test_no_random_walk_leaves_card_and_finding_apart(seed):
    """Points count for confirmed cards and no others; the finding says the same as its card."""
    dice = random.Random(seed)
    sides = make_sides()
    card = make_card(sides.unit)
    for _ in range(14):
        if dice.random() < 0.2:
            passed(card)
        post = dice.choice([sides.responder, sides.leader])
        try:
            with transaction.atomic():
                act(dice.choice(sorted(rules.DEEDS)), post, card)
        except Refused:
            pass
        card = Card.objects.select_related("finding", "clock").get(pk=card.pk)
        verbs = [event.verb for event in card.events.all()]
        counts = "confirm" in verbs and not {"cancel", "overturn"} & set(verbs)
        assert card.counts == counts == Card.objects.counted().exists()
        state = CLOSED if counts else DISMISSED if card.state == rules.CANCELLED else OPEN
        assert card.finding.state == state
        assert (card.clock.stopped_at is None) == (card.state == rules.ISSUED)
        assert len(verbs) == len(set(verbs))


@pytest.mark.parametrize(
    "columns",
    [
        {"state": rules.CONFIRMED},
        {"state": rules.UPHELD},
        {"state": rules.CANCELLED},
        {"state": rules.EXPLAINED},
        {"points": 1},
    ],
)
def test_the_database_keeps_a_card_from_a_state_it_cannot_be_in(columns):
    card = make_card()
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=card.pk).update(**columns)


class TestAtOnce:
    pytestmark = races

    def test_two_leaders_settle_once(self):
        sides = make_sides()
        card = explained(sides)
        other = make_post(unit=sides.watcher, roles=[LEADER])
        outcomes = at_once(lambda: act("confirm", sides.leader, card), lambda: act("cancel", other, card))
        assert len(refusals(outcomes)) == 1
        assert card.events.filter(verb__in=["confirm", "cancel"]).count() == 1

    def test_an_explanation_sent_twice_is_taken_once(self):
        sides = make_sides()
        card = make_card(sides.unit)
        outcomes = at_once(*[lambda: act("explain", sides.responder, card)] * 2)
        assert len(refusals(outcomes)) == 1
        assert card.events.filter(verb="explain").count() == 1
