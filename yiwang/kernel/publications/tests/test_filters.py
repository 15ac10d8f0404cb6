import io
import json
from typing import Any

import pytest

from yiwang.kernel.publications.management.commands import parse_document, parse_number
from yiwang.kernel.publications.recognition import filtering, records
from yiwang.kernel.publications.recognition.tests import samples


def answers(command: Any, *questions: bytes | str) -> list[dict[str, Any]]:
    out = io.StringIO()
    asked = b"\n".join(one if isinstance(one, bytes) else one.encode() for one in questions)
    filtering.run(io.BytesIO(asked), out, command.answer)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_number_is_taken_apart() -> None:
    asked = [
        '"云政办发[2024]12号"',
        '{"number": "云泽市人民政府令第8号"}',
        '{"doc_number_raw": "发文字号：云政〔2020〕 1号"}',
    ]
    assert answers(parse_number, *asked) == [
        {"mark": "云政办发", "year": 2024, "serial": 12},
        {"mark": "云泽市人民政府令", "year": None, "serial": 8},
        {"mark": "云政", "year": 2020, "serial": 1},
    ]


@pytest.mark.parametrize(
    "line",
    ["x", "{", '"不是文号"', "1", "[]", "{}", '{"number": null}', b"\xff\xff", "[" * 100_000, '"\\ud800"'],
)
def test_a_line_that_cannot_be_answered_gets_an_error_and_the_next_an_answer(line: bytes | str) -> None:
    wrong, right = answers(parse_number, line, '"云政〔2020〕1号"')
    assert list(wrong) == ["error"]
    assert right["serial"] == 1
    assert len(answers(parse_document, line, json.dumps({"text": samples.NOTICE}))) == 2


def test_a_line_that_is_too_long_gets_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "LONGEST_LINE", 50)
    wrong, right = answers(parse_number, '"' + "云" * 500 + '"', '"云政〔2020〕1号"')
    assert "超过" in wrong["error"]
    assert right["serial"] == 1


def test_a_page_and_a_text_are_recognised_in_the_words_of_the_records() -> None:
    page, text = answers(
        parse_document, json.dumps({"html": samples.PAGE}), json.dumps({"text": samples.NOTICE})
    )
    assert (page["doc_number"], page["written_date"], page["publish_date"]) == (
        "云政发〔2024〕7号",
        "2024-05-31",
        "2024-06-03",
    )
    assert page["keywords"] == "水利 河湖 通告"
    assert text["enclosed"][0] == {"title": "云泽市城市绿道管理办法", "relation": "印发"}
    assert "<table>" in page["body"]


def test_what_the_filter_answers_can_be_imported() -> None:
    (answer,) = answers(parse_document, json.dumps({"text": samples.NOTICE}))
    found = records.source_of(answer).recognised()
    assert (found.title, found.number, found.written_on) == (
        "云泽市人民政府办公室关于印发云泽市城市绿道管理办法的通知",
        "云政办发〔2024〕12号",
        records.source_of({"text": samples.NOTICE}).recognised().written_on,
    )
