"""What do ``yiwang search`` and ``yiwang rebuild-index`` answer?"""

import io
import json

import pytest
from django.core.management import call_command

from yiwang.kernel.search.tests.makers import found, make_entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(monkeypatch):
    def asked(*lines: str | bytes) -> list[dict]:
        given = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        out = io.StringIO()
        call_command("search", stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return asked


def test_each_query_is_answered_on_a_line_of_its_own(ask):
    document = make_entered(title="行政审批目录", category="notice")
    answers = ask('"审批"', '{"query": "目录", "categories": ["notice"]}', '{"query": "登月"}', "")
    assert [answer["ids"] for answer in answers] == [[document.object_id], [document.object_id], []]
    assert answers[0]["hits"][0]["title"] == "行政审批目录"


def test_what_only_officials_may_find_is_not_answered(ask):
    make_entered(title="审批草稿", audience="office", path="0001")
    assert ask('"审批"')[0]["ids"] == []


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"\xff\xfe",
        b"[1]",
        b'{"query": 1}',
        b'{"query": "x", "page": 0}',
        b'{"query": "x", "since": "2026"}',
        b'{"query": "x", "categories": "notice"}',
        b'{"query": "x", "size": true}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_no_query_is_answered_with_the_reason(ask, line):
    assert ask(line, '"审批"')[0].keys() == {"error"}


def test_the_command_makes_the_index_anew():
    make_entered(title="审批")
    out = io.StringIO()
    call_command("rebuild_index", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"entries": 1}
    assert found("审批")
