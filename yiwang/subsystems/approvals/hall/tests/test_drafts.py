"""Is a draft found on another device, kept as long as promised, and an earlier application used again?"""

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.intake import limits as intake
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.tests.makers import make_submission
from yiwang.subsystems.approvals.hall import limits
from yiwang.subsystems.approvals.hall.actions.drafts import expire
from yiwang.subsystems.approvals.hall.models import Draft
from yiwang.subsystems.approvals.hall.tests.makers import SHEET, answers, applied, filled, party, pdf

pytestmark = pytest.mark.django_db


def place(guide, step: str = "") -> str:
    return f"/services/{guide.code}/apply/{step}"


def text(response) -> str:
    return response.content.decode()


def noted(page: str) -> dict[str, str]:
    """Number and code as somebody copies them from the page."""
    number = re.search(r"(CG|SB)\d{13,}", strip_tags(page))[0]
    return {"number": number, "code": re.search(r"<dd>(\w{4}-\w{4}-\w{4})</dd>", page)[1]}


def saved(client, guide) -> dict[str, str]:
    response = client.post(place(guide), party(name="", go="save"))
    assert response["Location"] == place(guide, "saved/")
    return noted(text(client.get(place(guide, "saved/"))))


def receipt(client) -> dict[str, str]:
    return noted(text(client.get("/track/receipt/")))


def test_a_draft_is_saved_unfinished_and_goes_on_elsewhere(client, guide):
    codes = saved(client, guide)
    elsewhere = Client()
    response = elsewhere.post("/services/drafts/", {**codes, "code": codes["code"].lower()})
    assert response["Location"] == place(guide)
    assert 'value="13812345678"' in text(elsewhere.get(place(guide)))


def test_the_code_stays_the_same_each_time(client, guide):
    assert saved(client, guide) == saved(client, guide)


def test_every_step_can_be_saved(client, guide):
    client.post(place(guide), party())
    for step, said in (
        ("form/", {**answers(shop=""), "go": "save"}),
        ("materials/", {"go": "save", "file_0": pdf()}),
        ("review/", {"go": "save"}),
    ):
        assert client.post(place(guide, step), said)["Location"] == place(guide, "saved/")
    assert Draft.objects.get().files.count() == 1


@pytest.mark.parametrize(
    "change", [{"code": "0000-0000-0000"}, {"number": "CG2026010100001"}, {"number": "x"}]
)
def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client, guide, change):
    response = Client().post("/services/drafts/", {**saved(client, guide), **change})
    assert response.status_code == 422
    assert "编号或者查询码不对" in text(response)


def test_codes_cannot_be_tried_without_end(client, guide, monkeypatch):
    monkeypatch.setattr(intake, "FAILURES_AN_HOUR", 2)
    codes = {**saved(client, guide), "code": "0000-0000-0000"}
    statuses = [Client().post("/services/drafts/", codes).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]


def test_a_draft_that_was_handed_in_leads_to_its_progress(client, guide):
    codes = saved(client, guide)
    applied(client, guide)
    response = Client().post("/services/drafts/", codes)
    assert f"编号是 {Submission.objects.get().number}" in text(response)


def test_the_page_with_the_code_is_only_for_whom_it_was_saved(client, guide):
    client.post(place(guide), party())
    assert client.get(place(guide, "saved/")).status_code == 409
    saved(client, guide)
    assert Client().get(place(guide, "saved/")).status_code == 409


@pytest.mark.parametrize(
    ("is_kept", "days", "is_left"),
    [
        (True, limits.DRAFT_DAYS - 1, True),
        (True, limits.DRAFT_DAYS + 1, False),
        (False, limits.UNKEPT_DAYS - 1, True),
        (False, limits.UNKEPT_DAYS + 1, False),
    ],
)
def test_what_nobody_touches_is_forgotten_when_it_was_said(client, guide, is_kept, days, is_left):
    """个人信息保护法 art. 19."""
    client.post(place(guide), party(go="save" if is_kept else "next"))
    client.post(place(guide, "materials/"), {"file_0": pdf(), "go": "upload"})
    Draft.objects.update(touched_at=shifted(now(), days=-days))
    assert expire() == (0 if is_left else 1)
    assert Draft.objects.exists() == is_left


def test_whoever_leaves_a_public_computer_leaves_nothing_behind(client, guide):
    client.post(place(guide), party())
    assert client.post(place(guide, "leave/"))["Location"] == f"/services/{guide.code}/"
    assert not Draft.objects.exists()
    codes = saved(client, guide)
    client.post(place(guide, "leave/"))
    assert "张小明" not in text(client.get(place(guide)))
    assert Client().post("/services/drafts/", codes).status_code == 302


def test_an_earlier_application_fills_in_the_next_of_the_same_item(client, guide):
    applied(client, guide)
    codes = receipt(client)
    again = Client()
    assert again.post(place(guide, "earlier/"), codes)["Location"] == place(guide)
    page = text(again.get(place(guide)))
    assert "已从SB" in page
    assert 'value="张小明"' in page
    again.post(place(guide), party())
    assert 'value="云门小馆"' in text(again.get(place(guide, "form/")))
    assert "申请书.pdf" in text(again.get(place(guide, "materials/")))
    assert "从以前的申请带来" in text(again.get(place(guide, "materials/")))


def test_an_earlier_application_for_another_item_gives_what_has_the_same_source_or_name(client, guide, made):
    applied(client, guide)
    codes = receipt(client)
    sheet = {
        "type": "object",
        "properties": {
            "board": {"type": "string", "title": "招牌名称", "x-yiwang": {"source": "place.name"}},
            "form": {"type": "string", "title": "别的形式"},
        },
    }
    other = made(
        name="户外招牌设置审批",
        sheet=sheet,
        materials=[
            {"code": "X9", "name": "食品经营许可申请书", "form": "electronic", "source": "applicant"},
            {"code": "M01", "name": "效果图", "form": "electronic", "source": "applicant"},
        ],
    )
    again = Client()
    again.post(place(other, "earlier/"), codes)
    again.post(place(other), party())
    page = text(again.get(place(other, "form/")))
    assert 'value="云门小馆"' in page
    assert 'value="单店"' not in page
    draft = Draft.objects.get(item=other.code)
    assert [(one.material, one.name) for one in draft.files.all()] == [("X9", "申请书.pdf")]


def test_what_was_typed_already_is_not_replaced(client, guide):
    applied(client, guide)
    codes = receipt(client)
    again = Client()
    again.post(place(guide), party(phone="13900000000"))
    again.post(place(guide, "form/"), answers(shop="新店"))
    again.post(place(guide, "earlier/"), codes)
    assert 'value="13900000000"' in text(again.get(place(guide)))
    assert 'value="新店"' in text(again.get(place(guide, "form/")))


def test_what_is_no_application_cannot_be_used(client, guide, desk):
    made = make_submission()
    codes = {"number": made.submission.number, "code": made.code}
    response = client.post(place(guide, "earlier/"), codes)
    assert response.status_code == 422
    assert "不是可以带出的办事申请" in text(response)


def test_an_application_that_was_wiped_cannot_be_used(client, guide):
    applied(client, guide)
    codes = receipt(client)
    Submission.objects.update(data={}, wiped_at=now())
    assert "按规定清除" in text(Client().post(place(guide, "earlier/"), codes))


def test_a_consent_is_given_anew_each_time(client, made):
    promise = {"type": "boolean", "const": True, "title": "以上属实"}
    sheet = {**SHEET, "properties": {**SHEET["properties"], "promise": promise}}
    guide = made(sheet=sheet)
    filled(client, guide)
    client.post(place(guide, "form/"), {**answers(), "answers-promise": "on"})
    from yiwang.subsystems.approvals.hall.tests.makers import signed

    client.post(place(guide, "review/"), signed(client, guide))
    codes = receipt(client)
    again = Client()
    again.post(place(guide, "earlier/"), codes)
    page = text(again.get(place(guide, "form/")))
    assert "云门小馆" in page
    assert not re.search(r'name="answers-promise"[^>]*checked', page)
