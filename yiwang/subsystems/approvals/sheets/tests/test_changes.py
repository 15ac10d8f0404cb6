"""Does an editor read every difference, and does a draft survive it? (PAINS 9)"""

import pytest

from yiwang.subsystems.approvals.sheets.changes import between
from yiwang.subsystems.approvals.sheets.drafts import migrated
from yiwang.subsystems.approvals.sheets.tests.makers import right, sheet, small

CHOICE = {"type": "string", "title": "类型", "enum": ["甲", "乙"]}
LIST = {
    "type": "array",
    "title": "股东",
    "items": {"type": "object", "properties": {"name": {"type": "string", "title": "姓名"}}},
}


def was(key: str, title: str, **about):
    return {"type": "string", "title": title, "x-yiwang": {"was": [key]}, **about}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (small(a="甲"), small(a="甲", b="乙"), "新增“乙”（选填）。"),
        (small(a="甲"), small(a="甲", b="乙", required=("b",)), "新增“乙”（必填）。"),
        (small(a="甲", b="乙"), small(a="甲"), "删去“乙”。"),
        (small(a="甲"), small(b=was("a", "乙")), "“甲”改名为“乙”。"),
        (small(a="甲"), small(a="甲", required=("a",)), "“甲”改为必填。"),
        (small(a="甲", required=("a",)), small(a="甲"), "“甲”改为选填。"),
        (small(a="类型"), small(a=CHOICE), "“类型”由“单行文字”改为“单选”。"),
        (small(a=CHOICE), small(a={**CHOICE, "enum": ["甲", "乙", "丙"]}), "“类型”增加选项：丙。"),
        (small(a=CHOICE), small(a={**CHOICE, "enum": ["甲"]}), "“类型”减少选项：乙。"),
        (
            small(a="甲"),
            small(a={"type": "string", "title": "甲", "maxLength": 5}),
            "字数要求改为不超过5个字",
        ),
        (small(a="甲", b="乙"), small(b="乙", a="甲"), "填写项的先后次序有调整。"),
        (small(a=LIST), small(a={**LIST, "maxItems": 3}), "“股东”的数量要求改为不超过3项。"),
    ],
)
def test_a_difference_is_one_sentence(old, new, sentence):
    said = between(old, new)
    assert len(said) == 1
    assert sentence in said[0]


def test_nothing_is_said_where_nothing_changed():
    assert between(sheet(), sheet()) == []


def test_a_draft_on_the_same_form_is_left_alone():
    draft = right(staff=[{"name": "甲"}, {}], seats="多")
    result = migrated(sheet(), sheet(), draft)
    assert (result.given, result.told) == (draft, ())


def test_a_renamed_field_takes_its_answer_along():
    result = migrated(small(a="店名"), small(b=was("a", "店铺名称")), {"a": "云门小馆"})
    assert result.given == {"b": "云门小馆"}
    assert result.told == ("“店名”现在叫“店铺名称”，已为您带过来。",)


def test_a_form_two_versions_later_still_knows_the_first_name():
    newest = small(c={"type": "string", "title": "店名", "x-yiwang": {"was": ["b", "a"]}})
    assert migrated(small(a="店名"), newest, {"a": "云门小馆"}).given == {"c": "云门小馆"}


def test_what_has_no_place_any_more_is_told_with_its_words():
    result = migrated(small(a="甲", b="传真"), small(a="甲"), {"a": "1", "b": "5888 1234"})
    assert result.given == {"a": "1"}
    assert result.told == ("表里已经没有“传真”，您原来填的是：5888 1234。",)


def test_what_is_newly_required_is_told():
    old = small(a="甲")
    assert migrated(old, small(a="甲", b="乙", required=("b",)), {"a": "1"}).told == (
        "“乙”是新增的，必须填写。",
    )
    assert migrated(old, small(a="甲", required=("a",)), {}).told == ("“甲”现在必须填写。",)
    assert migrated(old, small(a="甲", b="乙"), {"a": "1"}).told == ("新增了“乙”，可以不填。",)


def test_a_requirement_that_became_stricter_is_told_once():
    new = small(a={"type": "string", "title": "甲", "maxLength": 2})
    assert migrated(small(a="甲"), new, {"a": "三个字"}).told == (
        "甲的要求有变化：不要超过2个字，现有3个字。",
    )


@pytest.mark.parametrize(
    ("old", "new", "value", "kept"),
    [
        (CHOICE, {"type": "string", "title": "类型"}, "甲", "甲"),
        ({"type": "integer", "title": "数"}, {"type": "string", "title": "数"}, 12, "12"),
        ({"type": "integer", "title": "数"}, {"type": "number", "title": "数"}, 12, 12),
        ({"type": "string", "title": "类型"}, CHOICE, "甲", "甲"),
        (
            CHOICE,
            {"type": "array", "title": "类型", "items": {"type": "string", "enum": ["甲"]}},
            "甲",
            ["甲"],
        ),
        ({"type": "boolean", "title": "类型"}, CHOICE, True, None),
        ({"type": "string", "title": "类型"}, CHOICE, "丙", None),
        (LIST, {"type": "string", "title": "股东"}, [{"name": "张三"}], None),
    ],
)
def test_a_value_goes_along_where_the_new_kind_can_hold_it(old, new, value, kept):
    result = migrated(small(a=old), small(a=new), {"a": value})
    assert result.given.get("a") == kept
    if kept is None:
        assert "需要重新填写，您原来填的是：" in result.told[0]


def test_rows_are_migrated_row_by_row():
    inner = {"who": {"type": "string", "title": "姓名", "x-yiwang": {"was": ["name"]}}}
    new = {**LIST, "items": {"type": "object", "properties": inner}}
    result = migrated(small(a=LIST), small(a=new), {"a": [{"name": "张三"}, {"name": "李四"}]})
    assert result.given == {"a": [{"who": "张三"}, {"who": "李四"}]}
    assert result.told == ()


def test_a_draft_full_of_nonsense_does_not_break_it():
    for value in (None, 3, [], [3], {"x": 1}, "x", [[1]], True, float("nan")):
        draft = {field.key: value for field in sheet().fields}
        migrated(sheet(), sheet(), draft)
        migrated(sheet(), sheet(name={"type": "integer", "title": "店"}), draft)
