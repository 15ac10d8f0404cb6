"""Workbooks and JSON: what goes out comes in again, and what is wrong is named with its cell."""

import json
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.items.actions import drafting, importing
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Implementation
from yiwang.subsystems.approvals.items.tables import reading, writing
from yiwang.subsystems.approvals.items.tests.actions.test_drafting import make_file
from yiwang.subsystems.approvals.items.tests.makers import (
    make_document,
    make_draft,
    make_editor,
    make_elements,
    make_in_force,
)

FULL = {
    "fees": [{"code": "F01", "name": "工本费", "standard": "每证10元", "amount_fen": 1000}],
    "has_fee": True,
    "fee_basis": "价费〔2020〕1号",
    "is_paid_online": True,
    "renewal": {"days_before": 30, "when_late": "refuse"},
    "special_procedures": [
        {"ground": "检验", "limit": {"number": 10, "unit": "calendar_days", "note": "送检"}}
    ],
    "faqs": [{"question": "多久？", "answer": "=八个工作日\n以内"}],
    "sheet": {"type": "object", "properties": {"place": {"type": "string", "title": "场所"}}},
    "conditions": ["一、有场所", "二、有人员"],
}


def round_trip(**changes) -> Elements:
    document = make_elements(**changes).model_dump(mode="json")
    (read,) = reading.read(writing.workbook([document])).items
    return Elements.model_validate(read.document)


def test_a_workbook_that_goes_out_comes_in_again():
    given = {**FULL, "code": "A1", "item_code": "B1"}
    assert round_trip(**given) == make_elements(**given)


def test_json_that_goes_out_comes_in_again():
    document = make_elements(**FULL).model_dump(mode="json")
    (read,) = reading.read(writing.as_json([document]).encode()).items
    assert read.document == document


def edited(documents, change) -> bytes:
    """The workbook of the documents after somebody changed it."""
    book = load_workbook(BytesIO(writing.workbook(documents)))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: str, title: str, row: int, value):
    def change(book):
        head = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, head.index(title) + 1).value = value

    return change


@pytest.mark.parametrize(
    ("sheet", "title", "value", "reason"),
    [
        ("事项", "到办事现场次数", "很多", "应为整数。"),
        ("事项", "是否收费", "也许", "应填“是”或“否”。"),
        ("收费项目", "金额（分）", "十元", "应为金额，如12.50。"),
        ("收费项目", "金额（分）", "1.234", "金额最多两位小数。"),
        ("事项", "申请表", "{", "应为JSON Schema。"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(sheet, title, value, reason):
    content = edited([make_document(**FULL)], put(sheet, title, 3, value))
    (rejection,) = reading.read(content).rejections
    assert rejection.place.startswith(f"“{sheet}”")
    assert rejection.place.endswith("3")
    assert (rejection.element, rejection.value, rejection.reason) == (title, value, reason)


def test_numbers_that_a_spreadsheet_program_keeps_as_fractions_are_whole():
    content = edited([make_document(code="A1", item_code="B1")], put("事项", "承诺办结时限", 3, 7.0))
    assert reading.read(content).items[0].document["promised_limit"]["number"] == 7


def test_national_column_names_are_understood_too():
    book = Workbook()
    page = book.active
    page.title = "事项"
    page.append(["task_name", "task_code", "promise_day", "promise_type"])
    page.append(["户口迁移", "A1", 3, "工作日"])
    out = BytesIO()
    book.save(out)
    (read,) = reading.read(out.getvalue()).items
    assert read.document == {
        "name": "户口迁移",
        "code": "A1",
        "promised_limit": {"number": 3, "unit": "工作日"},
    }


def test_rows_without_an_item_are_rejected():
    content = edited([make_document(code="A1")], put("申请材料", "实施编码", 3, "别的"))
    (rejection,) = reading.read(content).rejections
    assert rejection.reason == "“事项”工作表没有这个实施编码。"


def test_an_item_twice_in_a_file_is_rejected_the_second_time():
    content = writing.workbook([make_document(code="A1"), make_document(code="A1")])
    file = reading.read(content)
    assert len(file.items) == 1
    assert "与前面的行重复" in file.rejections[0].reason


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"x" * (reading.MOST_BYTES + 1), "30MB"),
        (lambda: b"PK broken", "已损坏"),
        (lambda: b"[" * 200_000, "也不是UTF-8编码的JSON"),
        (lambda: b"\xff\xfe", "也不是UTF-8编码的JSON"),
        (lambda: b'{"items": 3}', "事项的列表"),
        (_bomb, "解开后过大"),
    ],
)
def test_what_is_no_such_file_or_too_large_is_refused(make, words):
    with pytest.raises(Refused, match=words):
        reading.read(make())


def test_a_zip_that_is_no_workbook_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(Refused, match="已损坏或不是"):
        reading.read(out.getvalue())


def take(*documents, unit) -> importing.Outcome:
    return importing.take(SYSTEM, make_editor(unit), reading.read(writing.as_json(documents).encode()))


@pytest.mark.django_db
class TestTaking:
    def test_new_changed_and_equal_items_are_told_apart(self):
        unit = make_unit()
        same = make_in_force(unit)
        changed = make_in_force(unit)
        outcome = take(
            same.current.document,
            {**changed.current.document, "scope": "全市"},
            make_document(unit=unit.code, code="NEW1"),
            unit=unit,
        )
        assert (outcome.same, outcome.changed, outcome.new) == ([same.code], [changed.code], ["NEW1"])
        assert [each.number for each in changed.editions.all()] == [2, 1]

    def test_items_of_strange_units_are_rejected(self):
        unit, other = make_unit(), make_unit()
        outcome = take(make_document(unit=other.code), make_document(unit="没有"), unit=unit)
        assert [each.element for each in outcome.rejections] == ["实施主体代码", "实施主体代码"]
        assert not Implementation.objects.exists()

    def test_all_faults_of_an_item_come_back_and_nothing_of_it_is_taken(self):
        unit = make_unit()
        wrong = make_document(unit=unit.code, promised_limit={"number": 25}, consult_phone="")
        outcome = take(wrong, make_document(unit=unit.code), unit=unit)
        assert [each.element for each in outcome.rejections] == ["承诺办结时限", "咨询电话"]
        assert (outcome.rejected, len(outcome.new)) == (1, 1)

    def test_a_fault_of_a_part_is_named_with_its_row(self):
        unit = make_unit()
        materials = [{"code": "M01", "name": "照片", "form": "paper", "source": "applicant", "originals": 1}]
        file = reading.read(writing.workbook([make_document(unit=unit.code, materials=materials)]))
        outcome = importing.rehearse(SYSTEM, make_editor(unit), file)
        assert [each.place for each in outcome.rejections] == ["“申请材料”第3行"]

    def test_an_edition_that_is_being_reviewed_is_not_overwritten(self):
        unit = make_unit()
        item = make_in_force(unit)
        drafting.revise(SYSTEM, item.pk)
        assert take({**item.current.document, "scope": "甲"}, unit=unit).changed == [item.code]
        from yiwang.subsystems.approvals.items.actions import workflow

        workflow.submit(SYSTEM, item.editions.first().pk, "修订")
        outcome = take({**item.current.document, "scope": "乙"}, unit=unit)
        assert "待审查" in outcome.rejections[0].reason

    def test_a_workbook_keeps_what_it_has_no_column_for(self):
        unit = make_unit()
        edition = make_draft(unit)
        stored = make_file()
        drafting.attach(SYSTEM, edition.pk, stored)
        sample = {"name": stored.name, "digest": stored.digest}
        results = [{"code": "R01", "name": "许可证", "sample": sample}]
        drafting.save(SYSTEM, edition.pk, {"results": results})
        edition.refresh_from_db()
        file = reading.read(writing.workbook([{**edition.document, "scope": "全市"}]))
        importing.take(SYSTEM, make_editor(unit), file)
        edition.refresh_from_db()
        assert edition.document["scope"] == "全市"
        assert edition.document["results"][0]["sample"] == sample

    def test_a_file_of_a_stranger_is_not_published_by_an_import(self):
        unit, stored = make_unit(), make_file()
        results = [{"name": "许可证", "sample": {"name": "x", "digest": stored.digest}}]
        outcome = take(make_document(unit=unit.code, results=results), unit=unit)
        assert "不是为本事项上传" in outcome.rejections[0].reason

    def test_rehearsing_changes_nothing(self):
        unit = make_unit()
        file = reading.read(json.dumps([make_document(unit=unit.code)]).encode())
        assert len(importing.rehearse(SYSTEM, make_editor(unit), file).new) == 1
        assert not Implementation.objects.exists()
