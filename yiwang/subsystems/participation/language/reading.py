"""How are JSON lines of letters read, from files and from standard input, whatever is in them?"""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language.rules import features, training

LONGEST_LINE = 1_000_000
MOST_BYTES = 1_000_000_000
TITLES = ("title", "标题")
TEXTS = ("text", "body", "content", "内容", "正文")
TOKENS = ("tokens", "分词")
SUBJECTS = ("label", "subject", "主题", "类别")
NO_JSON = "这一行不是JSON。"
TOO_LONG = f"这一行超过 {LONGEST_LINE} 字节。"


def lines(source: IO[bytes]) -> Iterator[Any]:
    """Each line's JSON value, or a Refused that says why it has none; blank lines are left out."""
    read = 0
    while line := source.readline(LONGEST_LINE + 1):
        read += len(line)
        if read > MOST_BYTES:
            yield Refused("内容超过1 GB，其余未读。")
            return
        if not line.strip():
            continue
        yield _value(line, source)


def _value(line: bytes, source: IO[bytes]) -> Any:
    if len(line) > LONGEST_LINE:
        while not line.endswith(b"\n") and (line := source.readline(LONGEST_LINE)):
            pass
        return Refused(TOO_LONG)
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return Refused(NO_JSON)


def standard_input() -> Iterator[Any]:
    return lines(sys.stdin.buffer)


def text_of(value: object) -> str:
    """Title and text of a letter: a string, or an object; raises Refused for anything else."""
    if isinstance(value, Refused):
        raise value
    if isinstance(value, str):
        title, text = "", value
    elif isinstance(value, Mapping):
        title, text = _field(value, TITLES), _field(value, TEXTS)
        # Words already cut apart: no pair of characters reaches over a gap between two of them.
        text = text or _field(value, TOKENS).replace(" ", "|")
    else:
        title = text = ""
    # A surrogate that no text may hold is replaced.
    title, text = (part.encode("utf-8", "replace").decode().strip() for part in (title, text))
    if not title and not text:
        raise Refused("请给出来信：一个字符串，或含 title、text 的对象。")
    return f"{_one_line(title)}\n{text}" if title and text else title or text


def _one_line(title: str) -> str:
    return " ".join(title.split())


def _field(value: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next(
        (value[name] for name in names if isinstance(value.get(name), str) and value[name].strip()), ""
    )


def labelled(place: Path) -> Iterator[training.Labelled | Refused]:
    """Letters with their subjects from a file of JSON lines (.gz too), or why a line is none.

    Raises Refused where the file cannot be read at all.
    """
    try:
        with gzip.open(place) if place.suffix == ".gz" else place.open("rb") as source:
            for value in lines(source):  # type: ignore[arg-type]  # GzipFile reads bytes by lines as well
                yield _labelled(value, place.name)
    except (OSError, EOFError) as error:
        raise Refused(f"读不了文件 {place}：{error}") from error


def _labelled(value: object, source: str) -> training.Labelled | Refused:
    try:
        text = text_of(value)
    except Refused as refused:
        return refused
    subject = _field(value, SUBJECTS).strip()[:60] if isinstance(value, Mapping) else ""
    if not subject:
        return Refused("这一行没有主题（label）。")
    title, newline, body = text.partition("\n")
    return training.Labelled(features.joined(title, body) if newline else text, subject, source)
