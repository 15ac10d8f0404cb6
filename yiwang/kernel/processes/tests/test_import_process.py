import json
import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import call_command

from yiwang.kernel.processes.models import Definition
from yiwang.kernel.processes.shipped import FOLDER
from yiwang.kernel.processes.tests.documents import framed, line


@pytest.fixture
def answers(monkeypatch):
    """Runs the command on lines; what is no text or bytes is written as JSON."""

    def answered(*lines):
        each = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"\n".join(each))))
        out = StringIO()
        call_command("import_process", stdout=out)
        return [json.loads(answer) for answer in out.getvalue().splitlines()]

    return answered


def test_a_document_is_counted(answers):
    told = answers({"file": str(FOLDER / "promised.bpmn")})[0]
    assert (told["name"], told["runs"]) == ("承诺件", True)
    assert (told["counts"]["steps"], told["counts"]["exclusiveGateway"]) == (5, 3)


def test_each_line_has_its_answer_and_no_line_breaks_the_next(answers):
    drawn = framed(line("a", more='<callActivity id="c" name="查询"/>'))
    lines = [b"{", b'"x"', {}, {"file": "/nowhere.bpmn"}, {"file": "\0"}, {"xml": "<a/>"}, {"xml": drawn}]
    told = answers(*lines, b"[" * 5000)
    assert [sorted(answer) for answer in told[:3]] == [["error"]] * 3
    assert told[3] == {"file": "/nowhere.bpmn", "error": "无法读取文件“/nowhere.bpmn”。"}
    assert "无法读取" in told[4]["error"]
    assert "应是BPMN 2.0" in told[5]["error"]
    assert told[6]["obstacle"].startswith("调用活动“查询”")
    assert told[7] == {"error": "这一行不是JSON。"}


@pytest.mark.django_db
def test_a_document_with_a_key_is_taken_in_and_not_yet_in_force(answers):
    told = answers({"xml": framed(line("a")), "key": "leave"}, {"xml": framed(line("a")), "key": "leave"})
    assert told[0]["version"] == 1
    assert "完全相同" in told[1]["error"]
    assert not Definition.objects.get().is_in_force
