"""Is what is wrong with an application said before it is handed in, with its sentence and its field?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications.applying import Extras
from yiwang.subsystems.approvals.applications.tests.makers import COMPANY, make_file, make_hall, make_ready

pytestmark = pytest.mark.django_db


def make_material(code, **changes):
    return {"code": code, "name": f"材料{code}", "form": "electronic", "source": "applicant", **changes}


def refused(hall, **changes):
    with pytest.raises(Refused) as found:
        make_ready(hall, **changes)
    return found.value


def test_a_right_application_is_ready_to_be_handed_in():
    stored = make_file()
    ready = make_ready(make_hall(), files={"M01": [stored]})
    assert ready.files == (stored,)
    assert ready.data["materials"] == [{"code": "M01", "files": [0], "form": "electronic"}]


def test_a_file_for_two_materials_is_sent_once():
    hall = make_hall(materials=[make_material("A"), make_material("B")])
    stored = make_file()
    ready = make_ready(hall, files={"A": [stored], "B": [stored]})
    assert ready.files == (stored,)
    assert [given.files for given in ready.body.materials] == [(0,), (0,)]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"party": {"identifier": "11010519491231002"}}, "party.identifier", "应为18位"),
        ({"party": {"identifier": "110105194912310021"}}, "party.identifier", "校验码"),
        ({"party": {"name": " "}}, "party.name", "请填写申请人名称"),
        ({"party": {"kind": "5"}}, "party.kind", "服务对象是自然人、企业法人"),
        ({"party": {**COMPANY, "identifier_kind": "identity"}}, "identifier_kind", "不能使用这种证件"),
        ({"answers": {"area": 60}}, "answers.place", "请填写经营场所"),
        ({"answers": {"place": "x", "area": 0}}, "answers.area", "不能小于1"),
        ({"files": {}}, "materials", "食品经营许可申请书"),
        ({"extras": Extras(channel="4")}, "channel", "不能这样申请"),
        ({"extras": Extras(delivery={"way": "express"})}, "delivery.way", "不能这样送达"),
        ({"extras": Extras(project="2104-44010-04-01-123456")}, "project", "地区代码应为6位"),
    ],
)
def test_each_fault_has_its_sentence_and_its_field(changes, field, words):
    """Issue 4, bad input; approvals.md §9 no. 13."""
    found = refused(make_hall(), **changes)
    assert found.field == field
    assert words in found.sentence


def test_a_project_code_is_needed_where_the_item_says_so():
    """approvals.md §9 no. 11, 12."""
    hall = make_hall(needs_project_code=True)
    assert "需要投资项目代码" in refused(hall).sentence
    for code in ("2017-441900-35-03-003456", "2104-440100-04-01-123456"):
        assert make_ready(hall, extras=Extras(project=code)).body.project == code


def test_a_result_by_post_needs_an_address():
    hall = make_hall(deliveries=["window", "express"], is_express=True)
    assert "收件人" in refused(hall, extras=Extras(delivery={"way": "express"})).sentence
    way = {"way": "express", "name": "赵小明", "phone": "13812345678", "address": "人民路12号"}
    assert make_ready(hall, extras=Extras(delivery=way)).body.delivery.way == "express"


def test_what_is_needed_in_some_cases_only_is_not_forced():
    materials = [
        make_material("A"),
        make_material("B", needed_when="委托办理的"),
        make_material("C", form="paper", originals=1),
        make_material("D", name="营业执照", source="shared", issuer="市场监督管理部门"),
    ]
    hall = make_hall(materials=materials, online_depth="3", visits=1)
    assert make_ready(hall, files={"A": [make_file()]})
    assert "不需要材料“D”" in refused(hall, files={"A": [make_file()], "D": [make_file()]}).sentence


def test_a_state_secret_is_stopped_however_deep_it_lies():
    """保守国家秘密法 (2024): 涉密不上网."""
    assert "国家秘密" in refused(make_hall(), answers={"place": "密级：秘密"}).sentence
