"""May anybody complain: by number and code, from the progress page, or freely, named or not?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import parties
from yiwang.kernel.intake import codes, limits
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.models import Handover, Submission
from yiwang.kernel.intake.tests.makers import desk, make_submission
from yiwang.subsystems.supervision.orders import progress
from yiwang.subsystems.supervision.orders.models import Complaint
from yiwang.subsystems.supervision.orders.tests.makers import TEXT, make_order

pytestmark = pytest.mark.django_db
ADDRESS = "/services/complain/"


def filled(**changes):
    return {
        "token": codes.new_token(),
        "unit": "市住建局",
        "about": "超期",
        "text": TEXT,
        "identity": "named",
        "contact_name": "赵小明",
        "contact_phone": "13812345678",
        **changes,
    }


def sent(client, commits, **changes):
    with commits():
        return client.post(ADDRESS, filled(**changes))


@pytest.fixture
def handed(bureau, commits):
    """Somebody's matter, and the case of the bureau that became of it, as they were told outside."""
    case = make_order(bureau).case
    with desk(), commits():
        receipt = make_submission()
    with desk(), commits():
        report(
            SYSTEM,
            receipt.submission.reference,
            Report("已受理", unit="市住建局", facts={"case": case.number}),
        )
    return receipt, case


def test_a_free_complaint_leads_to_its_receipt(client, bureau, commits):
    assert client.get(ADDRESS).status_code == 200
    response = sent(client, commits)
    assert (response.status_code, response["Location"]) == (302, "/track/receipt/")
    complaint = Complaint.objects.get()
    assert (complaint.against, complaint.about, complaint.is_anonymous) == (bureau.bureau, "超期", False)
    page = client.get("/track/receipt/").content.decode()
    assert Submission.objects.get().number in page


def test_a_number_and_its_code_lead_to_the_case(client, handed, commits):
    receipt, case = handed
    response = sent(client, commits, unit="", number=receipt.submission.number, code=receipt.code)
    assert response.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.about_case, complaint.about_number) == (case, receipt.submission.number)
    assert complaint.against == case.unit


def test_a_wrong_code_is_refused_in_the_words_of_a_wrong_number_and_counted(client, handed, commits):
    receipt, _ = handed
    number = receipt.submission.number
    pages = []
    for pair in (
        {"number": number, "code": "0000-0000-0000"},
        {"number": "CS2026010199999", "code": receipt.code},
    ):
        response = sent(client, commits, **pair)
        assert response.status_code == 422
        pages.append(response.content.decode())
    assert all("办件编号或者查询码不对" in page and TEXT in page for page in pages)
    for _ in range(limits.FAILURES_AN_HOUR):
        response = sent(client, commits, number=number, code="0000-0000-0000")
    assert response.status_code == 429
    assert sent(client, commits, number=number, code=receipt.code).status_code == 429
    assert not Complaint.objects.exists()


def test_the_progress_page_leads_here_without_number_or_code(client, handed, commits):
    receipt, case = handed
    with desk():
        client.post("/track/", {"number": receipt.submission.number, "code": receipt.code})
        page = client.get("/track/progress/").content.decode()
    origin = re.search(r'name="origin" value="([^"]+)"', page).group(1)
    assert f'action="{ADDRESS}"' in page
    shown = client.post(ADDRESS, {"origin": origin, "start": "1"})
    assert (shown.status_code, receipt.submission.number in shown.content.decode()) == (200, True)
    assert sent(client, commits, unit="", origin=origin).status_code == 302
    assert Complaint.objects.get().about_case == case


def test_a_forged_origin_is_no_way_in(client, handed, commits):
    response = sent(client, commits, unit="", origin=f"{progress.token_of(handed[0].submission)}x")
    assert response.status_code == 422
    assert "打开得太久" in response.content.decode()


def test_a_complaint_offers_no_complaint_about_itself(client, bureau, commits):
    sent(client, commits)
    assert progress.complain(Submission.objects.get()) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": ""}, "请填写被投诉的单位"),
        ({"about": "别的"}, ""),
        ({"about": ""}, "请选择投诉类型"),
        ({"text": "差"}, "请说得再具体一些"),
        ({"identity": ""}, "请选择实名还是匿名"),
        ({"contact_name": ""}, "实名投诉请填写姓名"),
        ({"contact_phone": ""}, "实名投诉请填写联系电话"),
        ({"contact_phone": "12"}, "电话号码的写法不对"),
        ({"website": "http://x"}, "不应填写"),
        ({"token": "x"}, ""),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, bureau, commits, changes, words):
    response = sent(client, commits, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert changes.get("text", TEXT) in page
    assert not Complaint.objects.exists()


def test_an_anonymous_complaint_keeps_no_contact_even_if_one_was_typed(client, bureau, commits):
    assert sent(client, commits, identity="anonymous", contact_phone="12").status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.is_anonymous
    assert Submission.objects.get().contact == ""
    assert parties.facts_of(complaint.case.party).phone == ""


def test_the_same_form_sent_twice_is_one_complaint(client, bureau, commits):
    same = filled()
    with commits():
        client.post(ADDRESS, same)
    with commits():
        assert client.post(ADDRESS, same).status_code == 302
    assert Complaint.objects.count() == 1


def test_hostile_text_and_files_do_no_harm(client, bureau, commits):

    text = "<script>alert(1)</script>' OR 1=1 -- \u202e倒写"
    program = SimpleUploadedFile("图.png", b"MZ\x90\x00" + b"\x00" * 64)
    refused = sent(client, commits, text=text, file_1=program)
    assert refused.status_code == 422
    assert "<script>alert" not in refused.content.decode()
    assert sent(client, commits, text=text).status_code == 302
    assert Complaint.objects.get().text == text


def test_the_mark_of_a_state_secret_is_refused(client, bureau, commits):
    response = sent(client, commits, text="机密★10年 某某文件的内容如下。")
    assert response.status_code == 422
    assert not Complaint.objects.exists()


def test_nothing_of_the_complainant_stands_open_in_what_is_handed_over(client, bureau, commits):
    sent(client, commits)
    body = str(Handover.objects.get().body)
    assert "13812345678" not in body
    assert "赵小明" not in body
