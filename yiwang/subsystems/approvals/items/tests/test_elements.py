"""The document that is written by people, files and programs alike."""

import textwrap
import tomllib

import pytest
from pydantic import ValidationError

from yiwang.subsystems.approvals.items import checks, documents, elements, themes
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.tests.makers import make_document, make_elements


def test_the_example_in_the_docstring_is_right():
    text = elements.__doc__ or ""
    example = textwrap.dedent(text[text.index("    name = ") :])
    read = Elements.model_validate(tomllib.loads(example))
    assert checks.faults(read) == []
    assert (read.type, read.promised_limit.unit) == ("01", "working_days")


def test_labels_are_understood_and_codes_are_kept():
    read = make_elements(type="行政确认", channels=["窗口办理", "快递申请"], online_depth="全程网办（Ⅳ级）")
    assert (read.type, read.channels, read.online_depth) == ("07", ["1", "4"], "4")


def test_what_is_written_out_reads_the_same():
    read = make_elements()
    assert Elements.model_validate_json(read.model_dump_json()) == read


def test_every_element_has_a_chinese_title():
    assert all(field.title for field in Elements.model_fields.values())


@pytest.mark.parametrize(
    "changes",
    [{"unknown": 1}, {"type": "99"}, {"basis": []}, {"audience": []}, {"visits": -1}, {"code": "有 空格"}],
)
def test_what_no_element_may_hold_is_refused(changes):
    with pytest.raises(ValidationError):
        make_elements(**changes)


def test_control_characters_are_left_out():
    assert make_elements(scope="第一行\n第二\x00行\x1b").scope == "第一行\n第二行"


def test_an_incomplete_document_says_everything_that_is_missing():
    document = make_document(materials=[{"code": "M01", "name": "申请书"}, {"code": "坏 码"}])
    del document["handling"], document["conditions"]
    judged = documents.judged(document)
    assert judged.elements is None
    said = [(fault.element, fault.part, fault.sentence) for fault in judged.faults]
    assert ("handling", None, "请提供“办件类型”。") in said
    assert ("conditions", None, "请提供“受理条件”。") in said
    assert ("materials", 0, "第1项申请材料：请提供“材料来源”。") in said
    assert ("materials", 1, "第2项申请材料：请提供“材料名称”。") in said


def test_the_digest_covers_every_element():
    document, digest = documents.sealed(make_elements(code="A1", item_code="A1"))
    assert digest == documents.digest(document)
    assert digest != documents.digest({**document, "name": "别的"})


def test_the_five_fields_and_over_twenty_five_themes_are_shipped():
    assert [theme.label for theme in themes.of_kind("field")] == ["教育", "医疗", "就业", "住房", "交通"]
    assert len(themes.of_kind("person")) >= 25
    assert all(code.startswith(f"{theme.kind}.") for code, theme in themes.shipped().items())
