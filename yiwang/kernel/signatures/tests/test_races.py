"""Does an owner get one key however many ask at the same moment? On PostgreSQL."""

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.kernel.signatures import actions, keys, trust
from yiwang.kernel.signatures.models import Certificate, SigningKey
from yiwang.kernel.signatures.tests.makers import age, make_holder, make_trusted

pytestmark = races


def test_a_first_key_that_many_ask_for_is_issued_once():
    unit = make_unit()
    asked = at_once(*[lambda: keys.of_unit(unit).id] * 4, *[lambda: keys.of_node().id] * 4)
    assert len(set(asked)) == 2
    assert SigningKey.objects.count() == 3


def test_first_keys_of_many_units_do_not_wait_for_each_other_crosswise():
    units = [make_unit() for _ in range(6)]

    def both(one, other):
        from django.db import transaction

        with transaction.atomic():
            return keys.of_unit(one).id + keys.of_unit(other).id

    pairs = [(units[turn % 6], units[(turn + 1) % 6]) for turn in range(6)]
    deeds = [lambda pair=pair: both(*pair) for pair in [*pairs, *[pair[::-1] for pair in pairs]]]
    assert refusals(at_once(*deeds)) == []
    assert SigningKey.objects.filter(owner="unit").count() == 6


def test_a_key_is_renewed_once_though_many_find_it_expired():
    unit = make_unit()
    age(keys.of_unit(unit).certificate, ended_days_ago=1)
    assert len(set(at_once(*[lambda: keys.of_unit(unit).id] * 5))) == 1
    assert SigningKey.objects.filter(owner="unit").count() == 2


def test_of_two_who_rotate_the_same_key_one_is_refused():
    for row in (keys.of_unit(make_unit()).certificate, keys.authority().certificate):
        outcomes = at_once(*[lambda row=row: actions.rotate(SYSTEM, row)] * 2)
        assert len(refusals(outcomes)) == 1
    assert SigningKey.objects.active().filter(owner="authority").count() == 1


def test_a_certificate_that_two_bring_is_taken_once():
    holder = make_holder(make_trusted())
    taken = at_once(*[lambda: trust.take_certificate(holder.certificate.pem, "luzhou").pk] * 4)
    assert len(set(taken)) == 1
    assert Certificate.objects.foreign().count() == 2
