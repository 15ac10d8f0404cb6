"""How many documents a second are imported, and does memory stay flat however many there are?

``python -m bench.import_documents [--json] [--small 1000] [--large 20000]``: each file of invented documents
is imported by a child process into a database of its own (SQLite, or beside the one DATABASE_URL names); the
peak is the largest resident size of that process.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import document_files
from bench.rig import database, show


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=20_000)
    parser.add_argument("--child", nargs=2, metavar=("FILE", "NAME"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        imported(Path(options.child[0]), options.child[1])
        return
    _, peak_small = measured(options.small, "import_small")
    seconds, peak_large = measured(options.large, "import_large")
    figures = {
        "documents_per_s": round(options.large / seconds, 1),
        f"peak_mb_{options.small // 1000}k": peak_small,
        f"peak_mb_{options.large // 1000}k": peak_large,
    }
    show(figures, as_json=options.json)


def measured(count: int, name: str) -> tuple[float, float]:
    """Seconds of the import alone and the peak in megabytes of a process that imports so many documents."""
    with tempfile.TemporaryDirectory(prefix="yiwang-bench-import-") as folder:
        path = Path(folder) / "documents.jsonl"
        document_files.write(path, count)
        command = [sys.executable, "-m", "bench.import_documents", "--child", str(path), name]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ, text=True).stdout
    seconds, peak = answer.split()
    return float(seconds), float(peak)


def imported(path: Path, name: str) -> None:
    """Import a file into a new database; print the seconds it took and the peak in megabytes."""
    with database(name):
        from django.core.management import call_command  # noqa: PLC0415 - Django is set up by now

        from yiwang.kernel.organizations.tests.makers import make_root  # noqa: PLC0415
        from yiwang.subsystems.portal.tests.makers import make_column  # noqa: PLC0415

        make_root()
        make_column(slug="documents", kind="documents", title="政府文件")
        started = time.perf_counter()
        with open(os.devnull, "w", encoding="utf-8") as silence:
            call_command(
                "import_documents", str(path), rejected=path.with_suffix(".rejected"), stdout=silence
            )
        seconds = time.perf_counter() - started
        print(seconds, round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1))


if __name__ == "__main__":
    main()
