"""What does a BPMN document hold, and may it come in?

A filter: one JSON object a line in, one JSON object a line out, in the same order.

``{"file": "leave.bpmn"}`` or ``{"xml": "<definitions …"}`` gives name, counts and whether it can be run, with
the reason where it can only be drawn. With ``"key": "leave"`` the document is also taken in as the next
version of that process; a process manager puts it in force. What is refused gives ``{"error": "…"}``; the
others are answered all the same.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import actions
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.reading.document import LARGEST


class Command(BaseCommand):
    help = "Reads BPMN documents: JSON lines on standard input, counts or the reason of refusal out."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in sys.stdin.buffer:
                if line.strip():
                    self.stdout.write(json.dumps(_answer(line), ensure_ascii=False))
        except BrokenPipeError:
            # Whoever reads has enough; closing here keeps the interpreter from complaining at exit.
            sys.stderr.close()


def _answer(line: bytes) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "这一行不是JSON。"}
    if not isinstance(question, dict):
        return {"error": '每行应是一个JSON对象，例如 {"file": "leave.bpmn"}。'}
    named = {"file": question["file"]} if "file" in question else {}
    try:
        return {**named, **_taken_in(question)}
    except Refused as refused:
        return {**named, "error": refused.sentence}


def _taken_in(question: dict[str, Any]) -> dict[str, Any]:
    content = _content(question)
    found = read(content)
    answer: dict[str, Any] = {
        "name": found.diagram.name,
        "runs": found.is_runnable,
        "counts": found.counts,
        "digest": found.digest,
    }
    if found.obstacle:
        answer["obstacle"] = found.obstacle
    if "key" in question:
        answer["version"] = actions.add_version(SYSTEM, str(question["key"]), content).version
    return answer


def _content(question: dict[str, Any]) -> bytes:
    if "xml" in question:
        return str(question["xml"]).encode(errors="replace")
    try:
        path = Path(str(question["file"]))
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except KeyError as fault:
        raise Refused("请写明 file（文件）或 xml（内容）。") from fault
    except (OSError, ValueError) as fault:
        raise Refused(f"无法读取文件“{question['file']}”。") from fault
