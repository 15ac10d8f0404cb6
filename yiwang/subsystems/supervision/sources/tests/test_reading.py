"""Are files of records read without trusting them?"""

import io
import json
import tracemalloc
from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Alias
from yiwang.kernel.organizations.tests.makers import make_root, make_unit
from yiwang.subsystems.supervision.sources import registry, shipped, specimens
from yiwang.subsystems.supervision.sources.fields import Field, Kind, UnreadableError, read
from yiwang.subsystems.supervision.sources.reading.checking import checked
from yiwang.subsystems.supervision.sources.reading.rows import Row, rows_of
from yiwang.subsystems.supervision.sources.reading.units import Book
from yiwang.subsystems.supervision.sources.tests import makers

MEDICINE = registry.imported()[shipped.MEDICINE]
HEAD = "采购明细号,医疗机构,药品通用名,规格,单价（元）,数量,供应商,供应商代码,采购日期"
LINE = f"CG1,第一医院,阿莫西林胶囊,0.25g,10.00,5,康达公司,{specimens.credit_code(1)},2026-03-01"


def rows(content: bytes) -> list[Row]:
    return list(rows_of(io.BytesIO(content), MEDICINE))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_both_encodings_and_with_usual_separators_is_read(encoding, separator):
    found = rows(f"{HEAD}\n{LINE}\n\n".replace(",", separator).encode(encoding))
    assert [(row.number, row.cells["drug"], row.fault) for row in found] == [(2, "阿莫西林胶囊", "")]


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("单价（元）", "单价(元)"),
        HEAD.replace("单价（元）", "采购单价"),
        HEAD.replace("采购明细号", "order"),
    ],
)
def test_columns_are_known_by_other_names_too(head):
    assert rows(f"{head}\n{LINE}".encode())[0].cells["unit_price"] == "10.00"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b"\n\n", "空的"),
        (f"{HEAD}\n{LINE}".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "Excel"),
        (f"{HEAD}\n{LINE}\x00".encode(), "NUL"),
        (f"{HEAD}\n".encode() + b"\xff\xff\xff", "编码"),
        (HEAD.replace("供应商,", "").encode(), "“供应商”"),
        (f"{HEAD},药品名称\n".encode(), "两列都是“药品通用名”"),
        (f'{HEAD}\n"{"长" * 200_000}'.encode(), "内容过长"),
        (f"{'长' * 200_000}".encode(), "缺少|内容过长|表头"),
        (b'[{"order": 1', "JSON"),
        (b"[" + b"[" * 100_000, "JSON"),
        (b'[{"order": NaN}]', "JSON"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        rows(content)


def test_a_row_with_more_cells_than_the_header_is_a_fault_of_that_row():
    found = rows(f"{HEAD}\n{LINE},x\n{LINE}".encode())
    assert ["表头只有9列" in found[0].fault, found[1].fault] == [True, ""]


@pytest.mark.parametrize(
    "written",
    [
        lambda each: json.dumps(each, ensure_ascii=False),
        lambda each: json.dumps(each, ensure_ascii=False, indent=2),
        lambda each: json.dumps({"records": each}),
        lambda each: "\n".join(json.dumps(one) for one in each),
    ],
)
def test_json_is_read_as_a_list_under_records_and_by_lines(written):
    given = [{"order": "1", "单价": 10.10, "other": 1}, {"order": "2", "unit_price": 3}]
    found = rows(written(given).encode())
    assert [dict(row.cells) for row in found] == [
        {"order": "1", "unit_price": "10.1"},
        {"order": "2", "unit_price": "3"},
    ]


@pytest.mark.parametrize("content", [b"[1, 2]", b'["a", null]'])
def test_what_is_no_object_in_a_list_is_a_fault_of_its_row(content):
    assert [row.fault for row in rows(content)] == ["应为JSON对象。"] * 2


def test_a_hundred_thousand_rows_are_read_in_bounded_memory():
    stream = io.BytesIO((HEAD + "\n" + f"{LINE}\n" * 100_000).encode())
    tracemalloc.start()
    count = sum(1 for _ in rows_of(stream, MEDICINE))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Kind.MONEY, "1,234.50", "1234.50"),
        (Kind.MONEY, "￥12元", "12"),
        (Kind.PRICE, "0.1234", "0.1234"),
        (Kind.DATE, "2026年1月31日", "2026-01-31"),
        (Kind.DATE, "20260131", "2026-01-31"),
        (Kind.DATE, "2026/1/31", "2026-01-31"),
        (Kind.PARTY, specimens.credit_code(7).lower(), specimens.credit_code(7)),
        (Kind.NAMES, "甲公司；乙公司;丙公司", ["甲公司", "乙公司", "丙公司"]),
        (Kind.SUMS, [100, "200.5"], ["100", "200.5"]),
        (Kind.TEXT, "'=甲", None),
        (Kind.TEXT, "  两  个 空格 ", "两 个 空格"),
    ],
)
def test_a_cell_is_read_as_its_kind(kind, given, expected):
    about = Field("x", "某项", kind)
    if expected is None:
        with pytest.raises(UnreadableError, match="公式"):
            read(about, given)
    else:
        assert read(about, given) == expected


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (Kind.MONEY, "12.345", "最多2位"),
        (Kind.PRICE, "1.23456", "最多4位"),
        (Kind.MONEY, "-1", "小于0"),
        (Kind.MONEY, "NaN", "不是数字"),
        (Kind.MONEY, "1e99", "过大"),
        (Kind.MONEY, "1_0", "不是数字"),
        (Kind.MONEY, "十元", "应为数字"),
        (Kind.DATE, "2026-02-30", "应为日期"),
        (Kind.DATE, "1026-02-03", "年份"),
        (Kind.PARTY, "91990100000000010X", "代码"),
        (Kind.PROJECT, "2104-44010-04-01-123456", "地区代码"),
        (Kind.TEXT, "=HYPERLINK(1)", "公式"),
        (Kind.TEXT, "@sum", "公式"),
        (Kind.TEXT, "x" * 201, "200"),
        (Kind.TEXT, "a\x07b", "控制字符"),
        (Kind.TEXT, {"a": 1}, "文字或数字"),
        (Kind.TEXT, ["a", "b"], "一个值"),
        (Kind.NAMES, [["a"]], "列表"),
        (Kind.TEXT, "x" * 100_000, "过长"),
    ],
)
def test_a_wrong_cell_says_what_is_wrong(kind, given, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        read(Field("x", "某项", kind), given)


def one(source: str, **changes):
    given = makers.given(source, **changes)
    return checked(Row(2, given), registry.imported()[source], Book(source, make_root()), date(2026, 3, 31))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "changes", "field", "sentence"),
    [
        ("medicine", {"unit_price": "0"}, "单价（元）", "大于0"),
        ("medicine", {"amount": "999"}, "金额（元）", "1000元"),
        ("medicine", {"purchased_on": "2026-04-01"}, "采购日期", "晚于今天"),
        ("medicine", {"unit": "没有的医院"}, "医疗机构", "机构库里没有"),
        ("medicine", {"drug": ""}, "药品通用名", "请填写"),
        ("trading", {"winner": "丁公司"}, "中标人", "不在投标人中"),
        ("trading", {"bids": ["1"]}, "投标报价（元）", "一一对应"),
        ("trading", {"bidders": ["甲公司", "甲公司"], "bids": ""}, "投标人", "重复"),
        ("trading", {"method": "抓阄"}, "交易方式", "只能是"),
        ("construction", {"completed_on": "2025-01-01"}, "完工日期", "早于开工"),
        ("construction", {"started_on": "", "completed_on": "2025-01-01"}, "开工日期", "请填写"),
        ("construction", {"contract": ""}, "合同金额（元）", "请填写"),
        ("construction", {"acceptance_on": "2026-01-01"}, "完工日期", "请填写"),
    ],
)
def test_a_row_that_is_no_record_names_field_and_reason(source, changes, field, sentence):
    faults = one(source, **changes)
    assert [(each.row, each.field) for each in faults] == [(2, field)]
    assert sentence in faults[0].sentence


@pytest.mark.django_db
def test_an_amount_that_was_not_given_is_price_times_quantity():
    found = one("medicine", unit_price="3.3333", quantity="3")
    assert found.values["amount"] == "10.00"


@pytest.mark.django_db
def test_a_unit_is_known_by_code_name_short_name_and_alias():
    unit = make_unit(name="云泽市第一人民医院", short_name="市一院")
    Alias.objects.create(unit=unit, name="云泽红十字医院")
    for said in (unit.code, "云泽市第一人民医院", "市一院", "云泽红十字医院"):
        assert one("medicine", unit=unit, **{}).unit_id == unit.pk
        assert Book("medicine", make_root()).unit(said) == unit.pk


@pytest.mark.django_db
def test_an_alias_of_two_units_must_be_said_by_code():
    for _ in range(2):
        Alias.objects.create(unit=make_unit(), name="中心医院")
    with pytest.raises(UnreadableError, match="2个单位"):
        Book("medicine", make_root()).unit("中心医院")


@pytest.mark.django_db
def test_a_unit_reports_of_itself_and_only_who_answers_for_the_source_of_others():
    hospital, other = make_unit(), make_unit()
    assert Book("medicine", hospital).unit(hospital.code) == hospital.pk
    with pytest.raises(UnreadableError, match="负责单位"):
        Book("medicine", hospital).unit(other.code)
    makers.connect("medicine", hospital)
    assert Book("medicine", hospital).unit(other.code) == other.pk


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["medicine", "trading", "construction"])
def test_every_specimen_is_a_record_and_the_same_each_time(name):
    source = registry.imported()[name]
    units = [make_unit(name=f"第{number}中心").name for number in range(3)]
    text = getattr(specimens, name)(units, date(2026, 3, 31))
    assert text == getattr(specimens, name)(units, date(2026, 3, 31))
    book = Book(name, make_root())
    found = [
        checked(row, source, book, date(2026, 3, 31)) for row in rows_of(io.BytesIO(text.encode()), source)
    ]
    assert len(found) >= 24
    assert [each for each in found if isinstance(each, list)] == []
