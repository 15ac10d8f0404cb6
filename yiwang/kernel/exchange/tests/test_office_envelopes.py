"""What do recipient and sender see of an envelope, and what may they do with it?"""

import io
import zipfile

import pytest
from django.test import Client

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions import recalling
from yiwang.kernel.exchange.actions.answering import sign_for
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from, side
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    post = make_clerk()
    sign_in(client, post)
    return post


def read(client, envelope, **parameters):
    response = client.get(envelope.address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def do(client, envelope, deed, **typed):
    return client.post(envelope.address, {"do": deed, **typed})


def test_other_units_mail_is_not_there(client, clerk):
    envelope = make_arrival().envelope
    assert client.get(envelope.address).status_code == 404
    assert do(client, envelope, "sign").status_code == 404
    assert client.get(f"{envelope.address}export/").status_code == 404
    assert client.get(f"{envelope.address}r/1/").status_code == 404
    assert Delivery.objects.get().state == rules.DELIVERED


def test_a_post_without_the_role_is_refused(client):
    clerk = make_clerk()
    envelope = make_arrival(clerk).envelope
    sign_in(client, make_post(unit=clerk.unit))
    assert client.get(envelope.address).status_code == 409
    assert do(client, envelope, "sign").status_code == 409


def test_opening_it_notes_that_once_and_looking_at_the_head_does_not(client, clerk):
    arrival = make_arrival(clerk)
    client.head(arrival.envelope.address)
    arrival.refresh_from_db()
    assert arrival.state == rules.DELIVERED
    assert "已打开" in read(client, arrival.envelope)
    read(client, arrival.envelope)
    arrival.refresh_from_db()
    assert arrival.state == rules.OPENED
    assert Entry.objects.filter(act="exchange.delivery_open").count() == 1


def test_the_sender_looking_at_it_opens_nothing(client, clerk):
    envelope = send_from(clerk)
    read(client, envelope)
    assert Delivery.objects.get().state == rules.DELIVERED


def test_text_is_shown_as_it_was_typed_and_never_as_html(client, clerk):
    envelope = make_arrival(
        clerk, body={"number": "云政〔2026〕1号", "text": "第一行\n<b>第二行</b>"}
    ).envelope
    text = read(client, envelope)
    assert "第一行\n&lt;b&gt;第二行&lt;/b&gt;" in text
    assert "发文字号" in text
    assert "云政〔2026〕1号" in text


def test_files_are_listed_and_the_recipient_may_open_them(client, clerk):
    stored = make_stored(name="附件.pdf")
    envelope = make_arrival(clerk, files=[stored]).envelope
    text = read(client, envelope)
    assert stored.address("附件.pdf") in text
    assert client.get(stored.address("附件.pdf")).status_code == 200
    sign_in(client, make_clerk())
    assert client.get(stored.address("附件.pdf")).status_code == 404


def test_the_page_shows_the_signed_words_and_that_the_signature_holds(client, clerk):
    envelope = make_arrival(clerk).envelope
    text = read(client, envelope)
    assert "签名有效，内容未被改动" in text
    assert envelope.digest in text
    assert envelope.sender_name in text


def test_words_altered_in_the_database_are_shown_with_a_warning(client, clerk):
    envelope = make_arrival(clerk).envelope
    altered = envelope.text.replace("防汛工作", "防洪工作")
    Envelope.objects.update(text=altered)
    text = read(client, envelope)
    assert "签名验证未通过" in text
    assert "签名有效，内容未被改动" not in text


def test_a_title_altered_in_its_column_does_not_deceive_the_reader(client, clerk):
    envelope = make_arrival(clerk).envelope
    Envelope.objects.update(subject="假标题")
    text = read(client, envelope)
    assert "<h1>关于做好防汛工作的通知</h1>" in text


def test_many_recipients_are_folded(client, clerk):
    units = [make_unit() for _ in range(20)]
    envelope = send_from(make_clerk(), clerk.unit, *units)
    text = read(client, envelope)
    assert f"{clerk.unit.name}等 21 个单位" in text
    assert units[-1].name in text


def test_it_is_signed_for_once(client, clerk):
    arrival = make_arrival(clerk)
    assert do(client, arrival.envelope, "sign").status_code == 302
    text = read(client, arrival.envelope)
    assert "已签收" in text
    assert clerk.person.name in text
    again = do(client, arrival.envelope, "sign")
    assert again.status_code == 422
    assert "已签收，不能再签收" in again.content.decode()


def test_it_is_returned_with_a_reason(client, clerk):
    arrival = make_arrival(clerk)
    response = do(client, arrival.envelope, "return", **{"return-reason": "缺少附件2"})
    assert response.status_code == 302
    arrival.refresh_from_db()
    assert (arrival.state, arrival.reason) == (rules.RETURNED, "缺少附件2")
    assert "缺少附件2" in read(client, arrival.envelope)


@pytest.mark.parametrize("reason", ["", " ", "缺", "长" * 301])
def test_a_return_without_a_proper_reason_is_refused_and_what_was_typed_stays(client, clerk, reason):
    arrival = make_arrival(clerk)
    response = do(client, arrival.envelope, "return", **{"return-reason": reason})
    assert response.status_code == 422
    text = response.content.decode()
    assert '<details class="deed" open>' in text
    assert 'aria-invalid="true"' in text
    assert reason.strip() in text
    arrival.refresh_from_db()
    assert arrival.state != rules.RETURNED


def test_a_deed_that_does_not_exist_is_not_found(client, clerk):
    envelope = make_arrival(clerk).envelope
    assert do(client, envelope, "burn").status_code == 404
    assert client.put(envelope.address).status_code == 405


def test_deeds_need_the_token_of_the_page(clerk):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, clerk)
    assert do(strict, make_arrival(clerk).envelope, "sign").status_code == 403


def test_a_recipient_can_neither_urge_nor_withdraw(client, clerk):
    envelope = make_arrival(clerk).envelope
    for deed in ("urge_all", "withdraw_all"):
        response = do(client, envelope, deed, **{"withdraw-reason": "不想收"})
        assert response.status_code == 422
        assert "只有发件单位" in response.content.decode()
    assert Delivery.objects.get().state == rules.DELIVERED


def test_who_had_it_before_it_was_withdrawn_learns_why_and_reads_no_more(client, clerk):
    sender = make_clerk()
    envelope = make_arrival(clerk, sender, body={"text": "保密的正文内容"}).envelope
    recalling.withdraw(actor(sender), side(sender), envelope, "正文有误")
    response = client.get(envelope.address)
    assert response.status_code == 410
    text = response.content.decode()
    assert "正文有误" in text
    assert "保密的正文内容" not in text
    assert client.get(f"{envelope.address}export/").status_code == 404


def test_an_answer_is_shown_beside_what_it_answers(client, clerk):
    sender = make_clerk()
    asked = make_arrival(clerk, sender, subject="关于征求意见的函").envelope
    send_from(clerk, sender.unit, subject="关于意见的复函", reference=asked.uid)
    stranger = make_clerk()
    send_from(stranger, sender.unit, subject="别人的复函", reference=asked.uid)
    text = read(client, asked)
    assert "关于意见的复函" in text
    assert "别人的复函" not in text
    sign_in(client, sender)
    assert "别人的复函" in read(client, asked)


def test_the_proof_is_exported_whole_for_the_sender_and_without_others_for_a_recipient(client, clerk):
    other = make_clerk()
    envelope = send_from(clerk, other.unit, make_unit(), files=[make_stored(name="附件.pdf")])
    for delivery in Delivery.objects.filter(unit=other.unit):
        sign_for(actor(other), side(other), [delivery.pk])
    whole = exported(client, envelope)
    assert any(name.startswith("files/") for name in whole.namelist())
    assert '\\"receipt\\":\\"signed\\"' in whole.read("receipts.json").decode()
    sign_in(client, make_clerk(unit=Delivery.objects.exclude(unit=other.unit).get().unit))
    assert '\\"receipt\\":\\"signed\\"' not in exported(client, envelope).read("receipts.json").decode()
    assert Entry.objects.filter(act="exchange.envelope_export").count() == 2


def exported(client, envelope):
    response = client.get(f"{envelope.address}export/")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_page_has_a_fixed_number_of_queries(client, clerk, django_assert_max_num_queries):
    few_of, many_of = send_from(clerk), send_from(clerk, *[make_unit() for _ in range(60)])
    read(client, few_of)
    with django_assert_max_num_queries(40) as few:
        read(client, few_of)
    with django_assert_max_num_queries(40) as many:
        read(client, many_of)
    assert len(many) == len(few)
