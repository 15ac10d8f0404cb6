"""What was confirmed to whoever acted? Lines on the platter, each written only after the action returned."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Ledger:
    """A file of JSON lines; half a line that a killed process left behind is cut off when it is opened."""

    def __init__(self, path: Path) -> None:
        whole = path.read_bytes() if path.exists() else b""
        length = whole.rfind(b"\n") + 1
        self.count = whole.count(b"\n")
        self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
        self._file.truncate(length)
        self._file.seek(length)

    def confirm(self, *lines: dict[str, Any]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        self._file.write(text.encode())
        os.fsync(self._file.fileno())
        self.count += len(lines)


def confirmed(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a ledger, none where it was never begun."""
    if path.exists():
        for line in path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield json.loads(line)


class Count:
    """How many lines a growing ledger has, without reading it anew each time."""

    def __init__(self, path: Path) -> None:
        self.path, self.at, self.lines = path, 0, 0

    def now(self) -> int:
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self.at)
                more = file.read()
            end = more.rfind(b"\n") + 1
            self.at += end
            self.lines += more.count(b"\n")
        return self.lines
