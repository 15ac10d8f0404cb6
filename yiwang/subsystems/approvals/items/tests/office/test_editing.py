"""From the empty draft to the item in force, over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.forms.sections import BY_CODE, SECTIONS, SectionForm, section_of
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.items.tests.makers import (
    make_draft,
    make_editor,
    make_in_force,
    make_manager,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def editor(client, unit):
    post = make_editor(unit)
    sign_in(client, post)
    return post


def filled(edition: Edition, code: str, **changes) -> dict:
    """What a browser would send of a section, with changes."""
    form = SectionForm(BY_CODE[code], edition.document, initial={"revision": edition.revision})
    posted = {name: form[name].value() for name in form.fields}
    return {
        name: value
        for name, value in {**posted, **changes}.items()
        if value is not None and value is not False
    }


def section(client, edition: Edition, code: str, **changes):
    return client.post(reverse("items:section", args=[edition.pk, code]), filled(edition, code, **changes))


def test_every_element_is_written_in_one_section():
    written = [name for each in SECTIONS for name in each.elements]
    assert sorted(written) == sorted(
        set(Elements.model_fields) - {"code", "item_code", "unit", "type", "sheet"}
    )
    assert all(section_of(name) in BY_CODE for name in written)


def test_a_new_item_begins_with_its_first_section(client, editor):
    given = {"unit": editor.unit.code, "name": "新事项", "type": "01", "item_code": "B1", "code": "C1"}
    response = client.post(reverse("items:new"), given)
    edition = Edition.objects.get()
    assert response.url == reverse("items:section", args=[edition.pk, "basics"])
    again = client.post(reverse("items:new"), given)
    assert again.status_code == 422
    assert "已有事项使用" in again.content.decode()
    assert 'value="新事项"' in again.content.decode()


def test_an_item_is_begun_only_for_a_unit_of_ones_own(client, editor):
    other = make_unit()
    given = {"unit": other.code, "name": "新事项", "type": "01", "item_code": "B1", "code": "C1"}
    assert "没有找到机构" in client.post(reverse("items:new"), given).content.decode()


@pytest.mark.parametrize("code", list(BY_CODE))
def test_what_a_section_shows_is_what_it_saves(client, editor, unit, code):
    edition = make_draft(unit, fees=[], is_joint=False, renewal={"days_before": 30, "when_late": "refuse"})
    before = Elements.model_validate(edition.document)
    assert client.get(reverse("items:section", args=[edition.pk, code])).status_code == 200
    assert section(client, edition, code).status_code == 302
    edition.refresh_from_db()
    assert Elements.model_validate(edition.document) == before


def test_saving_an_incomplete_section_lists_everything_that_is_missing_with_links(client, editor, unit):
    edition = make_draft(unit)
    section(client, edition, "handling", handling="", promised_limit_number="25", legal_limit_number="20")
    shown = client.get(reverse("items:section", args=[edition.pk, "handling"])).content.decode()
    assert "请提供“办件类型”" in shown
    assert "#id_handling" in shown
    edition.refresh_from_db()
    section(client, edition, "handling", handling="2")
    shown = client.get(reverse("items:edition", args=[edition.pk])).content.decode()
    assert "不能长于法定办结时限" in shown
    assert f"{reverse('items:section', args=[edition.pk, 'handling'])}#id_promised_limit_number" in shown


def test_what_cannot_be_read_stays_as_it_was_typed(client, editor, unit):
    edition = make_draft(unit)
    response = section(client, edition, "channels", visits="许多", consult_phone="新的电话")
    assert response.status_code == 422
    assert 'value="许多"' in response.content.decode()
    assert 'value="新的电话"' in response.content.decode()


def test_two_editors_do_not_overwrite_each_other(client, editor, unit):
    edition = make_draft(unit)
    stale = filled(edition, "basics", name="乙的名称")
    section(client, edition, "basics", name="甲的名称")
    response = client.post(reverse("items:section", args=[edition.pk, "basics"]), stale)
    assert response.status_code == 422
    assert "刚被他人修改" in response.content.decode()
    assert 'value="乙的名称"' in response.content.decode()


MATERIAL = {
    "code": "M09",
    "name": "现场照片",
    "form": "electronic",
    "source": "applicant",
    "is_required": "on",
}


def part(client, edition: Edition, element: str, number: int, **given):
    address = reverse("items:part", args=[edition.pk, element, number])
    return client.post(address, {"revision": edition.revision, **given})


def test_a_material_is_added_with_its_sample_changed_moved_and_removed(client, editor, unit):
    edition = make_draft(unit, materials=[])
    picture = SimpleUploadedFile("样表.png", make_picture("png"))
    part(client, edition, "materials", 0, **MATERIAL, originals=0, copies=0, sample=picture)
    edition.refresh_from_db()
    (material,) = edition.document["materials"]
    assert material["sample"]["name"] == "样表.png"
    part(client, edition, "materials", 1, **{**MATERIAL, "name": "门头照片"}, originals=0, copies=0)
    edition.refresh_from_db()
    assert edition.document["materials"][0]["name"] == "门头照片"
    assert edition.document["materials"][0]["sample"]["name"] == "样表.png"
    part(client, edition, "materials", 0, **{**MATERIAL, "code": "M10"}, originals=0, copies=0)
    client.post(reverse("items:move", args=[edition.pk, "materials", 2, "up"]))
    edition.refresh_from_db()
    assert [each["code"] for each in edition.document["materials"]] == ["M10", "M09"]
    client.post(reverse("items:move", args=[edition.pk, "materials", 1, "remove"]))
    edition.refresh_from_db()
    part(client, edition, "materials", 1, **MATERIAL, originals=0, copies=0, drop_sample="on")
    edition.refresh_from_db()
    assert "sample" not in edition.document["materials"][0]


def test_an_incomplete_part_is_not_kept_and_says_what_is_missing(client, editor, unit):
    edition = make_draft(unit)
    response = part(client, edition, "materials", 0, name="只有名称", code="坏 码")
    assert response.status_code == 422
    assert "请提供“材料来源”" in response.content.decode()
    assert "“材料编码”的格式不对" in response.content.decode()
    assert 'value="只有名称"' in response.content.decode()


def test_a_seat_names_a_unit_of_the_ledger(client, editor, unit):
    edition = make_draft(unit, seats=[])
    other = make_unit(name="市消防救援支队")
    part(
        client, edition, "seats", 0, key="acceptor", role="case_clerk", unit="市消防救援支队", limit_number=2
    )
    edition.refresh_from_db()
    assert edition.document["seats"] == [
        {"key": "acceptor", "unit": other.code, "role": "case_clerk", "limit": {"number": 2}}
    ]
    response = part(client, edition, "seats", 0, key="acceptor", role="case_clerk", unit="没有的局")
    assert "没有找到机构" in response.content.decode()


def test_amounts_are_typed_in_yuan_and_kept_in_fen(client, editor, unit):
    edition = make_draft(unit)
    part(client, edition, "fees", 0, code="F01", name="工本费", standard="每证12.34元", amount_fen="12.34")
    edition.refresh_from_db()
    assert edition.document["fees"][0]["amount_fen"] == 1234
    address = reverse("items:part", args=[edition.pk, "fees", 1])
    assert 'value="12.34"' in client.get(address).content.decode()


def test_the_application_form_is_designed_on_its_page(client, editor, unit):
    edition = make_draft(unit)
    address = reverse("items:sheet", args=[edition.pk])
    client.post(address, {"deed": "add", "title": "经营场所", "kind": "text"})
    edition.refresh_from_db()
    assert [each["title"] for each in edition.document["sheet"]["properties"].values()] == ["经营场所"]


def test_a_draft_of_another_unit_is_not_edited(client, editor):
    edition = make_draft()
    assert client.get(reverse("items:section", args=[edition.pk, "basics"])).status_code == 404
    assert client.get(reverse("items:edition", args=[edition.pk])).status_code == 404
    response = client.post(reverse("items:sheet", args=[edition.pk]), {"deed": "head"})
    assert response.status_code == 404


def deed(client, edition: Edition, verb: str, **given):
    address = reverse("items:edition_deed", args=[edition.pk, verb])
    return client.post(address, {f"{verb}-{name}": value for name, value in given.items()}, follow=True)


def test_an_edition_goes_from_the_editor_over_the_reviewer_into_force(client, editor, unit):
    edition = make_draft(unit, by=actor(editor))
    assert "已提交审查" in deed(client, edition, "submit").content.decode()
    sign_in(client, make_reviewer())
    refused = deed(client, edition, "send_back", reason="")
    assert "请写明理由" in refused.content.decode()
    assert "已审查同意" in deed(client, edition, "agree", text="同意").content.decode()
    deed(client, edition, "put_in_force", on=today().isoformat())
    edition.refresh_from_db()
    assert edition.state == rules.IN_FORCE
    assert "没有这项权限" in deed(client, edition, "submit").content.decode()


def test_what_is_wrong_with_a_submission_is_said_on_the_page(client, editor, unit):
    edition = make_draft(unit, flow="")
    response = deed(client, edition, "submit", change="新增")
    assert response.status_code == 422
    assert "还有1处需要修改" in response.content.decode()


def test_a_draft_given_up_leads_back_to_where_something_is_left(client, editor, unit):
    assert "草稿已放弃" in deed(client, make_draft(unit), "discard").content.decode()
    implementation = make_in_force(unit)
    draft = drafting.revise(actor(editor), implementation.pk)
    response = deed(client, draft, "discard")
    assert response.redirect_chain[-1][0] == reverse("items:item", args=[implementation.pk])


def item_deed(client, item: Implementation, verb: str, **given):
    address = reverse("items:deed", args=[item.pk, verb])
    return client.post(address, {f"{verb}-{name}": value for name, value in given.items()}, follow=True)


def test_an_item_in_force_is_confirmed_revised_and_compared(client, editor, unit):
    item = make_in_force(unit)
    assert "已记录核对日期" in item_deed(client, item, "confirm").content.decode()
    item_deed(client, item, "revise", change="压缩时限")
    edition = Edition.objects.get(number=2)
    section(client, edition, "handling", promised_limit_number="5")
    shown = client.get(reverse("items:compare", args=[item.pk])).content.decode()
    assert "8个工作日" in shown
    assert "5个工作日" in shown
    assert client.get(reverse("items:compare", args=[item.pk]), {"old": "9"}).status_code == 404


def test_an_item_of_another_unit_is_read_and_copied_but_not_revised(client, editor, unit):
    item = make_in_force()
    assert client.get(reverse("items:item", args=[item.pk])).status_code == 200
    assert item_deed(client, item, "revise").status_code == 409
    item_deed(client, item, "copy", unit=unit.code, code="COPY1")
    assert Implementation.objects.get(code="COPY1").unit == unit


def test_a_manager_ends_an_item_with_reason_and_successor(client, unit):
    sign_in(client, make_manager())
    item, into = make_in_force(unit), make_in_force(unit)
    assert (
        "没有名称或实施编码为"
        in item_deed(client, item, "end", reason="合并", into="nothing").content.decode()
    )
    assert "事项已停止" in item_deed(client, item, "end", reason="合并", into=into.code).content.decode()
    item.refresh_from_db()
    assert item.merged_into == into
    sign_in(client, make_editor(unit))
    assert item_deed(client, into, "end", reason="越权").status_code == 409


def test_pages_without_anything_do_not_break(client, editor, unit):
    edition = drafting.add(actor(editor), unit, {"name": "空", "code": "E1", "item_code": "E1", "type": "01"})
    for address in [
        reverse("items:item", args=[edition.implementation_id]),
        reverse("items:edition", args=[edition.pk]),
        reverse("items:compare", args=[edition.implementation_id]),
        *(reverse("items:section", args=[edition.pk, code]) for code in BY_CODE),
        reverse("items:part", args=[edition.pk, "seats", 0]),
    ]:
        assert client.get(address).status_code == 200, address
    with pytest.raises(Exception, match="需要修改"):
        workflow.submit(actor(editor), edition.pk)
