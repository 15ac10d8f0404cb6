"""Is every file short enough to be read in one sitting? (STYLE.md 23: 400 lines is long, 500 fails.)"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 500
KINDS = {".py", ".html", ".css", ".js", ".mjs", ".md", ".toml", ".txt"}
MADE = {".git", ".venv", "node_modules", "var", "build", "dist", "yiwang.egg-info"}
ANY_LENGTH = {"docs/coverage.md"}  # one line per function of the platform


def main() -> int:
    files = list(written_files())
    long = [(name, lines) for name in files if (lines := length(name)) > LIMIT]
    for name, lines in long:
        print(f"{name}: {lines} lines, more than {LIMIT}: divide it.")
    print(f"{len(files)} files looked at, {len(long)} too long.")
    return 1 if long or not files else 0


def written_files() -> Iterator[str]:
    """The names of the files that people write and read."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in MADE and not name.endswith("_cache")]
        for name in names:
            place = (Path(folder) / name).relative_to(ROOT).as_posix()
            if Path(name).suffix in KINDS and place not in ANY_LENGTH:
                yield place


def length(name: str) -> int:
    with (ROOT / name).open(encoding="utf-8") as text:
        return sum(1 for _ in text)


if __name__ == "__main__":
    sys.exit(main())
