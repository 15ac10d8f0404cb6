"""Do mails that belong to nobody wait for the official whose they are, and is what is decided done once?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.files import holders
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.organizations.tests.makers import make_post, make_unit, sign_in
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.actions import mailboxes
from yiwang.subsystems.participation.letters.actions.mailboxes import MailboxFacts
from yiwang.subsystems.participation.letters.mail import limits, queries, rules
from yiwang.subsystems.participation.letters.mail.actions import claiming
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail
from yiwang.subsystems.participation.letters.mail.tests.makers import (
    SUBJECT,
    TEXT,
    WRITER,
    answers,
    fetch,
    make_mail,
    post,
    tagged,
)
from yiwang.subsystems.participation.letters.models import Letter, Mailbox
from yiwang.subsystems.participation.letters.tests.makers import (
    accepted,
    answered,
    done,
    fresh,
    make_letter,
    make_mailbox,
)

pytestmark = pytest.mark.django_db
OFFICE = "/office/letters/mail/"


@pytest.fixture
def claim(hall, folder, channel, monkeypatch) -> Claim:
    """A mail too many within the hour."""
    monkeypatch.setattr(limits, "OF_SENDER_AN_HOUR", 0)
    post(folder, make_mail())
    fetch(channel)
    return Claim.objects.get()


def late(hall, folder, channel, **headers) -> Claim:
    """An answer, with a file, to a letter that ended."""
    letter = answered(hall)
    text = "已经修好了，谢谢。"
    post(folder, make_mail(text, [("图.pdf", make_pdf())], To=tagged(letter.number), **headers))
    fetch(channel)
    return Claim.objects.get(letter=letter)


def test_a_claimed_mail_becomes_a_letter_and_its_writer_hears_the_number(hall, claim):
    other = make_mailbox(hall.manager, code="edu", name="教育信箱")
    done(claiming.as_letter, by(hall.manager), claim.pk, other)
    letter = Letter.objects.get()
    assert (letter.mailbox, letter.title) == (other, SUBJECT)
    assert letter.number in answers()[0].body
    assert answers()[0].address == WRITER
    claim.refresh_from_db()
    mail = Mail.objects.get()
    assert (claim.state, mail.state, mail.text, mail.contact) == ("letter", "letter", "", "")
    with pytest.raises(Refused, match="已作为来信"):
        done(claiming.as_letter, by(hall.manager), claim.pk, other)
    assert Letter.objects.count() == 1


def test_a_mail_is_filed_with_an_open_letter_and_no_other(hall, folder, channel):
    claim = late(hall, folder, channel)
    with pytest.raises(Refused, match="已经办结"):
        done(claiming.file_with, by(hall.manager), claim.pk, claim.hint)
    with pytest.raises(Refused, match="没有找到"):
        done(claiming.file_with, by(hall.manager), claim.pk, "XJ2026030299999")
    letter = accepted(hall, make_letter(hall, text="另一封完全不同的来信内容。"))
    done(claiming.file_with, by(hall.manager), claim.pk, letter.number.lower())
    letter = fresh(letter)
    assert (letter.version, "已经修好了" in letter.text) == (2, True)
    assert letter.case.attachments.get().stored.name == "图.pdf"
    assert (Mail.objects.get().state, answers()) == (rules.FILED, [])


def test_a_mail_is_discarded_with_a_reason_and_all_of_its_sender_with_it(hall, folder, channel, monkeypatch):
    monkeypatch.setattr(limits, "OF_SENDER_AN_HOUR", 0)
    post(folder, *[make_mail(f"广告第{number}封的内容。") for number in range(3)])
    post(folder, make_mail("别人的来信。", From="other@example.net"))
    fetch(channel)
    first = Claim.objects.order_by("pk").first()
    with pytest.raises(Refused, match="丢弃的理由"):
        done(claiming.discard, by(hall.manager), first.pk, "")
    assert done(claiming.discard, by(hall.manager), first.pk, "广告，与信箱无关", with_others=True) == 3
    assert list(Claim.objects.waiting().values_list("masked", flat=True)) == ["o***@example.net"]
    assert Mail.objects.filter(state=rules.DISCARDED, text="", contact="").count() == 3
    assert Entry.objects.get(act="letters.mail_discard").detail["mails"] == 3
    assert answers() == []


def test_what_cannot_be_done_outside_comes_back_with_the_reason(hall, claim, monkeypatch):
    facts = MailboxFacts(
        "市长信箱", "leader", hall.desk, leader="市长", is_open=False, notice="系统升级，5日恢复。"
    )
    done(mailboxes.change_mailbox, by(hall.manager), hall.mailbox.pk, facts)
    with pytest.raises(Refused, match="现在不收信"):
        done(claiming.as_letter, by(hall.manager), claim.pk, hall.mailbox)
    Mailbox.objects.update(is_open=True)  # reopened, which the outer zone does not know yet
    done(claiming.as_letter, by(hall.manager), claim.pk, hall.mailbox)
    done(follow_receipts)
    claim.refresh_from_db()
    assert (claim.state, "暂停收信" in claim.trouble) == (rules.WAITING, True)
    assert (Mail.objects.get().state, Letter.objects.count(), answers()) == (rules.UNCLAIMED, 0, [])
    assert claim.text == TEXT


def test_the_same_told_twice_is_one_claim_and_what_found_its_place_is_none(hall, claim):
    mail = Mail.objects.get()
    done(telling.tell, by(hall.manager), mail)
    done(telling.tell, by(hall.manager), claim)
    mail.refresh_from_db()
    assert (Claim.objects.count(), mail.state) == (1, rules.UNCLAIMED)
    done(claiming.discard, by(hall.manager), claim.pk, "广告，与信箱无关")
    Claim.objects.all().delete()
    mail.refresh_from_db()
    done(telling.tell, by(hall.manager), mail)
    assert not Claim.objects.exists()


def test_only_whoever_runs_the_mailbox_sees_its_mails_and_their_files(client, hall, folder, channel):
    claim = late(hall, folder, channel)
    stored = claim.files.get()
    stranger = make_post(unit=make_unit(), roles=[letters.MANAGER])
    assert list(Claim.objects.visible_to(hall.manager)) == [claim]
    assert holders.may_read(stored, hall.manager)
    for who in (stranger, None):
        assert not holders.may_read(stored, who)
    sign_in(client, stranger)
    assert client.get(f"{OFFICE}{claim.pk}/").status_code == 404
    assert client.post(f"{OFFICE}{claim.pk}/discard/", {"discard-reason": "不是我的"}).status_code == 404
    with pytest.raises(Refused, match="不由您所在的单位处理"):
        done(claiming.discard, by(stranger), claim.pk, "不是我的")
    sign_in(client, hall.clerk)
    assert client.get(OFFICE).status_code == 409
    assert queries.to_claim(hall.clerk, 5) == []
    assert queries.held_files({stored.pk}) == {stored.pk}


def test_the_pages_offer_every_way_mask_the_sender_and_keep_what_was_typed(client, hall, claim):
    sign_in(client, hall.manager)
    [todo] = queries.to_claim(hall.manager, 5)
    assert todo.address == f"{OFFICE}{claim.pk}/"
    for address in (OFFICE, f"{OFFICE}{claim.pk}/"):
        page = client.get(address).content.decode()
        assert SUBJECT in page
        assert WRITER not in page
        assert "未核实" in page
    refused = client.post(f"{OFFICE}{claim.pk}/file/", {"file-number": "XJ1"})
    assert (refused.status_code, 'value="XJ1"' in refused.content.decode()) == (422, True)
    assert client.post(f"{OFFICE}{claim.pk}/nonsense/").status_code == 404
    data = {"letter-mailbox": hall.mailbox.pk}
    assert done(client.post, f"{OFFICE}{claim.pk}/letter/", data).status_code == 302
    assert SUBJECT in client.get(f"{OFFICE}?state=letter").content.decode()
    assert "没有邮件" in client.get(f"{OFFICE}?state=nonsense").content.decode()
    assert "已作为来信" in client.get(f"{OFFICE}{claim.pk}/").content.decode()


def test_a_list_of_mails_costs_the_same_however_many_there_are(
    client, hall, folder, channel, monkeypatch, django_assert_max_num_queries, django_assert_num_queries
):
    monkeypatch.setattr(limits, "OF_SENDER_AN_HOUR", 0)
    post(folder, *[make_mail(f"第{number}封邮件的内容。") for number in range(2)])
    fetch(channel)
    sign_in(client, hall.manager)
    client.get(OFFICE)
    with django_assert_max_num_queries(60) as few:
        client.get(OFFICE)
    post(folder, *[make_mail(f"又一封邮件{number}的内容。") for number in range(10)])
    fetch(channel)
    with django_assert_num_queries(len(few)):
        client.get(OFFICE)
