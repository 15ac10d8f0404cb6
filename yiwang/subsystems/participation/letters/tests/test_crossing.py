"""Does the outer zone know what it has to, once, in whatever order it comes, and is what is stuck shown?"""

from types import SimpleNamespace

import pytest

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.exchange import telling, zones
from yiwang.kernel.exchange.actions import telling as actions
from yiwang.kernel.exchange.models import STUCK
from yiwang.subsystems.participation.letters import outside
from yiwang.subsystems.participation.letters.actions import crossing, moving
from yiwang.subsystems.participation.letters.models import Letter
from yiwang.subsystems.participation.letters.tests.makers import (
    accepted,
    assigned,
    done,
    fresh,
    make_letter,
    trace_of,
)

pytestmark = pytest.mark.django_db


def test_what_is_older_than_what_is_known_changes_nothing(hall, monkeypatch):
    letter = make_letter(hall)
    before = crossing.trace_of(letter)
    assigned(hall, letter)
    monkeypatch.setattr(zones, "check_from", lambda taken, zone: None)
    outside.take_trace(SimpleNamespace(body=before))
    assert trace_of(letter).state == "handling"


def test_what_could_not_go_at_once_goes_by_the_job(hall, monkeypatch):
    known = zones.known
    with monkeypatch.context() as cut_off:
        cut_off.setattr(zones, "known", lambda zone: None if zone == "outer" else known(zone))
        letter = accepted(hall)
        assert actions.tell_waiting() == 0
    assert not outside.Trace.objects.exists()
    assert done(actions.tell_waiting) == 1
    assert trace_of(letter).state == "handling"
    assert actions.tell_waiting() == 0


def test_what_the_outer_zone_refused_is_shown_and_goes_again_with_the_next_deed(hall):
    letter = accepted(hall)
    actions.note_trouble(telling.registered()[Letter], letter.pk, "外网未接收：内容有误")
    assert list(Letter.objects.filter(STUCK)) == [letter]
    done(moving.assign, by(hall.manager), letter.pk, hall.bureau)
    assert not Letter.objects.filter(STUCK).exists()
    assert trace_of(letter).unit_name == hall.bureau.name


def test_the_holder_of_a_letter_is_the_unit_of_its_case_wherever_it_goes(hall):
    letter = assigned(hall)
    assert fresh(letter).holder == hall.bureau
    done(moving.give_back, by(hall.clerk), letter.pk, "该事项属于自然资源部门的职责范围")
    assert fresh(letter).holder == fresh(letter).case.unit == hall.desk
