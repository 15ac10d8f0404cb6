"""Does an application come through, once and whole, and is nothing typed ever lost?"""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.intake import codes, limits
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.approvals.hall import rules
from yiwang.subsystems.approvals.hall.models import Draft, DraftFile, Tally
from yiwang.subsystems.approvals.hall.tests.makers import answers, applied, filled, party, pdf, signed
from yiwang.subsystems.approvals.sheets import signing
from yiwang.subsystems.approvals.sheets.tests.makers import CREDIT, IDENTITY

pytestmark = pytest.mark.django_db


def place(guide, step: str = "") -> str:
    return f"/services/{guide.code}/apply/{step}"


def text(response) -> str:
    return response.content.decode()


def test_an_application_is_handed_in_step_by_step(client, guide):
    assert client.post(place(guide), party())["Location"] == place(guide, "form/")
    assert client.post(place(guide, "form/"), answers())["Location"] == place(guide, "materials/")
    sent = client.post(place(guide, "materials/"), {"file_0": pdf(), "go": "next"})
    assert sent["Location"] == place(guide, "review/")
    page = text(client.get(place(guide, "review/")))
    for shown in ("张小明", "云门小馆", "申请书.pdf", "138****5678", "110105********002X", rules.STATEMENT):
        assert shown in page
    assert IDENTITY not in page
    response = client.post(place(guide, "review/"), signed(client, guide))
    assert response["Location"] == "/track/receipt/"
    submission = Submission.objects.get()
    assert submission.number.startswith("SB")
    assert submission.number in text(client.get("/track/receipt/"))
    said = submission.data
    assert (said["item"], said["edition"], said["digest"]) == (guide.code, 1, guide.digest)
    assert (said["answers"]["shop"], said["party"]["identifier"]) == ("云门小馆", IDENTITY)
    assert said["materials"] == [{"code": "M01", "files": [0], "form": "electronic"}]
    assert [held.name for held in submission.held_files.all()] == ["申请书.pdf"]


def test_what_was_signed_can_be_proved_and_any_change_shows(client, guide):
    """PAINS 30."""
    filled(client, guide)
    strokes = "10,20 12,24 15,30;40,20 41,25 42,30"
    client.post(place(guide, "review/"), signed(client, guide, strokes=strokes))
    submission = Submission.objects.get()
    evidence = submission.data["signature"]
    assert json.loads(evidence["value"]) == {"name": "张小明", "way": "drawn", "strokes": strokes}
    files = [held.stored.digest for held in submission.held_files.all()]
    said = {**submission.data, "signature": None, "files": files}
    assert signing.digest(rules.STATEMENT, said) == evidence["digest"]
    assert signing.digest(rules.STATEMENT, {**said, "files": ["0" * 64]}) != evidence["digest"]


def test_after_it_nothing_personal_is_left_of_the_draft(client, guide):
    applied(client, guide)
    draft = Draft.objects.get()
    assert (draft.content, draft.submission, draft.files.count()) == ("", Submission.objects.get(), 0)
    assert Tally.objects.get(item=guide.code).count == 1


def test_a_draft_is_sealed_in_the_database(client, guide):
    client.post(place(guide), party())
    draft = Draft.objects.get()
    for secret in ("张小明", IDENTITY, "13812345678"):
        assert secret not in draft.content
    for entry in Entry.objects.filter(act__startswith="hall."):
        assert "张小明" not in str(vars(entry))


def test_a_double_click_is_one_application_with_one_receipt(client, guide):
    filled(client, guide)
    form = signed(client, guide)
    first = client.post(place(guide, "review/"), form)
    code = re.search(r"<dd>(\w{4}-\w{4}-\w{4})</dd>", text(client.get("/track/receipt/")))[1]
    second = client.post(place(guide, "review/"), form)
    assert first["Location"] == second["Location"] == "/track/receipt/"
    assert re.search(r"<dd>(\w{4}-\w{4}-\w{4})</dd>", text(client.get("/track/receipt/")))[1] == code
    assert Submission.objects.count() == 1


def test_the_same_draft_from_another_window_is_not_handed_in_twice(client, guide):
    filled(client, guide)
    form = signed(client, guide)
    client.post(place(guide, "review/"), form)
    response = client.post(place(guide, "review/"), {**form, "token": codes.new_token()})
    assert response.status_code == 422
    assert "已经提交（编号 SB" in text(response)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请填写姓名或者单位名称。"),
        ({"identifier": "110105194912310021"}, "校验码应为X，现为1"),
        ({"identifier_kind": "credit"}, "自然人不能使用这种证件"),
        ({"kind": "2"}, "企业法人不能使用这种证件"),
        ({"phone": "123"}, "电话号码的写法不对"),
        ({"delivery_way": "express"}, "请填写收件地址。"),
        ({"agent_name": "李四"}, "请填写经办人证件号码。"),
        ({"agent_phone": "13900000000"}, "请填写经办人姓名"),
        ({"email": "x"}, "电子邮箱的写法不对"),
    ],
)
def test_what_is_wrong_about_the_party_is_said_beside_it_and_kept(client, guide, change, sentence):
    response = client.post(place(guide), party(**change))
    page = text(response)
    assert response.status_code == 422
    assert sentence in page
    assert 'id="fault-summary"' in page
    assert 'value="13812345678"' in page or "phone" in change
    page = text(client.get(place(guide)))
    assert "张小明" in page or "name" in change


def test_an_enterprise_applies_through_an_agent(client, guide):
    about = {
        "kind": "2",
        "name": "云泽餐饮有限公司",
        "identifier_kind": "credit",
        "identifier": CREDIT,
        "legal_representative": "王五",
        "agent_name": "张小明",
        "agent_identifier": IDENTITY,
    }
    assert applied(client, guide, **about)["Location"] == "/track/receipt/"
    said = Submission.objects.get().data["party"]
    assert (said["identifier"], said["legal_representative"]) == (CREDIT, "王五")
    assert said["agent"]["identifier"] == IDENTITY


def test_somebody_else_may_not_sign(client, guide):
    filled(client, guide)
    response = client.post(place(guide, "review/"), signed(client, guide, signer="李四"))
    assert response.status_code == 422
    assert "签名应当与张小明一致" in text(response)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"agrees": ""}, "请阅读承诺并勾选同意。"),
        ({"signer": ""}, "请填写姓名作为签名。"),
        ({"strokes": "<svg>"}, "手写签名没有传好"),
        ({"token": "old"}, "再次点击提交"),
    ],
)
def test_a_signature_that_is_none_is_refused(client, guide, change, sentence):
    filled(client, guide)
    response = client.post(place(guide, "review/"), signed(client, guide, **change))
    assert response.status_code == 422
    assert sentence in text(response)
    assert not Submission.objects.exists()


def test_what_is_missing_is_named_with_a_way_to_it(client, guide):
    client.post(place(guide), party())
    page = text(client.get(place(guide, "review/")))
    assert "还有 3 处要补齐才能提交" in page
    assert f'<a href="{place(guide, "form/")}">店铺名称</a>' in page
    assert f'<a href="{place(guide, "materials/")}">食品经营许可申请书</a>' in page
    response = client.post(place(guide, "review/"), signed(client, guide))
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_what_is_already_known_is_filled_in_and_not_asked_again(client, guide):
    client.post(place(guide), party())
    page = text(client.get(place(guide, "form/")))
    assert f'value="{IDENTITY}"' in page
    assert "已经知道的 1 项为您填好了" in page


def test_rows_are_added_without_scripts_and_nothing_is_judged_meanwhile(client, guide):
    client.post(place(guide), party())
    response = client.post(
        place(guide, "form/"), {**answers(shop=""), "answers-staff-rows": "0", "answers-add": "staff"}
    )
    assert response.status_code == 200
    page = text(response)
    assert "从业人员　第 1 行" in page
    assert "field-error" not in page


def test_a_file_is_kept_though_another_one_is_refused(client, made):
    guide = made(materials=[
        {"code": "M01", "name": "申请书", "form": "electronic", "source": "applicant"},
        {"code": "M02", "name": "场所证明", "form": "electronic", "source": "applicant"},
    ])  # fmt: skip
    client.post(place(guide), party())
    bad = SimpleUploadedFile("证明.exe", b"MZ" + b"\0" * 200)
    response = client.post(place(guide, "materials/"), {"file_0": pdf(), "file_1": bad, "go": "next"})
    page = text(response)
    assert response.status_code == 422
    assert "申请书.pdf" in page
    assert 'id="id_file_1_error"' in page
    assert [one.name for one in DraftFile.objects.all()] == ["申请书.pdf"]


def test_several_files_for_one_material_are_added_shown_and_removed(client, guide):
    client.post(place(guide), party())
    for name in ("一.pdf", "二.pdf"):
        file = SimpleUploadedFile(name, make_pdf() + name.encode())
        assert client.post(place(guide, "materials/"), {"file_0": file, "go": "upload"}).status_code == 302
    first, second = DraftFile.objects.all()
    assert client.get(place(guide, f"materials/{first.pk}/")).status_code == 200
    client.post(place(guide, "materials/"), {"drop": str(first.pk)})
    assert list(DraftFile.objects.all()) == [second]


def test_a_draft_and_its_files_are_nobody_elses(client, guide):
    from django.test import Client

    client.post(place(guide), party())
    client.post(place(guide, "materials/"), {"file_0": pdf(), "go": "upload"})
    attached = DraftFile.objects.get()
    stranger = Client()
    assert stranger.get(place(guide, f"materials/{attached.pk}/")).status_code == 404
    assert stranger.get(attached.stored.address()).status_code == 404
    assert "张小明" not in text(stranger.get(place(guide)))
    assert stranger.get(place(guide, "review/")).status_code == 409


def test_files_of_drafts_are_not_swept_away(client, guide):
    from yiwang.kernel.files import holders

    client.post(place(guide), party())
    client.post(place(guide, "materials/"), {"file_0": pdf(), "go": "upload"})
    stored = StoredFile.objects.get(name="申请书.pdf")
    assert holders.referenced([stored.pk]) == {stored.pk}


def test_what_was_typed_survives_the_loss_of_the_cookie(client, guide):
    mark = re.search('name="draft" value="([^"]+)"', text(_begun(client, guide)))[1]
    client.cookies.clear()
    response = client.post(place(guide, "form/"), {**answers(), "draft": mark})
    assert response["Location"] == place(guide, "materials/")
    assert Draft.objects.count() == 1


def _begun(client, guide):
    client.post(place(guide), party())
    return client.get(place(guide, "form/"))


def test_an_item_that_ended_meanwhile_says_so_and_keeps_everything(client, guide, ended):
    """PAINS 9: a closed programme still accepted applications."""
    filled(client, guide)
    form = signed(client, guide)
    ended(guide)
    response = client.post(place(guide, "review/"), form)
    page = text(response)
    assert response.status_code == 410
    assert "按国务院决定取消" in page
    assert "您填写的内容没有丢" in page
    draft = Draft.objects.get()
    assert draft.number in page
    assert draft.is_kept
    assert not Submission.objects.exists()


def test_a_guide_that_changed_meanwhile_is_shown_before_anything_is_handed_in(client, guide, revised):
    filled(client, guide)
    form = signed(client, guide)
    sheet = guide.elements.sheet
    properties = {**sheet["properties"], "seats": {"type": "integer", "title": "座位数"}}
    sheet = {"type": "object", "required": ["shop", "form", "seats"], "properties": properties}
    revised(guide, sheet=sheet)
    response = client.post(place(guide, "review/"), form, follow=True)
    page = text(response)
    assert "办事指南已更新为第2版" in page
    assert "“座位数”是新增的，必须填写" in page
    assert "云门小馆" in page
    assert not Submission.objects.exists()


def test_what_is_typed_into_an_outdated_form_moves_to_the_new_one(client, guide, revised):
    client.post(place(guide), party())
    client.get(place(guide, "form/"))
    properties = dict(guide.elements.sheet["properties"])
    shop = {**properties.pop("shop"), "title": "字号", "x-yiwang": {"was": "shop"}}
    sheet = {"type": "object", "required": ["sign", "form"], "properties": {"sign": shop, **properties}}
    revised(guide, sheet=sheet)
    client.post(place(guide, "form/"), answers())
    page = text(client.get(place(guide, "form/")))
    assert "“店铺名称”现在叫“字号”，已为您带过来" in page
    assert 'name="answers-sign" value="云门小馆"' in page
    assert Draft.objects.get().edition == 2


def test_a_state_secret_does_not_get_in(client, guide):
    filled(client, guide)
    client.post(place(guide, "form/"), answers(shop="机密★5年 小馆"))
    response = client.post(place(guide, "review/"), signed(client, guide))
    assert response.status_code == 422
    assert "国家秘密标志" in text(response)


def test_an_item_without_form_and_materials_goes_straight_to_the_signature(client, made):
    guide = made(sheet={}, materials=[])
    assert client.post(place(guide), party())["Location"] == place(guide, "review/")
    response = client.post(place(guide, "review/"), signed(client, guide))
    assert response["Location"] == "/track/receipt/"


def test_one_address_cannot_begin_drafts_without_end(client, guide, monkeypatch):
    """PAINS 12."""
    from yiwang.subsystems.approvals.hall import limits as hall

    monkeypatch.setattr(hall, "DRAFTS_AN_HOUR", 2)
    statuses = []
    for _ in range(3):
        client.cookies.clear()
        statuses.append(client.post(place(guide), party()).status_code)
    assert statuses == [302, 302, 429]


def test_one_address_cannot_hand_in_without_end(client, guide, monkeypatch):
    monkeypatch.setattr(limits, "SUBMISSIONS_AN_HOUR", 0)
    response = applied(client, guide)
    assert response.status_code == 429
    assert not Submission.objects.exists()
    assert Draft.objects.get().content


def test_forms_come_from_our_own_pages(guide):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(place(guide), party()).status_code == 403


def test_the_pages_are_kept_by_no_cache_and_found_by_no_search_engine(client, guide):
    response = client.get(place(guide))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in text(response)


def test_it_works_without_an_inner_zone(client, guide, settings):
    settings.ZONE = "outer"
    assert applied(client, guide)["Location"] == "/track/receipt/"
