"""Is everything up that should be, as it should be, and does the office see what could not be done?"""

import re
import sys
import time
from collections.abc import Iterator

from faults.publishing import city

LONGEST = 150
SHOWN = 10
ENTRY = re.compile(rb"<(?:item|entry)>")
MADE_AT = re.compile(rb"<(lastBuildDate|updated)>[^<]*</\1>")


def healed() -> tuple[float, int]:
    """A worker is started as after a fault: how many seconds it took, and what is untrue still."""
    begun = time.monotonic()
    worker = city.begun_as_process(city.working)
    try:
        while untrue() and time.monotonic() - begun < LONGEST:
            time.sleep(0.05)
    finally:
        city.killed(worker)
    return time.monotonic() - begun, untrue()


def untrue() -> int:
    """Pages to be made, tried again or cleared, and files to be cleared."""
    from yiwang.subsystems.portal.pages import rules  # noqa: PLC0415 - Django is set up only now
    from yiwang.subsystems.portal.pages.models import Marker, Page, ShownFile  # noqa: PLC0415

    waiting = Page.objects.filter(state__in=[rules.STALE, rules.FAULTY]).count()
    cleared = Page.objects.uncleared().count() + ShownFile.objects.uncleared().count()
    return waiting + cleared + Marker.objects.filter(is_pending=True).exclude(trouble="").count()


def differing() -> tuple[int, int]:
    """How many pages are not what they would be if made now; how many files are not what was published."""
    pages, files = list(_wrong_pages()), list(_wrong_files())
    for sentence in [*pages[:SHOWN], *files[:SHOWN]]:
        print(sentence, file=sys.stderr)
    return len(pages), len(files)


def _wrong_pages() -> Iterator[str]:
    from yiwang.subsystems.portal.pages import manifest, rendering, rules, store  # noqa: PLC0415
    from yiwang.subsystems.portal.pages.models import Marker, Page  # noqa: PLC0415

    reader = manifest.Reader()
    if not reader.renew(Marker.objects.get().manifest):
        yield "The list cannot be proved."
    for page in Page.objects.order_by("pk"):
        made = rendering.rendered(page.site, "", page.path)
        there, listed = store.read(store.place_of(page.file)), reader.listed(page.file)
        if _timeless(there or b"") != _timeless(made.body) or page.state not in {rules.MADE, rules.GONE}:
            yield f"{page}: {page.state}, not as it would be made now"
        elif there and (listed is None or listed.digest != store.digest_of(there)):
            yield f"{page}: not on the list as it is"
        if page.state == rules.GONE and store.place_of(f"{page.site}/{rules.file_of(page.path)}").exists():
            yield f"{page}: withdrawn and still in the tree"


def _timeless(content: bytes) -> bytes:
    """A feed without any entry says when it was made."""
    return content if ENTRY.search(content) else MADE_AT.sub(b"", content)


def _wrong_files() -> Iterator[str]:
    from yiwang.kernel.deadlines.moments import now  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.publications.models import Attachment, Publication  # noqa: PLC0415
    from yiwang.subsystems.portal.pages import mode, rules, store  # noqa: PLC0415
    from yiwang.subsystems.portal.pages.models import ShownFile  # noqa: PLC0415

    readable = Publication.objects.readable(now())
    wanted = {
        rules.place_of_file(one.stored.key, 0): one.stored.digest
        for one in Attachment.objects.filter(publication__in=readable).select_related("stored")
    }
    up = {row.file: row.digest for row in ShownFile.objects.up()}
    folder = mode.published() / rules.FILES_FOLDER
    there = {
        f"{rules.FILES_FOLDER}/{place.name}": store.digest_at(place)
        for place in (folder.iterdir() if folder.exists() else ())
        if not place.name.startswith(store.BESIDE)
    }
    for file in sorted({*wanted, *up, *there}):
        if not wanted.get(file) == up.get(file) == there.get(file):
            yield f"{file}: {file in wanted=}, {file in up=}, {file in there=}"


def is_listed(words: str, **query: str) -> bool:
    """Whether the office page of static publishing says so to the one who looks after it."""
    from django.test import Client  # noqa: PLC0415 - Django is set up only now

    from yiwang.kernel.organizations.tests.makers import make_post, make_root, sign_in  # noqa: PLC0415
    from yiwang.subsystems.portal.pages import rules  # noqa: PLC0415

    client = Client()
    sign_in(client, make_post(unit=make_root(), roles=[rules.KEEPER]))
    answer = client.get("/office/portal/pages/", query)
    return answer.status_code == 200 and words in answer.content.decode()


def false_alarms() -> int:
    """Files that the watcher took for tampered with though nobody but their makers touched them."""
    from yiwang.subsystems.portal.guarding.models import Tampering  # noqa: PLC0415 - Django is set up only now

    for row in Tampering.objects.all()[:SHOWN]:
        print(f"{row.file}: {row.kind}, found by {row.found_by}", file=sys.stderr)
    return Tampering.objects.count()
