"""Does a mail become a letter or part of one, once, whatever it holds and whenever we are killed?"""

import re
from unittest import mock

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.intake import tracking
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.rules import read_code
from yiwang.kernel.notifications import headers
from yiwang.kernel.notifications.models import Outgoing
from yiwang.subsystems.participation.letters.actions import accepting, mailboxes
from yiwang.subsystems.participation.letters.actions.mailboxes import MailboxFacts
from yiwang.subsystems.participation.letters.mail import limits, parsing, receiving, rules, tasks
from yiwang.subsystems.participation.letters.mail.actions import arriving
from yiwang.subsystems.participation.letters.mail.drivers.maildir import MaildirDriver
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail
from yiwang.subsystems.participation.letters.mail.tests.makers import (
    ADDRESS,
    SUBJECT,
    TEXT,
    WRITER,
    ImapLines,
    answers,
    fetch,
    make_channel,
    make_mail,
    post,
    served_by,
    serving,
    tagged,
)
from yiwang.subsystems.participation.letters.models import Letter
from yiwang.subsystems.participation.letters.tests.makers import accepted, answered, done, fresh

pytestmark = pytest.mark.django_db


def written(folder, channel, **headers) -> Letter:
    """A letter that came by mail."""
    post(folder, make_mail(**headers))
    assert fetch(channel) == 1
    return fresh(Letter.objects.order_by("pk").last())


def test_a_mail_becomes_a_letter_and_its_writer_gets_number_and_code_and_nothing_else(hall, folder, channel):
    letter = written(folder, channel)
    assert (letter.title, letter.mailbox, letter.is_classified) == (SUBJECT, hall.mailbox, False)
    assert letter.text == f"{TEXT}\n\n〔由电子邮件转入，发件地址未经核实〕"
    [receipt] = answers()
    assert receipt.address == WRITER
    code = re.search(r"查询码：(\w{4}-\w{4}-\w{4})", receipt.body)
    assert code
    assert letter.number in receipt.body
    assert not any(words in f"{receipt.subject}{receipt.body}" for words in (SUBJECT, TEXT, "赵小明"))
    assert tracking.found(letter.number, read_code(code[1])) == Submission.objects.get()
    mail = Mail.objects.get()
    assert (mail.state, mail.text, mail.contact, mail.subject) == (rules.LETTER, "", "", "")
    assert len(list((folder / "cur").iterdir())) == 1


def test_our_answer_says_that_a_machine_wrote_it_and_where_an_answer_goes(hall, folder, channel):
    """RFC 3834, section 3."""
    letter = written(folder, channel, Message_ID="<first@example.com>")
    [receipt] = answers()
    found = headers.of(receipt.key)
    assert found["Auto-Submitted"] == "auto-replied"
    assert (found["In-Reply-To"], found["Reply-To"]) == ("<first@example.com>", tagged(letter.number))
    assert headers.of(receipt.key) == found
    assert headers.of("letters.mail:999999:receipt") == {}


def test_the_receipt_is_forgotten_once_it_went_out_for_it_holds_the_code(hall, folder, channel):
    written(folder, channel)
    assert tasks.forget() == 0
    Outgoing.objects.update(state="sent", proof="250 ok", sent_at=Mail.objects.get().fetched_at)
    assert tasks.forget() == 1
    assert answers() == []


@pytest.mark.parametrize("way", ["address", "reference"])
def test_an_answer_to_our_mail_is_added_to_its_letter(hall, folder, channel, way):
    letter = accepted(hall, written(folder, channel))
    found = headers.of(answers()[0].key)
    given = {"To": found["Reply-To"]} if way == "address" else {"References": f"<x@y> {found['Message-ID']}"}
    text = "在第三根灯杆。\n\n------------------ 原始邮件 ------------------\n编号"
    post(folder, make_mail(text, attachments=[("图.pdf", make_pdf())], From="other@example.net", **given))
    fetch(channel)
    letter = fresh(letter)
    assert letter.text.endswith("补充：在第三根灯杆。\n〔由电子邮件补充，发件地址未经核实〕")
    assert (letter.version, Letter.objects.count(), Submission.objects.count()) == (2, 1, 1)
    assert [one.stored.name for one in letter.case.attachments.all()] == ["图.pdf"]
    claim = Claim.objects.get()
    assert (claim.state, claim.text, claim.letter) == (rules.FILED, "", letter)
    assert len(answers()) == 1


def test_what_was_asked_for_may_come_by_mail(hall, folder, channel):
    letter = written(folder, channel)
    done(accepting.ask, by(hall.manager), letter.pk, "请写明是哪一段路。")
    assert Submission.objects.get().state == "supplement"
    post(folder, make_mail("是青山路中段。", To=tagged(letter.number)))
    fetch(channel)
    assert Submission.objects.get().state == "handling"
    assert "是青山路中段。" in fresh(letter).text
    assert not Claim.objects.exists()


def test_a_forged_token_opens_nothing_and_a_bare_number_is_only_a_hint(hall, folder, channel):
    letter = accepted(hall, written(folder, channel))
    forged = tagged(letter.number)[:-20] + "0" * 4 + tagged(letter.number)[-16:]
    post(folder, make_mail("假的补充内容。", To=f"{forged}, {ADDRESS}", Subject=f"关于{letter.number}"))
    fetch(channel)
    assert fresh(letter).version == 1
    assert Submission.objects.count() == 2


def test_an_answer_after_the_end_waits_for_an_official(hall, folder, channel):
    letter = answered(hall, written(folder, channel))
    post(folder, make_mail("谢谢，已经修好了。", To=tagged(letter.number)))
    fetch(channel)
    claim = Claim.objects.get()
    assert (claim.state, claim.reason, claim.letter, claim.hint) == (
        rules.WAITING,
        arriving.ENDED,
        letter,
        letter.number,
    )


@pytest.mark.parametrize(
    "mail",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"From": ADDRESS},
    ],
)
def test_what_a_machine_wrote_is_never_answered_nor_taken_for_a_letter(hall, folder, channel, mail):
    post(folder, make_mail(**mail))
    fetch(channel)
    kept = Mail.objects.get()
    assert (kept.state, kept.text, kept.contact, bool(kept.reason)) == (rules.AUTOMATIC, "", "", True)
    assert (answers(), Letter.objects.count(), Claim.objects.count()) == ([], 0, 0)
    assert list((folder / "new").iterdir()) == []


def test_the_same_mail_comes_twice_and_is_one_letter(hall, folder, channel):
    raw = make_mail()
    post(
        folder, raw, raw, raw.replace(b"From:", b"Received: by other; Mon, 2 Mar 2026 10:00:00 +0800\nFrom:")
    )
    assert fetch(channel) == 1
    assert (Letter.objects.count(), len(answers()), Mail.objects.count()) == (1, 1, 1)
    unnamed = make_mail("没有编号的邮件内容。", Message_ID="")
    post(folder, unnamed, unnamed)
    assert fetch(channel) == 1
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("stage", ["before the commit", "before the mark", "while marking"])
def test_killed_at_any_moment_no_mail_is_lost_and_none_is_doubled(hall, folder, channel, stage):
    post(folder, make_mail(attachments=[("图.pdf", make_pdf())]), make_mail("第二封邮件，另外一件事情。"))
    killed = {
        "before the commit": mock.patch.object(arriving.telling, "tell", side_effect=KeyboardInterrupt),
        "before the mark": mock.patch.object(MaildirDriver, "mark", side_effect=KeyboardInterrupt),
        "while marking": mock.patch("pathlib.Path.rename", side_effect=KeyboardInterrupt),
    }[stage]
    if stage == "before the commit":
        killed = mock.patch.object(arriving, "enqueue", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        fetch(channel)
    assert Mail.objects.count() == (0 if stage == "before the commit" else 1)
    fetch(channel)
    assert sorted(Letter.objects.values_list("title", flat=True)) == [SUBJECT, SUBJECT]
    assert (Mail.objects.count(), len(answers()), Submission.objects.count()) == (2, 2, 2)
    assert list((folder / "new").iterdir()) == []
    assert fetch(channel) == 0


def test_by_imap_a_mail_is_marked_only_after_it_is_kept_and_a_broken_line_loses_none(hall):
    with serving(ImapLines, make_mail(), make_mail("第二封邮件，另外一件事情。")) as server:
        channel = served_by(server, "imap")
        server.breaks_after = "STORE"
        with pytest.raises(Refused):
            fetch(channel)
        assert (Letter.objects.count(), server.seen) == (1, {1})
        server.breaks_after = ""
        assert fetch(channel) == 1
        assert (Letter.objects.count(), server.seen) == (2, {1, 2})
        assert not [line for line in server.heard if "LOGIN" in line and "INBOX" in line]


def test_one_mailbox_that_cannot_be_reached_does_not_stop_the_others(hall, folder, channel):
    post(folder, make_mail())
    with pytest.raises(Refused, match="不是邮件目录") as refused:
        fetch(make_channel("/nowhere", address="other@yunze.example"), channel)
    assert "nowhere" in refused.value.sentence
    assert Letter.objects.count() == 1


def test_attachments_go_through_the_same_gate_as_uploads(hall, folder, channel):
    files = [("图.pdf", make_pdf()), ("病毒.exe", b"MZ" + b"\0" * 100), ("假.pdf", b"not a pdf"),
             ("二.txt", "内容".encode()), ("三.txt", "内容三".encode()), ("四.txt", b"x")]  # fmt: skip
    post(folder, make_mail(attachments=files))
    fetch(channel)
    letter = Letter.objects.get()
    names = {one.name for material in letter.case.materials.all() for one in material.files.all()}
    assert names == {"图.pdf", "二.txt", "三.txt"}
    assert "附件没有接收：" in letter.text
    assert "另有1个附件没有接收" in letter.text
    assert "有的附件没有接收" in answers()[0].body
    assert "病毒.exe" not in answers()[0].body


def test_while_nobody_can_scan_a_mail_waits_where_it_is(hall, folder, channel, monkeypatch):
    monkeypatch.setattr(
        receiving, "receive", lambda *_: StoredFile(state=StoredFile.State.UNSCANNED, name="图.pdf")
    )
    post(folder, make_mail(attachments=[("图.pdf", make_pdf())]))
    with pytest.raises(Refused, match="病毒扫描不可用"):
        fetch(channel)
    assert (Mail.objects.count(), len(list((folder / "new").iterdir()))) == (0, 1)


def test_a_long_mail_is_cut_and_lies_whole_beside_the_letter(hall, folder, channel):
    post(folder, make_mail("长" * 9_000))
    fetch(channel)
    letter = Letter.objects.get()
    assert len(letter.text) <= 3_000
    assert "全文见附件" in letter.text
    [stored] = letter.case.materials.get().files.all()
    assert (stored.name, stored.size) == ("邮件全文.txt", 27_000)


def test_what_is_too_large_or_broken_waits_for_an_official_and_is_not_answered(
    hall, folder, channel, monkeypatch
):
    monkeypatch.setattr(limits, "LARGEST_MB", 0)
    post(folder, make_mail())
    fetch(channel)
    assert Claim.objects.get().reason == parsing.TOO_LARGE
    monkeypatch.setattr(limits, "LARGEST_MB", 1)
    post(folder, b"From: a@b.example\n" + b"Content-Type: message/rfc822\n\n" * 300)
    fetch(channel)
    assert set(Claim.objects.values_list("reason", flat=True)) == {parsing.TOO_LARGE, parsing.BOMB}
    assert answers() == []


def test_a_flood_of_one_sender_is_answered_no_more_and_disturbs_nobody_else(
    hall, folder, channel, monkeypatch
):
    monkeypatch.setattr(limits, "OF_SENDER_AN_HOUR", 2)
    post(folder, *[make_mail(f"第{number}封很多很多的邮件。") for number in range(4)])
    post(folder, make_mail("别人的来信内容。", From="other@example.net"))
    fetch(channel)
    assert (Letter.objects.count(), len(answers()), Claim.objects.count()) == (3, 3, 2)
    assert set(Claim.objects.values_list("reason", flat=True)) == {"同一发件人一小时内来信过多"}
    with at("2026-03-02 11:01"):
        post(folder, make_mail("一小时以后的邮件。"))
        fetch(channel)
    assert Letter.objects.count() == 4


def test_a_flood_of_a_mailbox_waits_for_an_official(hall, folder, channel, monkeypatch):
    monkeypatch.setattr(limits, "OF_CHANNEL_AN_HOUR", 1)
    post(folder, *[make_mail(f"第{one}封。", From=f"a{one}@example.net") for one in range(3)])
    fetch(channel)
    assert (Letter.objects.count(), Claim.objects.count()) == (1, 2)


def test_a_closed_mailbox_and_a_mark_of_secrecy_are_answered_with_the_reason(hall, folder, channel):
    post(folder, make_mail("机密★10年\n内容不得外传。"))
    fetch(channel)
    mail = Mail.objects.get()
    assert (mail.state, mail.text, Claim.objects.count(), Letter.objects.count()) == ("refused", "", 0, 0)
    assert "国家秘密标志" in answers()[0].body
    assert "不得外传" not in answers()[0].body
    facts = MailboxFacts(
        "市长信箱", "leader", hall.desk, leader="市长", is_open=False, notice="系统升级，5日恢复。"
    )
    done(mailboxes.change_mailbox, by(hall.manager), hall.mailbox.pk, facts)
    post(folder, make_mail("信箱关闭以后的来信。", From="other@example.net"))
    fetch(channel)
    assert "系统升级，5日恢复" in answers()[1].body


def test_the_writer_hears_that_there_is_something_new_and_not_what(hall, folder, channel):
    letter = written(folder, channel)
    assert tasks.tell_progress() == 0
    answered(hall, letter)
    assert tasks.tell_progress() == 1
    told = answers()[-1]
    assert (told.address, letter.number in told.body) == (WRITER, True)
    assert not any(words in told.body for words in ("路灯", "城市管理局", "查询码："))
    assert tasks.tell_progress() == 0


def test_what_need_not_be_kept_any_more_is_forgotten(hall, folder, channel, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_MB", 0)
    post(folder, make_mail())
    fetch(channel)
    assert Mail.objects.get().contact
    with at("2026-09-02 10:00"):
        assert tasks.forget() == 1
    assert (Mail.objects.get().contact, Mail.objects.get().text) == ("", "")


def test_no_word_and_no_address_of_a_mail_stands_in_the_record(hall, folder, channel):
    written(folder, channel)
    post(folder, make_mail("另一封。", Precedence="bulk"))
    fetch(channel)
    details = " ".join(
        str(entry.detail) + entry.subject for entry in Entry.objects.filter(act__contains="mail")
    )
    assert not any(words in details for words in (WRITER, SUBJECT, "路灯"))
