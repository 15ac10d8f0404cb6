"""What the units wrote to one another, and what residents found wrong with the website."""

import pytest
from django.db import transaction
from django.test import override_settings

from yiwang.demonstration import city, pictures
from yiwang.demonstration.exchanging import letters
from yiwang.demonstration.tests.makers import A_SUNDAY
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.models import AddressGroup, DailyCount, Delivery, Draft, Envelope, Receipt
from yiwang.kernel.signatures import trust
from yiwang.kernel.systems.models import System
from yiwang.subsystems.portal.corrections.models import Correction

pytestmark = pytest.mark.django_db
SMALLEST_JPEG = pictures.painted("lake", 0)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """A city of units that only write to one another, made and undone once for all tests below."""
    patch = pytest.MonkeyPatch()
    patch.setattr(pictures, "painted", lambda scene, variant: SMALLEST_JPEG)
    patch.setattr(city, "stories", lambda days: [])
    for others in ("cataloguing", "counters", "approving", "participating", "supervising"):
        patch.setattr(city, others, lambda *told: [])
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        city.make(A_SUNDAY)
        patch.undo()
        yield
        transaction.set_rollback(True)


def test_every_letter_was_sent_and_signed_truly(made):
    assert set(Envelope.objects.exclude(category="service").values_list("subject", flat=True)) == {
        letter.subject for letter in letters()
    }
    for envelope in Envelope.objects.exclude(category="service")[:5]:
        assert trust.verified(
            envelope.text, envelope.signature, envelope.certificate, signed_at=envelope.sent_at
        ).is_valid


def test_every_state_can_be_looked_at(made):
    states = set(Delivery.objects.exclude(category="service").values_list("state", flat=True))
    assert states == {rules.DELIVERED, rules.SIGNED, rules.RETURNED, rules.WITHDRAWN}
    assert Delivery.objects.filter(urges__gt=0).exists()
    assert Draft.objects.exists()


def test_nothing_happens_in_the_future(made):
    assert not Receipt.objects.filter(at__gt=now()).exists()


def test_everything_is_counted_and_nothing_waits(made):
    assert not Delivery.objects.waiting_here().exists()
    sent = sum(DailyCount.objects.exclude(category="service").values_list("sent", flat=True))
    assert sent == len(letters())


def test_the_groups_reach_the_whole_city(made):
    assert set(AddressGroup.objects.values_list("name", flat=True)) == {"市直部门", "县市区", "乡镇街道"}


def test_residents_found_faults_that_are_in_every_stage(made):
    states = list(Correction.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["answered", "answered", "dismissed", "handling", "received"]


def test_units_have_registered_their_systems(made):
    assert System.objects.count() == 4
