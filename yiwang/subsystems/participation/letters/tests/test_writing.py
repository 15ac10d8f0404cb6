"""May anybody write, named or not, and is what is wrong said with what was typed still there?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.cases import parties
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.intake import codes, limits
from yiwang.kernel.intake.models import Handover, Submission
from yiwang.subsystems.participation.letters import progress, rules
from yiwang.subsystems.participation.letters.actions import mailboxes
from yiwang.subsystems.participation.letters.actions.mailboxes import MailboxFacts
from yiwang.subsystems.participation.letters.models import Box, Letter
from yiwang.subsystems.participation.letters.tests.makers import (
    TEXT,
    TITLE,
    answered,
    done,
    make_letter,
    make_mailbox,
    make_petitions,
    write,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/letters/to/mayor/"


def filled(**changes):
    return {
        "token": codes.new_token(),
        "type": "enquiry",
        "subject": "城乡建设",
        "title": TITLE,
        "text": TEXT,
        "openness": "yes",
        "identity": "named",
        "contact_name": "赵小明",
        "contact_phone": "13812345678",
        **changes,
    }


def sent(client, commits, address=ADDRESS, **changes):
    with commits():
        return client.post(address, filled(**changes))


def test_a_letter_leads_to_its_receipt(client, hall, commits):
    assert client.get(ADDRESS).status_code == 200
    response = sent(client, commits)
    assert (response.status_code, response["Location"]) == (302, "/track/receipt/")
    letter = Letter.objects.get()
    assert (letter.title, letter.subject, letter.wants_public) == (TITLE, "城乡建设", True)
    page = client.get("/track/receipt/").content.decode()
    assert letter.number in page
    assert "市长信箱" in page


def test_nothing_of_the_writer_or_the_matter_stands_open_in_what_is_handed_over(client, hall, commits):
    sent(client, commits, place="青山路", against="")
    body = str(Handover.objects.get().body)
    for secret in ("13812345678", "赵小明", "路灯", "青山路"):
        assert secret not in body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请填写标题"),
        ({"text": "坏"}, "请说得再具体一些"),
        ({"type": ""}, "请选择来信类型"),
        ({"type": "appeal"}, ""),
        ({"openness": ""}, "请选择是否同意公开"),
        ({"identity": ""}, "请选择实名还是匿名"),
        ({"contact_phone": "12"}, "电话号码的写法不对"),
        ({"contact_name": ""}, "请填写姓名"),
        ({"type": "report"}, "请填写被反映的单位"),
        ({"website": "http://x"}, "不应填写"),
        ({"subject": "没有的主题"}, ""),
        ({"text": "机密★10年 某某文件的内容如下。"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, hall, commits, changes, words):
    response = sent(client, commits, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert changes.get("text", TEXT) in page
    assert not Letter.objects.exists()


def test_an_anonymous_letter_keeps_no_contact_even_if_one_was_typed(client, hall, commits):
    assert sent(client, commits, identity="anonymous", contact_phone="12").status_code == 302
    letter = Letter.objects.get()
    assert letter.is_anonymous
    assert Submission.objects.get().contact == ""
    assert parties.facts_of(letter.case.party).phone == ""


def test_a_matter_of_a_court_is_told_its_way_and_may_be_sent_all_the_same(client, hall, commits):
    """letters.md case 10."""
    text = "法院的判决我不服，请市长过问一下。"
    response = sent(client, commits, text=text)
    page = response.content.decode()
    assert response.status_code == 422
    assert "依法申请再审" in page
    assert text in page
    assert not Letter.objects.exists()
    assert sent(client, commits, text=text, informed="on").status_code == 302


def test_an_emergency_is_told_the_telephone(client, hall, commits):
    page = sent(client, commits, text="楼下着火了，快来人救命。").content.decode()
    assert "110、119、120、122" in page


def test_the_same_form_sent_twice_is_one_letter(client, hall, commits):
    same = filled()
    for _ in range(2):
        with commits():
            assert client.post(ADDRESS, same).status_code == 302
    assert Letter.objects.count() == 1


def test_hostile_text_and_files_do_no_harm(client, hall, commits):
    text = "<script>alert(1)</script>' OR 1=1 -- \u202e倒写"
    program = SimpleUploadedFile("图.png", b"MZ\x90\x00" + b"\x00" * 64)
    refused = sent(client, commits, text=text, title="<b>标题</b>", file_1=program)
    assert refused.status_code == 422
    assert "<script>alert" not in refused.content.decode()
    assert sent(client, commits, text=text, title="<b>标题</b>").status_code == 302
    assert Letter.objects.get().text == text


def test_a_flood_from_one_address_is_stopped(client, hall, commits, monkeypatch):
    monkeypatch.setattr(limits, "SUBMISSIONS_AN_HOUR", 2)
    answers = [sent(client, commits, text=f"{TEXT}{number}").status_code for number in range(3)]
    assert answers == [302, 302, 429]
    assert Letter.objects.count() == 2


def test_a_closed_mailbox_says_why_and_takes_nothing(client, hall, commits):
    facts = MailboxFacts("市长信箱", rules.LEADER, hall.desk, is_open=False, notice="系统升级，3月5日恢复。")
    done(mailboxes.change_mailbox, by(hall.manager), hall.mailbox.pk, facts)
    assert "系统升级" in client.get(ADDRESS).content.decode()
    assert sent(client, commits).status_code == 409
    assert "系统升级" in client.get("/letters/").content.decode()
    assert not Letter.objects.exists()


def test_a_mailbox_without_anonymity_wants_a_name(client, hall, commits):
    make_mailbox(hall.manager, code="named", is_anonymous_allowed=False)
    response = sent(client, commits, "/letters/to/named/", identity="anonymous", contact_name="")
    assert "请填写姓名" in response.content.decode()


def test_petitions_are_confidential_from_the_form_on(client, hall, commits):
    make_petitions(hall)
    page = client.get("/letters/to/petitions/").content.decode()
    assert "信访内容保密" in page
    assert "是否同意公开" not in page
    data = filled(type="appeal", against="", openness="yes")
    del data["subject"]
    with commits():
        assert client.post("/letters/to/petitions/", data).status_code == 302
    letter = Letter.objects.get()
    assert (letter.case.kind, letter.wants_public) == (rules.PETITION, False)


def test_an_unknown_mailbox_is_no_page(client, hall):
    assert client.get("/letters/to/no-such/").status_code == 404


def test_whoever_is_not_content_asks_once_more_from_the_progress_page(client, hall, commits):
    receipt = write(hall.mailbox)
    letter = Letter.objects.get()
    client.post("/track/", {"number": receipt.submission.number, "code": receipt.code})
    assert "申请重新办理" not in client.get("/track/progress/").content.decode()
    answered(hall, letter)
    page = client.get("/track/progress/").content.decode()
    origin = re.search(r'name="origin" value="([^"]+)"', page).group(1)
    shown = client.post("/letters/again/", {"origin": origin, "start": "1"})
    assert receipt.submission.number in shown.content.decode()
    data = {"origin": origin, "token": codes.new_token(), "text": "还是不亮。"}
    assert "再具体一些" in client.post("/letters/again/", {**data, "text": "差"}).content.decode()
    with commits():
        assert client.post("/letters/again/", data).status_code == 302
    again = Letter.objects.get(again_of=letter)
    assert parties.facts_of(again.case.party).phone == "13812345678"
    with commits():
        refused = client.post("/letters/again/", {**data, "token": codes.new_token()})
    assert "已经申请过重新办理" in refused.content.decode()


def test_a_forged_origin_is_no_way_in(client, hall, commits):
    letter = make_letter(hall)
    token = progress.token_of(Submission.objects.get(number=letter.matter.number))
    data = {"origin": f"{token}x", "token": codes.new_token(), "text": "还是不亮，请重办。"}
    assert "打开得太久" in client.post("/letters/again/", data).content.decode()


def test_the_overview_asks_the_same_number_of_questions_for_any_number_of_mailboxes(
    client, hall, django_assert_max_num_queries
):
    client.get("/letters/")
    with django_assert_max_num_queries(12) as one:
        client.get("/letters/")
    for number in range(5):
        make_mailbox(hall.manager, code=f"box{number}")
    assert Box.objects.count() == 6
    with django_assert_max_num_queries(12) as many:
        assert "写信" in client.get("/letters/").content.decode()
    assert len(one) == len(many)
