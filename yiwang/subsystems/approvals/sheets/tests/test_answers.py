"""Is what somebody filled in held to the form, and each fault said in its place?"""

import time

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import answers
from yiwang.subsystems.approvals.sheets.tests.makers import CREDIT, IDENTITY, right, sheet, small


def faults(**changes):
    return answers.check(sheet(), right(**changes)).faults


def test_right_answers_come_back_cleaned():
    given = right(
        name="  云门 \x00小馆 ",
        owner="１１０１０５１９４９１２３１００２ｘ",
        phone="(021) 5888-1234",
        scope="早餐\r\n午餐  ",
        email="",
        staff=[{"name": "张三", "health": ""}],
    )
    checked = answers.check(sheet(), given)
    assert checked.is_right, checked.faults
    assert checked.answers == {
        "name": "云门 小馆",
        "form": "single",
        "promise": True,
        "owner": IDENTITY,
        "phone": "0215888-1234",
        "scope": "早餐\n午餐",
        "staff": [{"name": "张三"}],
    }


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"name": None}, "name", "请填写店铺名称"),
        ({"name": " "}, "name", "请填写店铺名称"),
        ({"name": "馆"}, "name", "至少填写2个字，现有1个字"),
        ({"name": "馆" * 21}, "name", "不要超过20个字，现有21个字"),
        ({"name": 3}, "name", "要求的形式"),
        ({"form": None}, "form", "请选择经营形式"),
        ({"form": "double"}, "form", "从列出的选项"),
        ({"promise": None}, "promise", "请阅读后勾选"),
        ({"promise": False}, "promise", "请阅读后勾选"),
        ({"promise": "yes"}, "promise", "请阅读后勾选"),
        ({"seats": 0}, "seats", "不能小于1"),
        ({"seats": 501}, "seats", "不能大于500"),
        ({"seats": 1.5}, "seats", "整数"),
        ({"seats": "十"}, "seats", "整数"),
        ({"seats": True}, "seats", "整数"),
        ({"area": 0.1}, "area", "不能小于0.5"),
        ({"area": "大"}, "area", "请填写数字"),
        ({"area": float("nan")}, "area", "请填写数字"),
        ({"area": 1e13}, "area", "数字太大"),
        ({"opens_on": "2026-02-30"}, "opens_on", "日期的写法不对"),
        ({"opens_on": "20260201"}, "opens_on", "日期的写法不对"),
        ({"dishes": ["热食", "热食"]}, "dishes", "只能选一次"),
        ({"dishes": ["烧烤"]}, "dishes.0", "从列出的选项"),
        ({"dishes": "热食"}, "dishes", "要求的形式"),
        ({"has_gas": "maybe"}, "has_gas", "是或者否"),
        ({"owner": "110105194912310021"}, "owner", "校验码应为X，现为1"),
        ({"phone": "12345"}, "phone", "电话号码的写法不对"),
        ({"email": "张三@"}, "email", "电子邮箱的写法不对"),
        ({"staff": [{"name": "甲"}] * 4}, "staff", "不能超过3项，现有4项"),
        ({"staff": [{"name": "甲"}, {"health": "123456"}]}, "staff.1.name", "请填写姓名"),
        ({"staff": [{"name": "甲", "health": "12"}]}, "staff.0.health", "六位数字"),
        ({"staff": [{"name": "甲", "wage": 3}]}, "staff.0", "没有这一项"),
        ({"staff": ["甲"]}, "staff.0", "形式不对"),
        ({"staff": "甲"}, "staff", "形式不对"),
        ({"secret": "x"}, "secret", "没有这一项"),
    ],
)
def test_what_is_wrong_is_said_in_its_place(change, path, words):
    found = faults(**change)
    assert list(found) == [path]
    assert words in found[path]


@pytest.mark.parametrize("thing", [None, [], "x", 3])
def test_what_is_no_answer_at_all_is_said_too(thing):
    assert not answers.check(sheet(), thing).is_right


def test_faults_stand_in_the_order_of_the_form():
    found = answers.check(sheet(), {"staff": [{}, {"health": "1"}], "phone": "x", "seats": 0}).faults
    assert list(found) == [
        "name", "seats", "form", "promise", "phone",
        "staff.0.name", "staff.1.name", "staff.1.health",
    ]  # fmt: skip


def test_a_program_hears_the_first_fault_with_its_title():
    with pytest.raises(Refused, match=r"从业人员第1行“姓名”：请填写姓名。") as refused:
        answers.read(sheet(), right(staff=[{"health": "123456"}]))
    assert refused.value.field == "staff.0.name"


def test_numbers_of_organisations_and_projects_are_checked_too():
    asked = small(
        code={"type": "string", "title": "代码", "x-yiwang": {"identifier": "credit"}},
        project={"type": "string", "title": "项目", "x-yiwang": {"identifier": "project"}},
    )
    checked = answers.check(asked, {"code": CREDIT.lower(), "project": "2104-440100-04-01-123456"})
    assert (checked.is_right, checked.answers["code"]) == (True, CREDIT)
    assert "地区代码" in answers.check(asked, {"project": "2104-44010-04-01-123456"}).faults["project"]


def test_a_long_text_against_a_pattern_ends_soon():
    asked = small(code={"type": "string", "title": "代码", "pattern": r"^\d*x\d*y$"})
    began = time.perf_counter()
    assert not answers.check(asked, {"code": "1" * 200_000}).is_right
    assert time.perf_counter() - began < 5
