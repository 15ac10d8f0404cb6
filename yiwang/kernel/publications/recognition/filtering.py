"""How does a filter answer JSON lines with JSON lines?"""

import json
from collections.abc import Callable
from typing import Any, BinaryIO, TextIO

from yiwang.kernel.publications.recognition.html_text import Unreadable, decoded

LONGEST_LINE = 32_000_000


class Unanswerable(ValueError):  # noqa: N818 - an answer, not a fault
    """The line asks nothing that this filter knows; the message says in Chinese why."""


def run(questions: BinaryIO, answers: TextIO, answer: Callable[[object], dict[str, Any]]) -> None:
    """One answer a line, in order, each written at once; a line gets ``{"error": …}`` at worst."""
    while line := questions.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            _skip_rest(questions)
            result: dict[str, Any] = {"error": f"这一行超过 {LONGEST_LINE // 1_000_000} MB。"}
        elif not line.strip():
            continue
        else:
            result = _answered(line, answer)
        answers.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
        answers.flush()


def value_of(line: bytes, likely: str = "utf-8") -> object:
    """The JSON value of a line in the likely encoding; raises ValueError with the reason in Chinese."""
    try:
        return json.loads(decoded(line, likely), parse_constant=lambda _: None)
    except Unreadable:
        raise
    except RecursionError:
        raise ValueError("JSON 嵌套过深。") from None
    except ValueError as error:
        where = f"第 {error.pos + 1} 个字符处" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"不是有效的 JSON{'，' if where else ''}{where}出错。") from None


def _answered(line: bytes, answer: Callable[[object], dict[str, Any]]) -> dict[str, Any]:
    try:
        return answer(value_of(line))
    except ValueError as error:
        return {"error": str(error)}


def _skip_rest(questions: BinaryIO) -> None:
    while part := questions.readline(1_000_000):
        if part.endswith(b"\n"):
            return
