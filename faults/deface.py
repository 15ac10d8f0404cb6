"""Does a reader ever get a byte of a defaced page, and how long does a defaced file stay?

``python -m faults.deface [--json] [--edits 1000] [--seed 1]``: on its own database and tree, random pages,
files that pages show and static files of the program are changed, added and deleted while readers read. First
strict serving alone, without any watcher: every answer must be what was made. Then the watcher alone, as
beside nginx: after every deed it is measured how long the file stays wrong, and in the end every file must be
what was made.
"""

import argparse
import gzip
import io
import os
import random
import subprocess
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.rig import database, show

ARTICLES, DOCUMENTS, SCRIPTS = 120, 30, 30
LARGE = 3 << 20
LONGEST = 30
DEFACED = b"<h1>defaced</h1>"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["YIWANG_PAGES"] = "strict"
    with database("deface"):
        right = made()
        served, read = strict_served(right, asked.edits, random.Random(asked.seed))
        restore(right)
        longest, unrestored = watched(right, asked.edits, random.Random(asked.seed + 1))
        entered = entered_edits()
    figures = {
        "edits": asked.edits,
        "served_strict": served,
        "answers_strict": read,
        "unrestored": unrestored,
        "longest_exposure_s": round(longest, 3),
        "entered": entered,
    }
    show(figures, as_json=asked.json)
    return 1 if served or unrestored or longest > 1 or not read or not entered else 0


def made() -> dict[Path, bytes]:
    """A site whose every page is a file, with documents and static files; each file with its bytes."""
    from bench.portal import published_article  # noqa: PLC0415 - Django is set up only now
    from yiwang.subsystems.portal.pages import assets, making, mode  # noqa: PLC0415
    from yiwang.subsystems.portal.pages.actions.entering import enter_all  # noqa: PLC0415

    published_article(ARTICLES)
    publish_documents()
    collect_scripts()
    assets.put_up(assets.names())
    enter_all()
    making.make_due(100_000, seconds=600)
    return {place: place.read_bytes() for place in mode.published().rglob("*") if place.is_file()}


def publish_documents() -> None:
    """Articles with a table each, the last one so large that it is proved piece by piece."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.deadlines.moments import now  # noqa: PLC0415
    from yiwang.kernel.files.actions import receive  # noqa: PLC0415
    from yiwang.kernel.publications.actions import publish  # noqa: PLC0415
    from yiwang.kernel.publications.content import Content  # noqa: PLC0415

    for number in range(1, DOCUMENTS + 1):
        lines = LARGE // 30 if number == DOCUMENTS else 40
        table = "".join(f"{line},第 {number} 表\n" for line in range(lines)).encode()
        stored = receive(SYSTEM, io.BytesIO(table), f"表{number}.csv")
        content = Content(
            title=f"第 {number} 号统计表",
            body="<p>详见附件。</p>",
            kind="news",
            columns=("column-2",),
            files=((stored.pk, stored.name),),
            source="云泽市统计局",
            published_at=now(),
        )
        publish(SYSTEM, ("faults.deface", number), content)


def collect_scripts() -> None:
    """As ``collectstatic`` leaves them, plain and packed."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up only now

    folder = Path(settings.STATIC_ROOT) / "dist"
    folder.mkdir(parents=True)
    for number in range(SCRIPTS):
        content = f"export const number = {number};\n".encode() * 200
        place = folder / f"part-{number}.{sha256(content).hexdigest()[:32]}.js"
        place.write_bytes(content)
        place.with_name(f"{place.name}.gz").write_bytes(gzip.compress(content))


def restore(right: dict[Path, bytes]) -> None:
    """As it was made, and nothing else, without the help of what is rehearsed."""
    from yiwang.subsystems.portal.pages import mode  # noqa: PLC0415

    for place in mode.published().rglob("*"):
        if place.is_file() and place not in right:
            place.unlink()
    for place, content in right.items():
        if not place.exists() or place.read_bytes() != content:
            place.write_bytes(content)


def strict_served(right: dict[Path, bytes], edits: int, chance: random.Random) -> tuple[int, int]:
    """How many answers were not what was made, and how many there were, while files are defaced."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    from yiwang.subsystems.portal.pages.serving import Served  # noqa: PLC0415

    application = Served(get_wsgi_application(), is_strict=True)
    paths = paths_of(right)
    good = set(right.values())
    stopping, counts = threading.Event(), {"wrong": 0, "read": 0}

    def reader() -> None:
        own = random.Random(7)
        while not stopping.is_set():
            status, body = answered(application, own.choice(paths))
            counts["read"] += 1
            counts["wrong"] += status.startswith("200") and (DEFACED in body or body not in good)

    thread = threading.Thread(target=reader)
    thread.start()
    for _ in range(edits):
        place = defaced(right, chance)
        path = next((path for path, held in zip(paths, right, strict=True) if held == place), None)
        status, body = answered(application, path or f"/a/{chance.randrange(10**6, 10**7)}/")
        counts["read"] += 1
        counts["wrong"] += DEFACED in body or (status.startswith("200") and body not in good)
    stopping.set()
    thread.join()
    return counts["wrong"], counts["read"]


def paths_of(right: dict[Path, bytes]) -> list[str]:
    from yiwang.subsystems.portal.pages import mode  # noqa: PLC0415

    return [path_of(place.relative_to(mode.published())) for place in right]


def path_of(place: Path) -> str:
    """The address under which a reader asks for a file of the tree."""
    from yiwang.subsystems.portal.pages import rules  # noqa: PLC0415

    folder, _, own = str(place).partition("/")
    if folder == rules.STATIC_FOLDER:
        return f"/{place}"
    return f"/{place}/as-it-is-called.csv" if folder == rules.FILES_FOLDER else rules.path_of(own)


def answered(application: Any, path: str) -> tuple[str, bytes]:
    """One request as a web server would make it."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    body = b"".join(application(environ, lambda status, headers, *more: said.append(status)))
    return said[-1], body


def defaced(right: dict[Path, bytes], chance: random.Random) -> Path:
    """One deed: a file is changed, deleted or added, in place or by a file that takes its place."""
    place = chance.choice(list(right))
    deed = chance.random()
    if deed < 0.25:
        place.unlink(missing_ok=True)
    elif deed < 0.5:
        place = place.with_name(f"{chance.randrange(10**6, 10**7)}{chance.choice(['.html', '.php', '.rss'])}")
        place.write_bytes(DEFACED)
    elif deed < 0.75:
        beside = place.with_name("x.tmp")
        beside.write_bytes(DEFACED)
        beside.replace(place)
    else:
        content = right[place]
        at = chance.randrange(len(content))
        place.write_bytes(content[:at] + DEFACED + content[at + len(DEFACED) :])
    return place


def watched(right: dict[Path, bytes], edits: int, chance: random.Random) -> tuple[float, int]:
    """The longest time that a file stayed wrong, and how many are wrong in the end."""
    command = [sys.executable, "-m", "yiwang", "guard-pages"]
    with subprocess.Popen(command, env=os.environ) as process:
        try:
            until(is_at_work)
            longest = 0.0
            for _ in range(edits):
                place = defaced(right, chance)
                begun = time.monotonic()
                until(lambda place=place: is_right(place, right))
                longest = max(longest, time.monotonic() - begun)
            until(lambda: all(is_right(place, right) for place in right))
        finally:
            process.terminate()
            process.wait(30)
    from yiwang.subsystems.portal.pages import mode  # noqa: PLC0415

    left = [place for place in mode.published().rglob("*") if place.is_file() and not is_right(place, right)]
    return longest, len(left) + sum(not place.exists() for place in right)


def is_right(place: Path, right: dict[Path, bytes]) -> bool:
    try:
        return place.read_bytes() == right.get(place)
    except FileNotFoundError:
        return place not in right


def is_at_work() -> bool:
    from yiwang.subsystems.portal.guarding.models import Watch  # noqa: PLC0415

    return Watch.objects.filter(swept_at__isnull=False).exists()


def until(is_so: Any) -> None:
    limit = time.monotonic() + LONGEST
    while not is_so():
        if time.monotonic() > limit:
            raise SystemExit("A file was not put right within half a minute.")
        time.sleep(0.001)


def entered_edits() -> int:
    """How many files the record of tampering names."""
    from yiwang.subsystems.portal.guarding.models import Tampering  # noqa: PLC0415

    return Tampering.objects.count()


if __name__ == "__main__":
    sys.exit(main())
