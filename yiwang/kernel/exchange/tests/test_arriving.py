"""Bad input from another installation: each is refused with a receipt that says why, only evidence stays."""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules, statements
from yiwang.kernel.exchange.actions.arriving import take_envelope
from yiwang.kernel.exchange.models import Delivery, Envelope, Receipt, Refusal
from yiwang.kernel.exchange.tests.makers import here, make_clerk, make_foreigner
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes.models import Parcel
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures.statements import signed

pytestmark = pytest.mark.django_db
KIND = "exchange.envelope"


@pytest.fixture
def foreigner():
    return make_foreigner()


def take(foreigner, statement, body=None, **arrived):
    take_envelope(foreigner.arrived(KIND, body or foreigner.envelope_body(statement), **arrived))


def refused_because(foreigner) -> str:
    """The reason, after looking that nothing but the evidence stayed and the sender learns it."""
    assert not Envelope.objects.exists()
    assert not Delivery.objects.exists()
    assert not Receipt.objects.exists()
    refusal = Refusal.objects.get()
    assert Entry.objects.get(act="exchange.envelope_refuse").detail["reason"] == refusal.reason
    if refusal.uid:
        answer = statements.receipt(Parcel.objects.get(kind="exchange.receipt").body["text"])
        assert (answer.receipt, answer.reason) == (rules.REFUSED, refusal.reason)
        assert answer.envelope == refusal.uid
    return refusal.reason


def test_a_genuine_envelope_is_kept_and_delivered_with_its_receipts(foreigner):
    unit = make_clerk().unit
    stored = make_stored(name="名单.pdf")
    files = [statements.FileEntry(digest=stored.digest, size=stored.size, name="名单.pdf")]
    statement = foreigner.envelope(here(unit), files=files)
    take(foreigner, statement, files={stored.digest: stored})
    delivery = Delivery.objects.to_unit(unit).get()
    assert delivery.state == rules.DELIVERED
    assert delivery.envelope.uid == statement.id
    assert delivery.envelope.attachments.get().stored == stored
    assert [receipt.kind for receipt in delivery.envelope.receipts.all()] == [rules.SENT, rules.DELIVERED]
    assert Parcel.objects.get(kind="exchange.receipt").node == foreigner.node


def test_the_same_envelope_again_changes_nothing(foreigner):
    statement = foreigner.envelope(here(make_unit()))
    body = foreigner.envelope_body(statement)
    take(foreigner, statement, body)
    take(foreigner, statement, body)
    assert Envelope.objects.count() == Delivery.objects.count() == 1
    assert not Refusal.objects.exists()


def test_a_sender_our_ledger_knows_is_linked(foreigner):
    sender = make_unit()
    foreigner.unit_code = sender.code
    take(foreigner, foreigner.envelope(here(make_unit())))
    assert Envelope.objects.get().sender_unit == sender


def test_another_envelope_under_the_same_number_is_refused(foreigner):
    first = foreigner.envelope(here(make_unit()))
    take(foreigner, first)
    take(foreigner, first.model_copy(update={"subject": "另一个标题"}))
    assert Envelope.objects.get().subject == first.subject
    assert "重放" in Refusal.objects.get().reason


def test_an_altered_body_is_refused(foreigner):
    statement = foreigner.envelope(here(make_unit()))
    body = foreigner.envelope_body(statement)
    take(foreigner, statement, {**body, "text": body["text"].replace("报送", "销毁")})
    assert "签名" in refused_because(foreigner)


def test_a_forged_sender_is_refused(foreigner):
    """Signed by a unit of the same installation, but in another unit's name."""
    statement = foreigner.envelope(here(make_unit()), sender=foreigner.party("X00002"))
    take(foreigner, statement)
    assert "不属于署名的单位" in refused_because(foreigner)


def test_a_node_does_not_speak_for_another(foreigner):
    party = statements.Party(node="yunze", unit="YZ01", unit_name="市政府办公室")
    take(foreigner, foreigner.envelope(here(make_unit()), sender=party))
    assert "不符" in refused_because(foreigner)


def test_a_certificate_nobody_trusted_is_refused(foreigner):
    stranger = make_foreigner(code="nowhere")
    statement = foreigner.envelope(here(make_unit()))
    stranger.node = foreigner.node
    body = foreigner.envelope_body(statement)
    forged = signed(body["text"], stranger.authority, stranger.authority_certificate.fingerprint)
    forged_body = {
        **body,
        "signature": forged.signature,
        "certificate": stranger.authority_certificate.pem,
    }
    take(foreigner, statement, forged_body)
    assert refused_because(foreigner)


def test_an_expired_certificate_is_refused(foreigner):
    foreigner.certificate(
        foreigner.unit_code, not_before=shifted(now(), days=-200), not_after=shifted(now(), days=-1)
    )
    take(foreigner, foreigner.envelope(here(make_unit())))
    assert "有效" in refused_because(foreigner)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kind": "no.such"}, "不认识"),
        ({"version": 9}, "不认识"),
        ({"category": "information"}, "类别"),
        ({"body": {"number": "x", "unknown": 1}}, "unknown"),
        ({"subject": "【机密】通知"}, "国家秘密"),
    ],
)
def test_what_cannot_be_understood_or_must_not_be_here_is_refused(foreigner, changes, word):
    take(foreigner, foreigner.envelope(here(make_unit()), **changes))
    assert word in refused_because(foreigner)


def test_what_has_lapsed_on_the_way_is_refused(foreigner):
    take(foreigner, foreigner.envelope(here(make_unit()), valid_until=shifted(today(), days=-1)))
    assert "有效期" in refused_because(foreigner)


def test_an_altered_or_missing_file_is_refused(foreigner):
    stored = make_stored()
    entry = statements.FileEntry(digest=stored.digest, size=stored.size + 1, name="名单.pdf")
    statement = foreigner.envelope(here(make_unit()), files=[entry])
    take(foreigner, statement, files={stored.digest: stored})
    assert "缺失或与签名的内容不符" in refused_because(foreigner)


def test_a_file_that_was_not_taken_is_refused_with_its_reason(foreigner):
    entry = statements.FileEntry(digest="0" * 64, size=9, name="程序.pdf")
    statement = foreigner.envelope(here(make_unit()), files=[entry])
    take(foreigner, statement, refused_files={"0" * 64: "不是允许的格式。"})
    assert "不是允许的格式" in refused_because(foreigner)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.pdf", "C:\\x.pdf", "con.pdf", "尾.pdf "])
def test_a_path_in_a_file_name_is_refused(foreigner, name):
    stored = make_stored()
    entry = statements.FileEntry(digest=stored.digest, size=stored.size, name=name)
    take(foreigner, foreigner.envelope(here(make_unit()), files=[entry]), files={stored.digest: stored})
    assert "路径或不允许的字符" in refused_because(foreigner)


def test_a_recipient_nobody_knows_is_refused(foreigner):
    stranger = statements.Recipient(number=1, part="main", node="yunze", unit="NOBODY", name="无此单位")
    take(foreigner, foreigner.envelope(stranger))
    assert "NOBODY" in refused_because(foreigner)


def test_an_envelope_for_others_only_is_refused(foreigner):
    elsewhere = statements.Recipient(number=1, part="main", node="elsewhere", unit="U1", name="别处")
    take(foreigner, foreigner.envelope(elsewhere))
    assert "没有本节点的收件方" in refused_because(foreigner)


def test_a_receipt_of_sending_that_speaks_of_something_else_is_refused(foreigner):
    statement = foreigner.envelope(here(make_unit()))
    other = foreigner.envelope_body(foreigner.envelope(here(make_unit())))
    take(foreigner, statement, {**foreigner.envelope_body(statement), "sent": other["sent"]})
    assert "发送回执" in refused_because(foreigner)


@pytest.mark.parametrize("text", ["", "{}", "no json", "\x00", "x" * 3_000_000])
def test_garbage_is_refused_and_the_evidence_is_bounded(foreigner, text):
    body = {"text": text, "signature": "", "certificate": foreigner.certificate("X00001").pem}
    take(foreigner, None, body)
    refused_because(foreigner)
    assert len(Refusal.objects.get().text) <= 65_536


@pytest.mark.parametrize("missing", ["text", "signature", "certificate", "sent"])
def test_a_parcel_without_one_of_its_parts_is_refused(foreigner, missing):
    body = foreigner.envelope_body(foreigner.envelope(here(make_unit())))
    del body[missing]
    take(foreigner, None, body)
    assert "缺少" in refused_because(foreigner)


def test_nothing_reaches_a_unit_before_everything_was_checked(foreigner):
    """The second recipient is unknown: the first has nothing either."""
    unit = make_unit()
    stranger = statements.Recipient(number=2, part="copy", node="yunze", unit="NOBODY", name="无此单位")
    take(foreigner, foreigner.envelope(here(unit), stranger))
    assert refused_because(foreigner)
    with pytest.raises(Refused):
        rules.check_recipients(Delivery.objects.to_unit(unit).count())
