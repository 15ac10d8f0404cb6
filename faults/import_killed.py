"""Does an import that is killed again and again end as one that nobody disturbed?

``python -m faults.import_killed [--json] [--documents 3000] [--kills 20] [--seed 1]``: a process imports a
file and is killed by SIGKILL at random moments, again and again, then it may finish; a clean import of the
same file into a second database must hold the same. After every kill publications, articles, versions, search
entries and audit entries must agree. With ``DATABASE_URL`` it runs on PostgreSQL.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import document_files
from bench.rig import database, show

SELF = [sys.executable, "-m", "faults.import_killed"]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=["disturbed", "clean"], help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        show(rehearsed(asked) if asked.part == "disturbed" else undisturbed(asked), as_json=True)
        return 0
    with tempfile.TemporaryDirectory(prefix="yiwang-fault-import-") as folder:
        path = Path(folder) / "documents.jsonl"
        document_files.write(path, asked.documents)
        disturbed, clean = (part(asked, name, path) for name in ("disturbed", "clean"))
    kills, halves = disturbed.pop("kills"), disturbed.pop("half_done")
    is_same = disturbed == clean
    show(
        {"kills": kills, "half_done": halves, "same_as_clean": int(is_same), **disturbed}, as_json=asked.json
    )
    enough = kills >= asked.kills
    return 0 if is_same and not halves and enough and clean["publications"] == asked.documents else 1


def part(asked: argparse.Namespace, name: str, path: Path) -> dict[str, int]:
    """One of the two imports in a process of its own, for each has a database of its own."""
    options = ["--part", name, "--file", str(path), "--seed", str(asked.seed), "--kills", str(asked.kills)]
    run = subprocess.run([*SELF, *options], check=True, stdout=subprocess.PIPE, env=os.environ, text=True)
    return dict(json.loads(run.stdout.strip().splitlines()[-1]))


def rehearsed(asked: argparse.Namespace) -> dict[str, int]:
    """Kill the import as often as asked, let it finish, run it once more; what is there in the end."""
    chance = random.Random(asked.seed)
    kills = halves = 0
    with database("import_killed"):
        prepare()
        while kills < asked.kills and killed_once(asked.file, chance):
            kills += 1
            halves += not agrees(counted())
        for _ in range(2):
            subprocess.run(command(asked.file), check=True, stdout=subprocess.DEVNULL, env=os.environ)
            halves += not agrees(counted())
        return {"kills": kills, "half_done": halves, **counted()}


def undisturbed(asked: argparse.Namespace) -> dict[str, int]:
    with database("import_clean"):
        prepare()
        subprocess.run(command(asked.file), check=True, stdout=subprocess.DEVNULL, env=os.environ)
        return counted()


def command(path: str) -> list[str]:
    rejected = f"{path}.rejected"
    return [sys.executable, "-m", "yiwang", "import-documents", path, "--rejected", rejected]


def killed_once(path: str, chance: random.Random) -> bool:
    """Start an import and kill it, every other time after a batch was confirmed; was it still at it?"""
    before, waits = counted()["publications"], chance.random() < 0.5
    with subprocess.Popen(command(path), stdout=subprocess.DEVNULL, env=os.environ) as process:
        while waits and process.poll() is None and counted()["publications"] == before:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 1.5) if waits else chance.uniform(0.3, 4))
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def prepare() -> None:
    from yiwang.kernel.organizations.tests.makers import make_root  # noqa: PLC0415 - Django is set up by now
    from yiwang.subsystems.portal.reading import publishing  # noqa: PLC0415
    from yiwang.subsystems.portal.tests.makers import make_column  # noqa: PLC0415

    make_root()
    make_column(slug="documents", kind="documents", title="政府文件")
    publishing.reader()


def counted() -> dict[str, int]:
    from yiwang.kernel.audit.models import Entry  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.publications.models import Placement, Publication  # noqa: PLC0415
    from yiwang.kernel.search.models import Entry as SearchEntry  # noqa: PLC0415
    from yiwang.subsystems.portal.models import Article, ReadDocument, Version  # noqa: PLC0415

    return {
        "publications": Publication.objects.count(),
        "placements": Placement.objects.count(),
        "search_entries": SearchEntry.objects.count(),
        "articles": Article.objects.filter(state="published", publication__isnull=False).count(),
        "versions": Version.objects.count(),
        "read_documents": ReadDocument.objects.filter(article__isnull=False).count(),
        "audit_entries": Entry.objects.filter(act="publications.publication_publish").count(),
        "other_entries": Entry.objects.exclude(act="publications.publication_publish").count(),
    }


def agrees(counts: dict[str, int]) -> bool:
    """Whether every kind of trace is there as often as the others."""
    return len({count for name, count in counts.items() if name != "other_entries"}) == 1


if __name__ == "__main__":
    sys.exit(main())
