from dataclasses import replace
from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice, Outgoing
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.subsystems.approvals.certificates import actions, rules
from yiwang.subsystems.approvals.certificates.actions import renewing
from yiwang.subsystems.approvals.certificates.models import Certificate
from yiwang.subsystems.approvals.certificates.tests.makers import (
    BY,
    FIRM,
    SAID,
    make_certificate,
    make_keeper,
    make_kind,
)

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 7, 1)


@pytest.fixture
def certificate(kind, on):
    make_root()
    on(2026, 6, 1)
    return make_certificate(valid_until=UNTIL)


def test_a_timely_request_is_granted(certificate):
    asked = actions.ask_renewal(BY, certificate.pk, date(2026, 6, 1))
    assert (asked.state, asked.is_renewal_timely) == (rules.VALID, True)
    renewed = actions.renew(BY, certificate.pk, date(2031, 7, 1))
    assert (renewed.state, renewed.valid_until) == (rules.RENEWED, date(2031, 7, 1))
    assert (renewed.renewal_asked_on, renewed.is_renewal_timely) == (None, False)


def test_a_late_request_is_refused_unless_the_kind_takes_it(certificate, on):
    """approvals.md §9 case 14."""
    on(2026, 6, 11)
    with pytest.raises(Refused, match="已经逾期"):
        actions.ask_renewal(BY, certificate.pk, date(2026, 6, 11))
    make_kind(takes_late=True)
    late = actions.ask_renewal(BY, certificate.pk, date(2026, 6, 11))
    assert (late.renewal_asked_on, late.is_renewal_timely) == (date(2026, 6, 11), False)


def test_a_timely_request_without_decision_is_deemed_granted(certificate, on):
    """approvals.md §9 case 15; 行政许可法 art. 50."""
    actions.ask_renewal(BY, certificate.pk, date(2026, 6, 1))
    on(2026, 7, 1)
    assert renewing.expire_due() == 0
    on(2026, 7, 2)
    assert renewing.expire_due() == 1
    deemed = Certificate.objects.get()
    assert deemed.get_state_display() == "视为准予延续"
    assert renewing.expire_due() == 0
    with pytest.raises(Refused, match="视为准予延续"):
        actions.refuse_renewal(BY, deemed.pk, SAID)
    assert actions.renew(BY, deemed.pk, date(2031, 7, 1)).state == rules.RENEWED


def test_a_late_request_without_decision_expires(certificate, on):
    make_kind(takes_late=True)
    on(2026, 6, 11)
    actions.ask_renewal(BY, certificate.pk, date(2026, 6, 11))
    on(2026, 7, 2)
    assert renewing.expire_due() == 1
    assert Certificate.objects.get().state == rules.EXPIRED


def test_without_request_it_expires_once_and_can_only_end(certificate, on):
    on(2026, 7, 2)
    assert (renewing.expire_due(), renewing.expire_due()) == (1, 0)
    with pytest.raises(Refused, match="过期"):
        actions.renew(BY, certificate.pk, date(2031, 7, 1))


def test_a_refused_request_lets_it_end(certificate, on):
    actions.ask_renewal(BY, certificate.pk, date(2026, 6, 1))
    with pytest.raises(Refused, match="理由"):
        actions.refuse_renewal(BY, certificate.pk, actions.Said())
    actions.refuse_renewal(BY, certificate.pk, SAID)
    with pytest.raises(Refused, match="没有待决定"):
        actions.refuse_renewal(BY, certificate.pk, SAID)
    on(2026, 7, 2)
    renewing.expire_due()
    assert Certificate.objects.get().state == rules.EXPIRED


def test_what_cannot_be_asked_is_refused(certificate):
    with pytest.raises(Refused, match="晚于今天"):
        actions.ask_renewal(BY, certificate.pk, date(2026, 6, 2))
    actions.ask_renewal(BY, certificate.pk, date(2026, 5, 31))
    with pytest.raises(Refused, match="已经登记"):
        actions.ask_renewal(BY, certificate.pk, date(2026, 6, 1))
    with pytest.raises(Refused, match="晚于现在"):
        actions.renew(BY, certificate.pk, UNTIL)
    unlimited = make_certificate(valid_until=rules.UNLIMITED)
    with pytest.raises(Refused, match="不需要延续"):
        actions.renew(BY, unlimited.pk, rules.UNLIMITED)


def test_holder_and_keepers_are_reminded_once_of_each_end(certificate, on):
    keeper = make_keeper(unit=Unit.objects.get(pk=certificate.unit_id))
    on(2026, 5, 1)
    assert renewing.remind() == 0
    on(2026, 5, 2)
    assert (renewing.remind(), renewing.remind()) == (1, 0)
    message = Outgoing.objects.get(channel="sms")
    assert message.address == "13812345678"
    assert "2026-06-01前" in message.body
    assert Notice.objects.get(person=keeper.person).subject == "有1本证照将在60日内到期"
    actions.renew(BY, certificate.pk, date(2027, 7, 1))
    on(2027, 6, 1)
    assert renewing.remind() == 1


def test_a_holder_who_left_no_mobile_number_does_not_stop_the_others(certificate):
    make_certificate(holder=replace(FIRM, phone="0379-1234567"), valid_until=UNTIL)
    assert renewing.remind() == 2
