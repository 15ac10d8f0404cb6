"""May anybody ask, is what is wrong said with what was typed still there, and is nothing private outside?"""

import pytest
from django.test import TestCase

from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.models import Handover, Submission
from yiwang.subsystems.disclosure.requests.actions import desks, receiving
from yiwang.subsystems.disclosure.requests.actions.desks import DeskFacts
from yiwang.subsystems.disclosure.requests.models import OpenDesk, Request
from yiwang.subsystems.disclosure.requests.tests.makers import (
    FACTS,
    IDENTITY,
    TEXT,
    TITLE,
    answered,
    apply,
    done,
    fresh,
    make_request,
)

pytestmark = pytest.mark.django_db


def address_of(bureau):
    return f"/open/requests/to/{bureau.desk.code}/"


def filled(**changes):
    return {
        "token": codes.new_token(),
        "applicant_kind": "person",
        "contact_name": "赵小明",
        "contact_phone": "13812345678",
        "identifier_kind": "identity",
        "identifier": IDENTITY,
        "title": TITLE,
        "text": TEXT,
        "form": "electronic",
        "way": "online",
        **changes,
    }


def sent(client, bureau, **changes):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(address_of(bureau), filled(**changes))


def test_the_guide_names_the_limits_and_the_organs(client, bureau):
    page = client.get("/open/requests/").content.decode()
    for words in (
        "不需要说明用途",
        "20",
        "市自然资源局",
        "办公室政务公开科",
        "0999-1234567",
        address_of(bureau),
    ):
        assert words in page
    assert "没有找到受理机关" in client.get("/open/requests/?q=没有的局").content.decode()


def test_a_request_leads_to_its_receipt(client, bureau):
    assert client.get(address_of(bureau)).status_code == 200
    response = sent(client, bureau)
    assert (response.status_code, response["Location"]) == (302, "/track/receipt/")
    request = Request.objects.get()
    assert (request.title, request.text, request.channel) == (TITLE, TEXT, "web")
    page = client.get("/track/receipt/").content.decode()
    assert request.number in page
    assert IDENTITY not in page


def test_nobody_is_asked_for_a_reason(client, bureau):
    """Art. 29: the law names what may be demanded; the purpose is not among it."""
    page = client.get(address_of(bureau)).content.decode()
    assert "不需要说明用途和理由" in page
    assert 'name="purpose"' not in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请填写所需信息名称"),
        ({"text": "不多"}, "请说得再具体一些"),
        ({"identifier": "110105194912310021"}, "校验"),
        ({"identifier_kind": "credit"}, "居民身份证"),
        ({"applicant_kind": "enterprise"}, "统一社会信用代码"),
        ({"contact_phone": ""}, "请填写联系电话"),
        ({"contact_name": ""}, "请填写姓名"),
        ({"way": "post", "form": "paper"}, "请填写通信地址"),
        ({"way": "email"}, "请填写电子邮箱"),
        ({"form": "paper"}, "本网站只能下载电子文件"),
        ({"text": "绝密★1年 某某文件的内容"}, "秘密"),
        ({"website": "spam"}, "不应填写"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, bureau, changes, words):
    response = sent(client, bureau, document_number="云发改〔2025〕12号", **changes)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "云发改〔2025〕12号" in page
    assert not Submission.objects.exists()


def test_an_organisation_gives_its_name_and_code(client, bureau):
    firm = {"applicant_kind": "enterprise", "identifier_kind": "credit", "identifier": "11441700007280420Y"}
    assert "请填写单位名称" in sent(client, bureau, **firm).content.decode()
    assert sent(client, bureau, organisation="云泽某某有限公司", **firm).status_code == 302
    request = fresh(Request.objects.get())
    assert (request.case.party.name, request.case.party.kind) == ("云泽某某有限公司", "enterprise")


def test_an_organ_that_pauses_says_why_and_how_else(client, bureau):
    facts = DeskFacts(**{**FACTS.__dict__, "is_open": False, "notice": "系统升级，请当面申请"})
    done(desks.change_desk, by(bureau.head), bureau.desk.pk, facts)
    assert "系统升级" in client.get(address_of(bureau)).content.decode()
    assert sent(client, bureau).status_code == 409
    assert client.get("/open/requests/to/no-such/").status_code == 404


def test_the_same_form_twice_is_one_request(client, bureau):
    form = filled()
    for _ in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            client.post(address_of(bureau), form)
    assert Request.objects.count() == 1


def test_nothing_of_the_applicant_or_the_matter_stands_open_in_what_is_handed_over(client, bureau):
    sent(client, bureau)
    body = str(Handover.objects.get().body)
    for secret in ("13812345678", "赵小明", IDENTITY, "青山路"):
        assert secret not in body


def tracked(client, receipt):
    client.post("/track/", {"number": receipt.submission.number, "code": receipt.code})
    return client.get("/track/progress/").content.decode()


def test_its_applicant_sees_the_last_day_and_how_it_was_worked_out(client, bureau):
    receipt = apply(bureau)
    request = Request.objects.get()
    done(receiving.confirm, by(bureau.clerk), request.pk)
    done(receiving.accept, by(bureau.clerk), request.pk)
    page = tracked(client, receipt)
    assert "答复期限" in page
    assert "2026年3月30日" in page
    assert "第20个工作日" in page


def test_its_applicant_reads_the_answer_and_loads_the_paper(client, bureau):
    receipt = apply(bureau)
    request = Request.objects.get()
    done(receiving.confirm, by(bureau.clerk), request.pk)
    done(receiving.accept, by(bureau.clerk), request.pk)
    answered(bureau, fresh(request))
    page = tracked(client, receipt)
    for words in ("答复（予以公开）", "依据：", "答复书", "您对这次答复"):
        assert words in page, words
    assert IDENTITY not in page


PAGES = ("/", "/open/requests/", "/search/?q=青山路", "/feed/", "/sitemap.xml", "/dialogue/", "/track/")


def test_nothing_of_a_request_is_found_by_anybody_else(client, bureau):
    """Walk the public pages after a request went its whole way: neither who asked nor what."""
    with at("2026-03-02 10:00"):
        request = make_request(bureau)
        done(receiving.confirm, by(bureau.clerk), request.pk)
        done(receiving.accept, by(bureau.clerk), request.pk)
        answered(bureau, fresh(request))
    stored = list(request.papers.values_list("pdf", "docx"))
    for address in (*PAGES, *(f"/files/{pk}/" for pair in stored for pk in pair)):
        response = client.get(address, follow=True)
        said = b"".join(response) if response.streaming else response.content
        for secret in (request.number, "赵小明", IDENTITY, "13812345678", TEXT):
            assert secret.encode() not in said, (address, secret)
    assert OpenDesk.objects.count() == 1
