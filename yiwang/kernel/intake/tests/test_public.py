"""Does an applicant find the receipt, the progress and what they may still do, and nobody else anything?"""

import re

import pytest
from django.test import Client

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.intake import limits, tracking
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.models import HeldFile, Submission
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_file, make_submission, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(desk, commits):
    with commits():
        return make_submission(contact=makers.CONTACT)


def track(client: Client, number: str, code: str, **options):
    return client.post("/track/", {"number": number, "code": code}, **options)


def text(response) -> str:
    return response.content.decode()


def test_number_and_code_lead_to_the_progress_however_they_are_typed(client, handed):
    code = f" {handed.code[:4]}-{handed.code[4:8]}－{handed.code[8:]} ".lower()
    response = track(client, handed.submission.number.lower(), code)
    assert (response.status_code, response["Location"]) == (302, "/track/progress/")
    page = text(client.get("/track/progress/"))
    for shown in (handed.submission.number, "已收到", "路灯不亮", "张**", "138****5678", "3个工作日"):
        assert shown in page
    for hidden in ("张小明", "13812345678", handed.code):
        assert hidden not in page


def test_a_wrong_number_and_a_wrong_code_have_the_same_answer(client, handed):
    right = handed.submission.number
    wrong_code = track(client, right, "0000-0000-0000")
    wrong_number = track(client, makers.number(99), handed.code)
    no_code = track(client, right, "?")
    assert [one.status_code for one in (wrong_code, wrong_number, no_code)] == [422] * 3
    stripped = {
        re.sub(r'value="[^"]*"|[?&]page=[^"]*', "", text(one)) for one in (wrong_code, wrong_number, no_code)
    }
    assert len(stripped) == 1
    assert "编号或者查询码不对" in stripped.pop()
    assert "track" not in client.cookies


def test_the_code_of_one_submission_opens_no_other(client, handed, desk):
    other = make_submission()
    assert track(client, other.submission.number, handed.code).status_code == 422
    assert track(client, other.submission.number, other.code).status_code == 302


def test_what_was_typed_stays_beside_the_error(client, handed):
    response = track(client, handed.submission.number, "")
    assert "请填写查询码。" in text(response)
    assert handed.submission.number in text(response)


def test_after_too_many_wrong_pairs_an_address_waits(client, handed, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 3)
    statuses = [track(client, makers.number(50 + one), "0" * 12).status_code for one in range(4)]
    assert statuses == [422, 422, 422, 429]
    response = track(client, handed.submission.number, handed.code)
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "操作过于频繁" in text(response)
    elsewhere = track(client, handed.submission.number, handed.code, REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 302


def test_after_too_many_wrong_codes_a_number_waits_wherever_they_came_from(handed, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 3)
    number = handed.submission.number
    for one in range(3):
        track(Client(REMOTE_ADDR=f"10.0.{one}.1"), number, "0" * 12)
    assert track(Client(REMOTE_ADDR="10.1.1.1"), number, handed.code).status_code == 429
    other = makers.number(77)
    for one in range(3):
        track(Client(REMOTE_ADDR=f"10.2.{one}.1"), other, "0" * 12)
    assert track(Client(REMOTE_ADDR="10.3.1.1"), other, "0" * 12).status_code == 429


def test_neighbours_in_one_ipv6_network_count_as_one(handed, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 1)
    track(Client(REMOTE_ADDR="2001:db8::1"), makers.number(9), "0" * 12)
    assert track(Client(REMOTE_ADDR="2001:db8::2"), makers.number(8), "0" * 12).status_code == 429
    assert track(Client(REMOTE_ADDR="2001:db8:0:1::2"), makers.number(7), "0" * 12).status_code == 422


def test_the_right_pair_is_not_counted(client, handed, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 1)
    for _ in range(3):
        assert track(client, handed.submission.number, handed.code).status_code == 302


def test_neither_number_nor_code_is_read_from_an_address(client, handed):
    client.get("/track/", {"number": handed.submission.number, "code": handed.code})
    assert client.get("/track/progress/").status_code == 302


@pytest.mark.parametrize("page", ["progress", "receipt"])
def test_without_number_and_code_there_is_nothing_to_see(client, handed, page):
    response = client.get(f"/track/{page}/")
    assert (response.status_code, response["Location"]) == (302, "/track/")


@pytest.mark.parametrize("deed", ["supplement", "withdraw", "rate"])
def test_without_number_and_code_there_is_nothing_to_do(client, handed, deed):
    assert client.post(f"/track/{deed}/")["Location"] == "/track/"
    assert client.get(f"/track/{deed}/").status_code == 405
    handed.submission.refresh_from_db()
    assert handed.submission.is_open


def test_a_forged_cookie_opens_nothing(client, handed):
    client.cookies["track"] = handed.submission.reference
    assert client.get("/track/progress/").status_code == 302
    client.cookies["receipt"] = "x:y:z"
    assert client.get("/track/receipt/").status_code == 302


def test_the_pass_is_short_lived_and_for_these_pages_only(client, handed, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = track(client, handed.submission.number, handed.code).cookies["track"]
    assert (cookie["path"], cookie["samesite"]) == ("/track/", "Lax")
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["max-age"] == limits.TRACKING_MINUTES * 60
    assert handed.code not in cookie.value
    assert handed.submission.number not in cookie.value


def test_no_cache_keeps_what_an_applicant_sees(client, handed):
    track(client, handed.submission.number, handed.code)
    for page in ("/track/", "/track/progress/"):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_the_form_checks_that_it_is_ours(handed):
    strict = Client(enforce_csrf_checks=True)
    assert track(strict, handed.submission.number, handed.code).status_code == 403
    page = text(strict.get("/track/"))
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    given = {"number": handed.submission.number, "code": handed.code, "csrfmiddlewaretoken": token}
    assert strict.post("/track/", given).status_code == 302


def test_leaving_forgets_everything_in_this_browser(client, handed):
    track(client, handed.submission.number, handed.code)
    client.post("/track/leave/")
    assert client.get("/track/progress/").status_code == 302


def test_the_progress_tells_every_step_and_the_answer(client, handed, commits):
    with commits():
        tell(handed.submission, "note", "已派人。", unit="市城管局")
        tell(handed.submission, "answer", "灯已修好。\n请放心。", unit="市城管局")
    track(client, handed.submission.number, handed.code)
    page = text(client.get("/track/progress/"))
    for shown in ("已派人。", "灯已修好。", "市城管局", "已答复"):
        assert shown in page
    assert "撤回以后不再办理" not in page


def test_what_officials_and_applicants_write_is_text(client, desk, commits):
    with commits():
        handed = make_submission(data={"text": "<script>alert(1)</script>"})
    with commits():
        tell(handed.submission, "note", "<b>粗</b>")
    track(client, handed.submission.number, handed.code)
    page = text(client.get("/track/progress/"))
    assert "<script>alert" not in page
    assert "&lt;b&gt;粗" in page


def _asked(client, handed, commits) -> None:
    with commits():
        tell(handed.submission, "ask", "请说明在哪个门。")
    track(client, handed.submission.number, handed.code)


def upload(name: str = "位置.pdf", content: bytes = b""):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content or make_pdf())


def test_a_supplement_is_handed_in_with_a_file(client, handed, commits):
    _asked(client, handed, commits)
    assert "请说明在哪个门。" in text(client.get("/track/progress/"))
    with commits():
        response = client.post("/track/supplement/", {"step": "1", "text": "东门。", "file_1": upload()})
    assert response.status_code == 302
    page = text(client.get("/track/progress/"))
    assert "您已补充" in page
    assert "位置.pdf" in page
    assert "请您补充" not in page


def test_a_wrong_supplement_says_why_and_keeps_text_and_file(client, handed, commits):
    _asked(client, handed, commits)
    response = client.post("/track/supplement/", {"step": "1", "text": "", "file_1": upload()})
    assert response.status_code == 422
    page = text(response)
    assert "请填写补充说明。" in page
    assert "已上传：位置.pdf" in page
    kept = re.search('name="file_1_kept" value="([^"]+)"', page)[1]
    with commits():
        client.post("/track/supplement/", {"step": "1", "text": "东门。", "file_1_kept": kept})
    assert HeldFile.objects.get().name == "位置.pdf"


def test_a_supplement_that_is_no_longer_asked_for_is_refused_in_place(client, handed, commits):
    _asked(client, handed, commits)
    with commits():
        tell(handed.submission, "answer", "已修好。")
    response = client.post("/track/supplement/", {"step": "1", "text": "东门的灯。"})
    assert response.status_code == 422
    assert "不能再补充" in text(response)
    assert "东门的灯。" in text(response)


def test_a_file_of_the_wrong_kind_is_refused_beside_its_field(client, handed, commits):
    _asked(client, handed, commits)
    response = client.post(
        "/track/supplement/", {"step": "1", "text": "东门。", "file_1": upload("a.exe", b"MZ")}
    )
    assert response.status_code == 422
    assert 'id="id_file_1_error"' in text(response)


def test_withdrawing_ends_it(client, handed, commits):
    track(client, handed.submission.number, handed.code)
    with commits():
        assert client.post("/track/withdraw/").status_code == 302
    assert "您已撤回" in text(client.get("/track/progress/"))
    again = client.post("/track/withdraw/")
    assert again.status_code == 422
    assert "不能再撤回" in text(again)


def test_an_answer_is_rated_on_its_page(client, handed, commits):
    with commits():
        tell(handed.submission, "answer", "已修好。")
    track(client, handed.submission.number, handed.code)
    assert client.post("/track/rate/", {"comment": "好"}).status_code == 422
    with commits():
        client.post("/track/rate/", {"stars": "5", "comment": "好"})
    assert "您的评价：非常满意。好" in text(client.get("/track/progress/"))
    assert "已经评价过" in text(client.post("/track/rate/", {"stars": "1"}))


def test_a_file_of_an_answer_is_for_its_applicant_only(client, handed, commits, desk):
    with commits():
        tell(handed.submission, "answer", "见附件。", files=[make_file("决定.txt")])
    held = HeldFile.objects.get(is_from_applicant=False)
    address = f"/track/files/{held.pk}/"
    assert client.get(address).status_code == 404
    track(client, handed.submission.number, handed.code)
    response = client.get(address)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(held.stored.address()).status_code == 404
    other = make_submission()
    stranger = Client()
    track(stranger, other.submission.number, other.code)
    assert stranger.get(address).status_code == 404


def test_what_an_applicant_uploaded_is_not_handed_out_again(client, desk, commits):
    with commits():
        handed = make_submission(files=[make_file()])
    track(client, handed.submission.number, handed.code)
    held = HeldFile.objects.get()
    assert client.get(f"/track/files/{held.pk}/").status_code == 404
    assert client.get(held.stored.address()).status_code == 404


def test_the_receipt_shows_the_code_for_minutes_and_in_this_browser_only(client, handed, rf):
    response = _with_receipt(client, handed)
    page = text(client.get("/track/receipt/"))
    assert handed.submission.number in page
    assert f"{handed.code[:4]}-{handed.code[4:8]}-{handed.code[8:]}" in page
    assert "路灯不亮" in page
    assert "张小明" not in page
    cookie = response.cookies["receipt"]
    assert cookie["max-age"] == limits.RECEIPT_MINUTES * 60
    assert handed.code not in cookie.value
    assert Client().get("/track/receipt/").status_code == 302
    assert text(client.get("/track/progress/"))


def _with_receipt(client, handed):
    from django.http import HttpResponse

    response = HttpResponse()
    tracking.show_receipt(response, handed)
    for name, morsel in response.cookies.items():
        client.cookies[name] = morsel.value
    return response


def test_a_wiped_submission_says_so(client, handed, commits):
    with commits():
        submissions.withdraw(PUBLIC, handed.submission.pk)
    makers.followed()
    from yiwang.kernel.intake.actions.wiping import wipe

    assert wipe(handed.submission.pk)
    track(client, handed.submission.number, handed.code)
    assert "按规定清除" in text(client.get("/track/progress/"))


def test_the_progress_takes_the_same_queries_however_much_was_told(client, handed, commits):
    track(client, handed.submission.number, handed.code)
    client.get("/track/progress/")
    with makers.queries() as few:
        client.get("/track/progress/")
    with commits():
        for _ in range(6):
            tell(handed.submission, "note", "又一步。", files=[make_file()])
    with makers.queries() as many:
        client.get("/track/progress/")
    assert len(many) == len(few) <= 6


def test_the_number_of_submissions_is_no_secret_but_nothing_else_is_told(client, handed):
    """The page of a stranger holds no trace of any submission."""
    page = text(client.get("/track/"))
    assert Submission.objects.get().number not in page
