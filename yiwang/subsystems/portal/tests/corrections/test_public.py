"""Does somebody who found a fault get rid of it, with a receipt, and nobody flood us?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.files.tests.makers import make_pdf, make_picture
from yiwang.kernel.intake import limits
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.portal.corrections import rules
from yiwang.subsystems.portal.models import Correction
from yiwang.subsystems.portal.tests.makers import make_published

pytestmark = pytest.mark.django_db


def token_of(client: Client, address: str = "/corrections/", **options) -> str:
    return re.search('name="token" value="([^"]+)"', client.get(address, **options).content.decode())[1]


def filled(client: Client, **changes) -> dict[str, object]:
    fields = {"page": "/a/1/", "fault": "错别字", "text": "“即使”应为“及时”。", **changes}
    return {"token": token_of(client), **{name: value for name, value in fields.items() if value is not None}}


def page_field(response) -> str:
    found = re.search(
        'name="page"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="page"', response.content.decode()
    )
    return next((one for one in found.groups() if one), "") if found else ""


def test_a_fault_is_handed_in_and_the_receipt_says_how_to_go_on(client, commits):
    with commits():
        response = client.post(
            "/corrections/", filled(client, contact_phone="13812345678"), REMOTE_ADDR="10.0.0.7"
        )
    assert (response.status_code, response["Location"]) == (302, "/track/receipt/")
    page = client.get("/track/receipt/").content.decode()
    submission = Submission.objects.get()
    assert submission.number.startswith("JC")
    for shown in (submission.number, rules.PROMISE, "“即使”应为“及时”。", "138****5678"):
        assert shown in page
    correction = Correction.objects.get()
    assert (correction.page, correction.fault, correction.state) == ("/a/1/", "错别字", "received")
    entry = Entry.objects.get(act="intake.submission_submit")
    assert (entry.person, entry.address) == ("公众", "10.0.0.7")


def test_an_official_who_is_signed_in_is_the_public_here(client, commits):
    from yiwang.kernel.organizations.tests.makers import make_post, sign_in

    sign_in(client, make_post())
    client.post("/corrections/", filled(client))
    assert Entry.objects.get(act="intake.submission_submit").person_id is None


def test_a_screenshot_travels_with_it(client, commits):
    with commits():
        client.post(
            "/corrections/", filled(client, screenshot=SimpleUploadedFile("错.png", make_picture("png")))
        )
    assert Correction.objects.get().files.get().name == "错.png"


def test_a_screenshot_that_is_no_picture_is_refused_beside_its_field_and_the_rest_stays(client):
    given = filled(client, screenshot=SimpleUploadedFile("a.pdf", make_pdf()), contact_name="张小明")
    response = client.post("/corrections/", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_screenshot_error"' in page
    for kept in ("“即使”应为“及时”。", "张小明", 'value="/a/1/"', f'value="{given["token"]}"'):
        assert kept in page
    assert not Submission.objects.exists()


def test_a_screenshot_stays_while_the_rest_is_wrong(client, commits):
    picture = SimpleUploadedFile("错.png", make_picture("png"))
    response = client.post("/corrections/", filled(client, screenshot=picture, text=""))
    page = response.content.decode()
    assert "已上传：错.png" in page
    kept = re.search('name="screenshot_kept" value="([^"]+)"', page)[1]
    with commits():
        client.post("/corrections/", filled(client, screenshot_kept=kept))
    assert Correction.objects.get().files.get().name == "错.png"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"page": ""}, "请填写有错的网页地址。"),
        ({"page": "javascript:alert(1)"}, "网页地址的写法不对"),
        ({"fault": None}, "请选择问题类型。"),
        ({"text": ""}, "请说明错在哪里。"),
        ({"text": "错"}, "请说得再具体一些。"),
        ({"text": "机密★5年 内容"}, "国家秘密标志"),
        ({"contact_phone": "123"}, "电话号码的写法不对"),
        ({"website": "x"}, "再次点击提交"),
        ({"token": "old"}, "再次点击提交"),
    ],
)
def test_what_is_wrong_is_said_in_place(client, changes, sentence):
    response = client.post("/corrections/", filled(client, **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Submission.objects.exists()


def test_a_double_click_is_one_submission_with_one_receipt(client, commits):
    given = filled(client)
    with commits():
        client.post("/corrections/", given)
        first = client.get("/track/receipt/").content.decode()
        client.post("/corrections/", given)
        second = client.get("/track/receipt/").content.decode()
    code = re.compile(r"<dd>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</dd>")
    assert code.search(first)[1] == code.search(second)[1]
    assert Submission.objects.count() == Correction.objects.count() == 1


def test_other_content_from_the_same_form_is_not_swallowed(client):
    given = filled(client)
    client.post("/corrections/", given)
    response = client.post("/corrections/", {**given, "text": "还有一处错。"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "已经提交过（编号 JC" in page
    assert "还有一处错。" in page


@pytest.mark.parametrize(
    ("address", "referer", "expected"),
    [
        ("/corrections/?page=/c/news/%3Fpage%3D2", "", "/c/news/?page=2"),
        ("/corrections/", "http://testserver/a/7/", "/a/7/"),
        ("/corrections/", "http://testserver/c/news/?page=2", "/c/news/?page=2"),
        ("/corrections/", "https://elsewhere.example/a/7/", ""),
        ("/corrections/?page=javascript:alert(1)", "", ""),
        ("/corrections/", "http://testserver/corrections/", ""),
    ],
)
def test_the_page_one_came_from_is_filled_in(client, address, referer, expected):
    response = client.get(address, **({"HTTP_REFERER": referer} if referer else {}))
    assert page_field(response) == expected


def test_every_public_page_leads_here_and_names_itself(client):
    article = make_published()
    page = client.get(f"/a/{article.publication_id}/").content.decode()
    assert f'href="/corrections/?page=%2Fa%2F{article.publication_id}%2F"' in page
    assert "我为政府网站找错" in page


def test_one_address_cannot_flood_us(client, monkeypatch):
    """PAINS 12."""
    monkeypatch.setattr(limits, "SUBMISSIONS_AN_HOUR", 2)
    statuses = [client.post("/corrections/", filled(client)).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    assert Submission.objects.count() == 2
    elsewhere = client.post("/corrections/", filled(client), REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 302


def test_forms_that_are_wrong_are_counted_too(client, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_AN_HOUR", 2)
    statuses = [client.post("/corrections/", filled(client, text="")).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]


def test_a_request_that_is_too_large_is_not_even_read(client, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_REQUEST_MB", 0)
    given = filled(client, screenshot=SimpleUploadedFile("错.png", make_picture("png")))
    response = client.post("/corrections/", given)
    assert response.status_code == 413
    assert "不能超过 0 MB" in response.content.decode()


def test_the_form_checks_that_it_is_ours(commits):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/corrections/", filled(strict)).status_code == 403
    assert not Submission.objects.exists()


def test_it_works_without_an_inner_zone(client, settings):
    settings.ZONE = "outer"
    assert client.post("/corrections/", filled(client)).status_code == 302
    assert "已收到" in client.get("/track/progress/").content.decode()
    assert not Correction.objects.exists()
