import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures import keys
from yiwang.kernel.signatures.models import Certificate, RevocationList, SigningKey
from yiwang.kernel.signatures.tests.makers import make_trusted

pytestmark = pytest.mark.django_db


def copied(row, **changes):
    """A second row like the first."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del fields["id"]
    return type(row)(**{**fields, **changes})


def refuses(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def spare():
    """A certificate that no key has yet."""
    return Certificate.objects.get(fingerprint=make_trusted().certificate.fingerprint)


def test_a_unit_has_one_active_key():
    key = SigningKey.objects.get(pk=keys.of_unit(make_unit()).id)
    free = spare()
    refuses(copied(key, certificate_id=free.pk))
    copied(key, certificate_id=free.pk, state="retired", sealed="", ended_at=now()).save()


@pytest.mark.parametrize("ask", [keys.of_node, keys.authority])
def test_the_node_and_its_authority_have_one_active_key_each(ask):
    key = SigningKey.objects.get(pk=ask().id)
    free = spare()
    refuses(copied(key, certificate_id=free.pk))
    copied(key, certificate_id=free.pk, state="retired", sealed="", ended_at=now()).save()


def test_a_key_that_ended_is_forgotten_and_one_in_force_is_there():
    key = SigningKey.objects.get(pk=keys.of_node().id)
    for changes in (
        {"state": "retired"},
        {"sealed": ""},
        {"ended_at": now()},
        {"state": "revoked", "sealed": ""},
    ):
        refuses(copied(key, pk=key.pk, **changes))


def test_only_a_units_key_belongs_to_a_unit():
    unit = make_unit()
    node, of_unit = (SigningKey.objects.get(pk=key.id) for key in (keys.of_node(), keys.of_unit(unit)))
    node.unit = unit
    refuses(node)
    of_unit.unit = None
    refuses(of_unit)


def test_certificates_keep_to_their_terms():
    row = keys.of_node().certificate
    refuses(copied(row, serial="1"))
    refuses(copied(row, fingerprint="1" * 64))
    other = {"fingerprint": "1" * 64, "serial": "1"}
    refuses(copied(row, **other, not_after=row.not_before))
    refuses(copied(row, **other, is_trusted=True))
    refuses(copied(row, **other, revoked_at=now()))
    copied(row, **other, revoked_at=now(), revocation_reason="换人").save()


def test_a_node_has_one_list_of_revocations():
    RevocationList.objects.create(node_code="luzhou", number=1, text="", signature="", received_at=now())
    refuses(RevocationList(node_code="luzhou", number=2, text="", signature="", received_at=now()))


def test_rows_are_called_by_what_people_know():
    key = keys.of_node()
    assert key.certificate.serial in str(key.certificate)
    assert "节点" in str(SigningKey.objects.get(pk=key.id))
    assert str(RevocationList(node_code="luzhou", number=3)) == "luzhou 第 3 号吊销名单"


@pytest.mark.migrations
def test_the_constraints_stand_in_the_migration_too():
    test_a_unit_has_one_active_key()
