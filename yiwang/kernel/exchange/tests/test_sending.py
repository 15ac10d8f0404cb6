import pytest
from django.db import transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.addressing import Address, of_units
from yiwang.kernel.exchange.models import Delivery, Envelope, EnvelopeFile, Receipt
from yiwang.kernel.exchange.tests.makers import make_clerk, make_foreigner, send_from
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures import trust

pytestmark = pytest.mark.django_db


def test_an_envelope_is_signed_by_its_unit_and_says_who_sent_it():
    clerk = make_clerk()
    envelope = send_from(clerk, make_unit(name="市财政局"))
    verdict = trust.verified(
        envelope.text, envelope.signature, envelope.certificate, signed_at=envelope.sent_at
    )
    assert verdict.is_valid
    assert verdict.unit_code == clerk.unit.code
    assert envelope.statement.sender.person == clerk.person.name
    assert envelope.statement.recipients[0].name == "市财政局"
    assert envelope.number == "云政办发〔2026〕8号"


def test_an_altered_word_breaks_the_signature():
    envelope = send_from(make_clerk())
    altered = envelope.text.replace("防汛", "抗旱")
    assert altered != envelope.text
    verdict = trust.verified(altered, envelope.signature, envelope.certificate, signed_at=envelope.sent_at)
    assert not verdict.is_valid


def test_what_only_its_recipients_take_in_has_reached_them_with_the_commit():
    unit = make_unit()
    envelope = send_from(make_clerk(), unit)
    delivery = Delivery.objects.to_unit(unit).get()
    assert delivery.state == rules.DELIVERED
    assert delivery.delivered_at
    assert [receipt.kind for receipt in envelope.receipts.all()] == [rules.SENT, rules.DELIVERED]


def test_one_entry_in_the_record_says_what_was_sent():
    envelope = send_from(make_clerk(), make_unit(), make_unit())
    entry = Entry.objects.get(act="exchange.envelope_send")
    assert entry.detail["uid"] == envelope.uid
    assert entry.detail["recipients"] == 2
    assert entry.detail["digest"] == envelope.digest


def test_everybody_receives_it_once_however_often_picked():
    one, other = make_unit(), make_unit()
    envelope = send_from(
        make_clerk(), main=of_units([one, other, one]), copies=[Address(unit=one), Address(unit=other)]
    )
    assert list(envelope.deliveries.order_by("number").values_list("number", "part", "unit")) == [
        (1, "main", one.pk),
        (2, "main", other.pk),
    ]


def test_files_travel_by_digest_under_their_names():
    stored = make_stored(name="方案.pdf")
    envelope = send_from(make_clerk(), files=[stored])
    entry = envelope.statement.files[0]
    assert (entry.digest, entry.size, entry.name) == (stored.digest, stored.size, "方案.pdf")
    assert EnvelopeFile.objects.get(envelope=envelope).stored == stored


def test_a_file_that_is_not_clean_is_not_sent():
    stored = make_stored(state=StoredFile.State.QUARANTINED, reason="含有宏")
    with pytest.raises(Refused) as refused:
        send_from(make_clerk(), files=[stored])
    assert refused.value.field == "files"
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "【机密】关于某事的通知"},
        {"body": {"text": "机密★5年\n正文"}},
        {"secrecy": "机密"},
    ],
)
def test_a_secret_is_refused_and_nothing_of_it_is_stored(changes):
    """standards/security.md §9 no. 14: 涉密不上网 (保守国家秘密法 2024)."""
    with pytest.raises(Refused) as refused:
        send_from(make_clerk(), **changes)
    assert refused.value.field == "secrecy"
    assert not Envelope.objects.exists()


def test_a_file_named_secret_is_refused():
    with pytest.raises(Refused):
        send_from(make_clerk(), files=[make_stored(name="机密★3年 名单.pdf")])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"main": []}, "main"),
        ({"urgency": "特提"}, "urgency"),
        ({"kind": "no.such"}, "kind"),
        ({"body": {"number": "x" * 300}}, "number"),
        ({"body": {"unknown": 1}}, "unknown"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(changes, field):
    with pytest.raises(Refused) as refused:
        send_from(make_clerk(), **changes)
    assert refused.value.field == field


def test_what_has_lapsed_is_refused():
    with pytest.raises(Refused):
        send_from(make_clerk(), valid_until=shifted(today(), days=-1))
    assert send_from(make_clerk(), valid_until=today()).valid_until == today()


def test_a_closed_unit_receives_nothing():
    unit = make_unit(closed_on=today(), name="市乡村局")
    with pytest.raises(Refused, match="市乡村局"):
        send_from(make_clerk(), unit)


def test_what_lives_on_another_installation_goes_there_as_one_parcel():
    county = make_unit()
    below = make_unit(parent=county)
    make_foreigner(county)
    envelope = send_from(make_clerk(), county, below, make_unit())
    parcel = Parcel.objects.get(kind="exchange.envelope")
    assert parcel.node.code == "yunxi"
    assert parcel.body["text"] == envelope.text
    assert list(envelope.deliveries.order_by("number").values_list("is_here", flat=True)) == [
        False,
        False,
        True,
    ]


def test_what_is_undone_leaves_nothing():
    def fail():
        send_from(make_clerk())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transaction.atomic(fail)()
    assert not Envelope.objects.exists()
    assert not Receipt.objects.exists()


def test_sending_to_many_costs_as_many_queries_as_to_few(django_assert_max_num_queries):
    clerk, few, many = make_clerk(), [make_unit()], [make_unit() for _ in range(60)]
    send_from(clerk, *few)
    with django_assert_max_num_queries(18):
        send_from(clerk, *few)
    with django_assert_max_num_queries(18):
        send_from(clerk, *many)
