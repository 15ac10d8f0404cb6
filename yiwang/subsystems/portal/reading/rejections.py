"""What could not be read, where, and why?"""

import json
from collections import Counter
from pathlib import Path
from typing import TextIO

from yiwang.subsystems.portal.reading.files import Found


class Rejections:
    """The list of what was left out: one JSON object a line with file, line, reason and first characters."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self._stream: TextIO | None = None

    def __enter__(self) -> "Rejections":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self.path.open("w", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    @property
    def count(self) -> int:
        return self.reasons.total()

    def add(self, found: Found, reason: str) -> None:
        """Write it down at once: what was read so far stays known whatever happens next."""
        if self._stream is None:
            raise ValueError("the list is not open")
        entry = {"file": str(found.path), "line": found.line, "reason": reason, "beginning": found.beginning}
        self._stream.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
        self._stream.flush()
        self.reasons[reason] += 1
