import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from yiwang.kernel.deadlines import in_force

PLAIN = "calendar_days"


@pytest.fixture(autouse=True)
def no_tables_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without tables, or none at all: the command answers by the shipped calendar."""

    def missing() -> None:
        raise OperationalError("no such table: deadlines_calendarchange")

    monkeypatch.setattr(in_force, "calendar", missing)


def answers(capsys: pytest.CaptureFixture[str], *questions: Any, **options: Any) -> list[dict[str, Any]]:
    lines = [q if isinstance(q, bytes) else json.dumps(q).encode() for q in questions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
        call_command("working_days", **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_due_date_is_answered_with_its_working(capsys: pytest.CaptureFixture[str]) -> None:
    """calendar.md §7 case 6."""
    (answer,) = answers(capsys, {"start": "2026-02-13", "days": 2})

    assert (answer["start"], answer["days"], answer["due"]) == ("2026-02-13", 2, "2026-02-24")
    assert answer["working"][1] == {
        "date": "2026-02-14",
        "counts": True,
        "number": 1,
        "why": "春节调休上班，第1个工作日",
    }


@pytest.mark.parametrize(
    "question",
    [{"start": "2026-12-31", "days": 1}, {"from": "2026-12-31", "to": "2027-01-04"}],
)
def test_what_was_counted_into_a_year_without_notice_is_provisional(
    capsys: pytest.CaptureFixture[str], question: dict[str, Any]
) -> None:
    """calendar.md §7 case 18."""
    (answer,) = answers(capsys, question)
    assert answer["provisional"] is True
    assert answer["working"][-1]["date"] == "2027-01-04"


def test_plain_days_are_not_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = answers(capsys, {"start": "2026-12-31", "days": 5, "unit": PLAIN})
    assert "provisional" not in answer


def test_a_count_is_answered_with_its_working(capsys: pytest.CaptureFixture[str]) -> None:
    """calendar.md §7 case 16."""
    (answer,) = answers(capsys, {"from": "2026-09-30", "to": "2026-10-12"})
    assert answer["days"] == 4
    assert sum(line["counts"] for line in answer["working"]) == 4


def test_twenty_years_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = answers(capsys, {"from": "2006-12-31", "to": "2026-12-31"})
    assert answer["days"] == 4991


@pytest.mark.parametrize(
    ("question", "due"),
    [
        pytest.param({"start": "2026-02-09", "days": 15, "unit": PLAIN}, "2026-02-24", id="§7 case 20"),
        pytest.param({"start": "2026-02-09", "days": 7, "unit": PLAIN}, "2026-02-16", id="on a holiday"),
        pytest.param(
            {"start": "2026-02-09", "days": 7, "unit": PLAIN, "moves": True},
            "2026-02-24",
            id="art. 203",
        ),
        pytest.param({"start": "2026-02-13", "days": 0}, "2026-02-13", id="no days"),
    ],
)
def test_other_ways_of_counting_are_answered(
    capsys: pytest.CaptureFixture[str], question: dict[str, Any], due: str
) -> None:
    assert answers(capsys, question)[0]["due"] == due


def test_the_working_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = answers(capsys, {"start": "2026-02-13", "days": 2}, no_working=True)
    assert answer == {"start": "2026-02-13", "days": 2, "unit": "working_days", "due": "2026-02-24"}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        pytest.param(b"{", "不是JSON", id="cut off"),
        pytest.param(b"\xff\xfe", "不是JSON", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "不是JSON", id="nested without end"),
        pytest.param([1], "每行应是一个JSON对象", id="a list"),
        pytest.param("2026-02-13", "每行应是一个JSON对象", id="a string"),
        pytest.param({}, "start 应是日期", id="nothing asked"),
        pytest.param({"start": "2026-02-30", "days": 1}, "start 应是日期", id="30 February"),
        pytest.param({"start": "2026-2-3", "days": 1}, "start 应是日期", id="another form"),
        pytest.param({"start": 20260203, "days": 1}, "start 应是日期", id="a number as date"),
        pytest.param({"start": "2026-02-13"}, "days 应是整数", id="no days"),
        pytest.param({"start": "2026-02-13", "days": "2"}, "days 应是整数", id="days as text"),
        pytest.param({"start": "2026-02-13", "days": 2.5}, "days 应是整数", id="half a day"),
        pytest.param({"start": "2026-02-13", "days": True}, "days 应是整数", id="yes as days"),
        pytest.param({"start": "2026-02-13", "days": -1}, "期限应在0至2000", id="backwards"),
        pytest.param({"start": "2026-02-13", "days": 10**30}, "期限应在0至2000", id="beyond reason"),
        pytest.param({"start": "2026-02-13", "days": 2, "unit": "weeks"}, "unit 应是", id="another unit"),
        pytest.param({"start": "2026-02-13", "days": 2, "unit": []}, "unit 应是", id="a list as unit"),
        pytest.param({"start": "2027-12-31", "days": 1}, "2028年的节假日安排尚未录入", id="an unknown year"),
        pytest.param({"start": "9999-12-31", "days": 1}, "尚未录入", id="the last day of all"),
        pytest.param({"start": "9999-12-31", "days": 1, "unit": PLAIN}, "超出", id="after the last day"),
        pytest.param({"from": "2026-02-13"}, "to 应是日期", id="no end"),
        pytest.param({"from": "2026-02-13", "to": "2026-02-12"}, "早于开始日期", id="end before start"),
        pytest.param({"from": "2026-02-13", "to": "2028-02-12"}, "2028年", id="counted into an unknown year"),
    ],
)
def test_a_question_that_cannot_be_answered_gives_an_error_and_the_next_an_answer(
    capsys: pytest.CaptureFixture[str], question: Any, sentence: str
) -> None:
    error, answer = answers(capsys, question, {"start": "2026-02-13", "days": 1})

    assert list(error) == ["error"]
    assert sentence in error["error"]
    assert answer["due"] == "2026-02-14"


def test_blank_lines_are_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert answers(capsys, b"\n", b"  \n") == []
