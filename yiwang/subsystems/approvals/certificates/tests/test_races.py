"""Are numbers without gaps, and is a deed done once, when several act at once? On PostgreSQL."""

from functools import partial

import pytest
from django.db import connection

from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.kernel.organizations.tests.racing import at_once, refusals
from yiwang.subsystems.approvals.certificates import actions
from yiwang.subsystems.approvals.certificates.models import Certificate, Kind, Series
from yiwang.subsystems.approvals.certificates.tests.makers import BY, SAID, make_certificate, make_issuing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_certificates_issued_at_the_same_moment_get_numbers_without_gaps(transactional_db):
    make_root()
    issuing = make_issuing(kind="烟草专卖零售许可证")
    at_once(*[partial(actions.issue, BY, issuing) for _ in range(6)])
    code = Kind.objects.get().code
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"{code}2026{serial:05d}" for serial in range(1, 7)]
    assert Series.objects.get().last == 6


def test_of_two_who_suspend_at_once_the_second_hears_that_it_is_done(transactional_db):
    make_root()
    certificate = make_certificate()
    outcomes = at_once(*[partial(actions.suspend, BY, certificate.pk, SAID)] * 2)
    assert refusals(outcomes) == ["这本证照现在是“暂扣”，不能暂扣。"]
