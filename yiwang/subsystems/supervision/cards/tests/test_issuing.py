"""Does every finding get one card with the next number, in the same transaction, however many there are?"""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.models import Clock, ClockEvent
from yiwang.kernel.findings.actions import find
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import RED, YELLOW
from yiwang.kernel.findings.tests.makers import found, make_finding
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.actions import issuing, lay_down
from yiwang.subsystems.supervision.cards.models import Card, Event, Notification
from yiwang.subsystems.supervision.cards.rules import Terms
from yiwang.subsystems.supervision.cards.tests.makers import make_card, make_sides
from yiwang.subsystems.supervision.watching.rules import RESPONDER

pytestmark = pytest.mark.django_db


def test_a_finding_becomes_a_card_with_its_facts_as_they_are():
    sides = make_sides()
    card = make_card(sides.unit, colour=YELLOW)
    name = sides.unit.name
    Unit.objects.filter(pk=sides.unit.pk).update(name="新名称局")
    Finding.objects.update(label="改过的名称", evidence=[])
    card.refresh_from_db()
    assert (card.unit_name, card.label, card.evidence[0]) == (
        name,
        "超过承诺时限",
        ["应办结", "2026年3月5日"],
    )
    assert (card.issuer, card.post) == (sides.watcher, sides.responder)
    assert card.addressee == f"办公室主任 {sides.responder.person.name}"
    assert (card.points, card.state) == (-1, rules.ISSUED)
    assert card.clock.subject_kind == "supervision.card"
    assert (card.clock.legal_number, card.clock.unit_id) == (5, sides.unit.pk)
    assert [event.verb for event in card.events.all()] == ["issue"]
    assert Notification.objects.get(card=card).envelope is None
    assert Entry.objects.filter(act="supervision.card_issue").count() == 1


def test_a_trial_has_no_card():
    make_finding(is_trial=True)
    assert not Card.objects.exists()


def test_numbers_count_by_year_and_colour_without_a_gap():
    unit = make_unit()
    colours = [YELLOW, RED, YELLOW, YELLOW]
    find(SYSTEM, [found(unit, colour=colour) for colour in colours])
    with transaction.atomic():
        make_finding(unit)
        transaction.set_rollback(True)
    make_finding(unit, colour=RED)
    year = Card.objects.first().year
    assert [card.number for card in Card.objects.order_by("colour", "serial")] == [
        f"监察红〔{year}〕1号",
        f"监察红〔{year}〕2号",
        f"监察黄〔{year}〕1号",
        f"监察黄〔{year}〕2号",
        f"监察黄〔{year}〕3号",
    ]


def test_a_finding_has_one_card_for_ever():
    finding = make_finding()
    with pytest.raises(IntegrityError), transaction.atomic():
        issuing.issue([finding])
    assert Card.objects.count() == 1


def test_a_sweep_that_is_killed_between_finding_and_card_leaves_neither(monkeypatch):
    def fails(card, moment):
        raise RuntimeError("killed here")

    unit = make_unit()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(issuing, "_owed", fails)
        with pytest.raises(RuntimeError):
            find(SYSTEM, [found(unit, fact="late:1")])
    assert not any(model.objects.exists() for model in (Finding, Card, Clock, Event))
    find(SYSTEM, [found(unit, fact="late:1")])
    assert Card.objects.get().serial == 1


def test_a_thousand_at_once_cost_as_many_statements_as_a_hundred_each():
    units = [make_unit() for _ in range(40)]
    for unit in units[:20]:
        make_post(unit=unit, roles=[RESPONDER])
    find(SYSTEM, [found(units[0], colour=RED), found(units[1], colour=YELLOW)])
    counts = []
    for number in (40, 400):
        founds = [found(units[each % 40], colour=(RED, YELLOW)[each % 2]) for each in range(number)]
        with CaptureQueriesContext(connection) as captured:
            find(SYSTEM, founds)
        counts.append(len([one for one in captured if not one["sql"].startswith("INSERT")]))
        inserts = [one["sql"].split(" (")[0] for one in captured if one["sql"].startswith("INSERT")]
    assert counts[0] == counts[1] <= 24
    # SQLite writes as many rows at once as its 999 values allow; PostgreSQL all of them.
    most = 70 if connection.vendor == "sqlite" else 10
    assert len(inserts) <= most
    assert Clock.objects.count() == ClockEvent.objects.count() == Card.objects.count() == 442


def test_the_nearest_unit_that_watches_issues_it_otherwise_the_city():
    district = make_unit()
    bureau = make_unit(parent=district)
    far, near = make_unit(), make_unit()
    assert make_card(bureau).issuer == make_root()
    let_oversee(SYSTEM, far, district, "市政府通知")
    assert make_card(bureau).issuer == far
    let_oversee(SYSTEM, near, bureau, "区政府通知")
    assert make_card(bureau).issuer == near
    let_oversee(SYSTEM, district, bureau, "区政府通知")
    assert make_card(district).issuer == far


def test_an_inner_office_is_answered_for_by_the_unit_above():
    unit = make_unit()
    window = make_unit(parent=unit, kind=Unit.Kind.WINDOW)
    assert (make_card(window).post, make_card(window).addressee) == (None, "")
    above = make_post(unit=unit, roles=[RESPONDER])
    assert make_card(window).post == above
    own = make_post(unit=window, roles=[RESPONDER])
    assert make_card(window).post == own


def test_a_unit_that_was_merged_is_answered_for_by_the_one_it_is_in_now():
    into = make_unit()
    gone = make_unit()
    post = make_post(unit=into, roles=[RESPONDER])
    Unit.objects.filter(pk=gone.pk).update(merged_into=into, closed_on=gone.opened_on)
    assert make_card(gone).post == post


def test_terms_hold_for_cards_to_come():
    unit = make_unit()
    before = make_card(unit)
    lay_down(SYSTEM, Terms(reply_days=3, red_points=Decimal(-6)), "市政府办公厅通知")
    after = make_card(unit)
    before.refresh_from_db()
    assert (before.points, before.reply_days, after.points, after.reply_days) == (-5, 5, -6, 3)
    assert (before.clock.legal_number, after.clock.legal_number) == (5, 3)


def test_what_an_inspection_of_something_else_finds_becomes_no_card():
    make_finding(rule="portal.link.inside")
    assert not Card.objects.exists()
