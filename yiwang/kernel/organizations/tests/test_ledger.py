"""Does a unit ledger become units, and does every bad row say why it did not?"""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import ledger
from yiwang.kernel.organizations.actions.ledger import import_ledger
from yiwang.kernel.organizations.ledger import Rejection, Row, rejections_csv, rows_of
from yiwang.kernel.organizations.models import LedgerImport, Unit, UnitVersion
from yiwang.kernel.organizations.tests.makers import make_root, make_unit

HEADING = "机构代码,名称,简称,类别,上级代码,机关代字,排序\n"
CITY = HEADING + (
    "YZ-D1,数据局,,工作部门,YZ,云数,20\n"
    "YZ-D1-1,综合科,,内设机构,YZ-D1,,1\n"
    "YZ,云泽市人民政府,市政府,人民政府,,云政,1\n"
    "YZ-C1,东城区人民政府,东城区,government,YZ,东政,10\n"
)


def read(text: str, name: str = "名录.csv", encoding: str = "utf-8") -> list[Row]:
    return rows_of(io.BytesIO(text.encode(encoding)), name)


def taken(text: str, **changes) -> LedgerImport:
    told = {"on": today(), "is_dry_run": False, **changes}
    return import_ledger(SYSTEM, read(text), "名录.csv", **told)


def reasons(kept: LedgerImport) -> dict[int, str]:
    return {one["number"]: one["reason"] for one in kept.rejections}


def workbook(rows: list[list[object]]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_ledger_is_read_in_every_encoding_that_offices_use(encoding: str) -> None:
    rows = read(CITY, encoding=encoding)
    assert [row.code for row in rows] == ["YZ-D1", "YZ-D1-1", "YZ", "YZ-C1"]
    assert rows[0] == Row(2, "YZ-D1", "数据局", "", "工作部门", "YZ", "云数", "20")


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_recognised(delimiter: str) -> None:
    assert read(CITY.replace(",", delimiter))[2].short_name == "市政府"


def test_an_excel_ledger_is_read_with_numbers_as_they_look() -> None:
    stream = workbook(
        [["*机构代码", "机构名称", "类别", "排序"], [None] * 4, [11410300, "云泽市", "人民政府", 3.0]]
    )
    assert rows_of(stream, "名录.xlsx") == [
        Row(3, code="11410300", name="云泽市", kind="人民政府", order="3")
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"\n\n", "a.csv"),
        (b"code,name\nYZ,x\n", "a.csv"),
        (b"code,name,kind", "a.pdf"),
        (b"PK\x03\x04rubbish", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls"),
        (b"code,name,kind\n\xff\xff\xff", "a.csv"),
        (b"code,name,kind\na,b\0,c\n", "a.csv"),
        (b"code,name,kind\n" + b'"' + b"x" * 200_000 + b'"', "a.csv"),
    ],
)
def test_what_is_no_ledger_is_refused_with_a_sentence(content: bytes, name: str) -> None:
    with pytest.raises(Refused) as refused:
        rows_of(io.BytesIO(content), name)
    assert refused.value.field == "file"


def test_a_ledger_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_ROWS", 3)
    with pytest.raises(Refused, match="3行"):
        read(CITY)
    monkeypatch.setattr(ledger, "MOST_BYTES", 20)
    with pytest.raises(Refused, match="10 MB"):
        read(CITY)


def test_an_archive_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = workbook([["code", "name", "kind"]])
    monkeypatch.setattr(ledger, "MOST_UNPACKED", 100)
    with pytest.raises(Refused, match="过大"):
        rows_of(stream, "a.xlsx")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1", "\r=1"])
def test_a_rejection_list_holds_no_formula(cell: str) -> None:
    """PAINS 25."""
    listed = rejections_csv([Rejection(2, cell, "数据局", cell)])
    _, line = csv.reader(io.StringIO(listed.removeprefix("\ufeff"), newline=""))
    assert line[1] == line[3] == f"'{cell}"
    assert line[2] == "数据局"


# Importing


@pytest.mark.django_db
def test_parents_may_stand_after_their_children() -> None:
    kept = taken(CITY)
    assert (kept.opened, kept.changed, kept.unchanged, kept.rejected) == (4, 0, 0, 0)
    office = Unit.objects.get(code="YZ-D1-1")
    assert [unit.code for unit in Unit.objects.above(office)] == ["YZ", "YZ-D1"]
    assert (office.depth, office.versions.get().change) == (3, "opened")
    assert Unit.objects.get(code="YZ-C1").order == 10


@pytest.mark.django_db
def test_importing_again_changes_nothing() -> None:
    taken(CITY)
    before = list(Unit.objects.order_by("pk").values()), UnitVersion.objects.count()
    kept = taken(CITY)
    assert (kept.opened, kept.changed, kept.unchanged, kept.rejected) == (0, 0, 4, 0)
    assert (list(Unit.objects.order_by("pk").values()), UnitVersion.objects.count()) == before


@pytest.mark.django_db
def test_a_dry_run_writes_no_unit_and_says_the_same() -> None:
    kept = taken(CITY + "X,孤儿,,工作部门,NONE,,\n", is_dry_run=True)
    assert (kept.opened, kept.rejected, kept.is_dry_run) == (4, 1, True)
    assert not Unit.objects.exists()
    again = taken(CITY + "X,孤儿,,工作部门,NONE,,\n")
    assert (again.opened, again.rejections) == (kept.opened, kept.rejections)


@pytest.mark.django_db
def test_a_changed_row_renames_remarks_reclassifies_and_moves_with_history() -> None:
    taken(CITY, on=date(2020, 1, 1))
    changed = CITY.replace("YZ-D1,数据局,,工作部门,YZ,云数,20", "YZ-D1,大数据局,数局,事业单位,YZ-C1,云大数,5")
    kept = taken(changed, on=date(2024, 1, 1))
    assert (kept.changed, kept.unchanged, kept.rejected) == (1, 3, 0)
    unit = Unit.objects.get(code="YZ-D1")
    assert (unit.name, unit.short_name, unit.kind, unit.document_mark, unit.order) == (
        "大数据局",
        "数局",
        "institution",
        "云大数",
        5,
    )
    assert unit.parent.code == "YZ-C1"
    assert unit.name_on(date(2023, 12, 31)) == "数据局"
    assert {version.change for version in unit.versions.all()} == {
        "opened",
        "renamed",
        "remarked",
        "reclassified",
        "moved",
    }
    assert Unit.objects.get(code="YZ-D1-1").path.startswith(unit.path)
    assert unit.aliases.get().name == "数据局"


@pytest.mark.django_db
def test_every_bad_row_is_listed_with_its_reason_and_stops_no_other() -> None:
    make_unit(parent=make_root(code="YZ"), code="OLD", closed_on=today(), document_mark="云旧")
    make_unit(code="HELD", document_mark="云占")
    bad = HEADING + (
        "GOOD,好局,,工作部门,YZ,,1\n"  # 2
        ",无码局,,工作部门,YZ,,\n"  # 3
        "N1,,,工作部门,YZ,,\n"  # 4
        "K1,甲局,,公司,YZ,,\n"  # 5
        "K2,甲局,,,YZ,,\n"  # 6
        "GOOD,又一个,,工作部门,YZ,,\n"  # 7
        "P1,孤儿,,工作部门,NONE,,\n"  # 8
        "P2,孤儿之子,,内设机构,P1,,\n"  # 9
        "P3,旧局之子,,内设机构,OLD,,\n"  # 10
        "OLD,旧局,,工作部门,YZ,,\n"  # 11
        "R2,第二个根,,人民政府,,,\n"  # 12
        "M1,占字局,,工作部门,YZ,云占,\n"  # 13
        "M2,坏字局,,工作部门,YZ,YZ〔1〕,\n"  # 14
        "O1,坏序局,,工作部门,YZ,,一\n"  # 15
        "C1,圈一,,工作部门,C2,,\n"  # 16
        "C2,圈二,,工作部门,C1,,\n"  # 17
        "C3,挂在圈上,,工作部门,C1,,\n"  # 18
        "S1,自己,,工作部门,S1,,\n"  # 19
        "代码,中文码,,工作部门,YZ,,\n"  # 20
        "Z1,零宽\u200b局,,工作部门,YZ,,\n"  # 21
        "YZ,云泽市人民政府,,人民政府,HELD,,\n"  # 22
        "HELD,失去上级,,工作部门,,云占,\n"  # 23
    )
    kept = taken(bad)
    assert kept.opened == 1
    assert Unit.objects.filter(code="GOOD").exists()
    assert sorted(reasons(kept)) == list(range(3, 24))
    expected = {
        3: "没有填写机构代码",
        5: "公司",
        6: "没有填写类别",
        7: "第2行",
        8: "NONE",
        9: "P1",
        10: "已撤销",
        11: "已撤销",
        12: "一个根",
        13: "HELD",
        15: "整数",
        16: "圈",
        17: "圈",
        18: "C1",
        19: "圈",
        22: "根机构",
        23: "没有填写上级代码",
    }
    for number, part in expected.items():
        assert part in reasons(kept)[number], (number, reasons(kept)[number])


@pytest.mark.django_db
def test_two_rows_with_one_mark_are_not_both_taken() -> None:
    make_root(code="YZ")
    kept = taken(HEADING + "A,甲局,,工作部门,YZ,云甲,\nB,乙局,,工作部门,YZ,云甲,\n")
    assert (kept.opened, list(reasons(kept))) == (1, [3])


@pytest.mark.django_db
def test_moves_that_would_make_a_circle_with_units_outside_the_file_are_rejected() -> None:
    root = make_root(code="YZ")
    above = make_unit(parent=root, code="A", name="甲", document_mark="")
    make_unit(parent=above, code="C", name="丙")
    make_unit(parent=root, code="B", name="乙")
    kept = taken(HEADING + "A,甲,,工作部门,B,,\nB,乙,,工作部门,C,,\n")
    assert (kept.changed, list(reasons(kept))) == (1, [2])
    assert [unit.code for unit in Unit.objects.above(Unit.objects.get(code="B"))] == ["YZ", "A", "C"]


@pytest.mark.django_db
def test_a_change_before_the_last_change_of_a_unit_is_rejected() -> None:
    taken(CITY, on=date(2024, 1, 1))
    kept = taken(CITY.replace("数据局", "大数据局"), on=date(2023, 1, 1))
    assert (kept.changed, kept.unchanged, list(reasons(kept))) == (0, 3, [2])


@pytest.mark.django_db
def test_an_import_is_not_dated_in_the_future() -> None:
    with pytest.raises(Refused):
        taken(CITY, on=shifted(today(), days=1))


@pytest.mark.django_db
def test_an_import_is_one_entry_in_the_record() -> None:
    taken(CITY)
    entry = Entry.objects.get()
    assert (entry.act, entry.detail["opened"]) == ("organizations.ledger_import", 4)


@pytest.mark.django_db
def test_a_ledger_of_thirteen_hundred_units_costs_few_queries(django_assert_max_num_queries) -> None:
    text = HEADING + "YZ,云泽市,,人民政府,,,\n"
    text += "".join(f"C{county},第{county}区,,人民政府,YZ,,{county}\n" for county in range(10))
    text += "".join(f"T{number},第{number}镇,,人民政府,C{number % 10},,{number}\n" for number in range(1290))
    rows = read(text)
    with django_assert_max_num_queries(60):
        kept = import_ledger(SYSTEM, rows, "名录.csv", on=today(), is_dry_run=False)
    assert kept.opened == 1301


@pytest.mark.django_db
def test_hostile_names_are_taken_as_text_or_rejected_with_a_reason(shared_data: Path) -> None:
    root = make_root(code="YZ")
    strings = json.loads((shared_data / "web" / "naughty_strings.json").read_text())
    rows = [Row(number, f"H{number}", text, "", "工作部门", "YZ") for number, text in enumerate(strings, 2)]
    kept = import_ledger(SYSTEM, rows, "naughty.csv", on=today(), is_dry_run=False)
    assert kept.opened + kept.rejected == len(strings)
    assert kept.opened > 150
    assert root.children.count() == kept.opened
    assert "\n=" not in rejections_csv(Rejection(**one) for one in kept.rejections)


# The command


@pytest.mark.django_db
def test_the_command_imports_and_prints_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(CITY)
    call_command("import_units", str(file), "--json", "--dry-run")
    assert json.loads(capsys.readouterr().out) == {
        "opened": 4,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "dry_run": True,
        "rejections": [],
    }
    call_command("import_units", str(file))
    assert "新设 4" in capsys.readouterr().out
    assert Unit.objects.count() == 4


@pytest.mark.django_db
def test_the_command_lists_rejections_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(CITY + "X,孤儿,,工作部门,NONE,,\n")
    with pytest.raises(SystemExit) as ended:
        call_command("import_units", str(file))
    assert ended.value.code == 1
    assert "第6行 X 孤儿" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_units", str(tmp_path / "absent.csv"))
    file = tmp_path / "ledger.csv"
    file.write_text("a,b\n")
    with pytest.raises(CommandError, match="表头缺少"):
        call_command("import_units", str(file))
