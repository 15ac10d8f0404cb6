"""Does a draft follow its guide: answers, materials, and what its author is told?"""

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.subsystems.approvals.hall import content
from yiwang.subsystems.approvals.hall.actions import drafts, moving
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.models import Draft
from yiwang.subsystems.approvals.hall.tests.makers import pdf

pytestmark = pytest.mark.django_db


def begun(guide, **answers) -> Draft:
    return drafts.begin(SYSTEM, guide, Content({"name": "张小明"}, answers))


def attached(draft, material: str = "M01"):
    from yiwang.kernel.audit.rules import PUBLIC
    from yiwang.kernel.files.actions import receive
    from yiwang.kernel.files.formats import DOCUMENTS

    upload = pdf()
    return drafts.attach(SYSTEM, draft.pk, material, receive(PUBLIC, upload, upload.name, DOCUMENTS))


def test_a_draft_of_the_same_edition_is_left_alone(guide):
    draft = begun(guide, shop="小馆")
    assert moving.follow(SYSTEM, draft.pk, guide).told == []


def test_answers_follow_and_the_change_is_told(guide, revised):
    draft = begun(guide, shop="小馆", form="单店")
    sheet = guide.elements.sheet
    properties = {key: about for key, about in sheet["properties"].items() if key != "form"}
    newer = revised(guide, sheet={"type": "object", "properties": properties})
    draft = moving.follow(SYSTEM, draft.pk, newer)
    assert content.opened(draft.content).answers == {"shop": "小馆"}
    assert "已更新为第2版" in draft.told[0]
    assert "表里已经没有“经营形式”，您原来填的是：单店。" in draft.told
    assert draft.edition == 2


def test_files_of_materials_that_are_asked_no_more_go_and_new_ones_are_named(guide, revised):
    draft = begun(guide)
    attached(draft)
    material = {"code": "M09", "name": "平面图", "form": "electronic", "source": "applicant"}
    draft = moving.follow(SYSTEM, draft.pk, revised(guide, materials=[material]))
    assert "不再需要“食品经营许可申请书”，您上传的“申请书.pdf”已移除。" in draft.told
    assert "新增了材料“平面图”，必须提交。" in draft.told
    assert not draft.files.exists()


def test_the_same_file_twice_for_a_material_is_one(guide):
    draft = begun(guide)
    assert attached(draft) == attached(draft)


def test_a_draft_follows_over_several_editions_at_once(guide, revised):
    draft = begun(guide, shop="小馆")
    revised(guide, promised_limit={"number": 7})
    newest = revised(guide, promised_limit={"number": 6})
    assert moving.follow(SYSTEM, draft.pk, newest).edition == 3
