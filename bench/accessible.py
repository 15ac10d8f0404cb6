"""Does every page that residents read pass axe-core, at every width, in every way of reading?

``python -m bench.accessible http://localhost:8000 [--ways large elder] [--json]`` walks a served city from
its front page, keeps an address of each route that it meets (with its forms unsent), and opens it at 360,
768, 1440 and 1920 px as it is, and at 360 and 1440 px dark, in high contrast, large and for the elderly.
A fault is a violation of axe-core or a page wider than its window; ``--ways`` looks in these ways only.
Prints ``routes``, ``looks``, ``faults``; lists every fault on stderr and ends with 1 where there is one.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, sync_playwright

from bench import rig

WIDTHS = {360: 780, 768: 1024, 1440: 900, 1920: 1080}
WAYS = {
    "dark": "dark.normal.normal", "contrast": "light.normal.high",
    "large": "light.large.normal", "elder": "light.elder.normal",
}  # fmt: skip
PLAIN = "plain"
NARROW_AND_WIDE = (360, 1440)
MOST_FETCHED = 1_500
# What a reader does not read: bytes, feeds, figures for programs, what asks for an account.
PASSED_OVER = re.compile(
    r"/(office|api|accounts|files|static|media)/|\.(xml|json|csv|xlsx|pdf|ics|txt|png|svg)$"
)
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

Looks = Iterator[tuple[str, int, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a served city")
    parser.add_argument("--chromium", default=CHROMIUM)
    parser.add_argument("--ways", nargs="+", choices=[PLAIN, *WAYS], default=[PLAIN, *WAYS])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        names_known(stack.enter_context(tempfile.TemporaryDirectory(prefix="yiwang-bench-accessible-")))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=given.chromium, args=ARGUMENTS)
        routes = met(browser.new_context(), given.address)
        faults, count = [], 0
        for name, width, way in looks(given.ways):
            context = browser.new_context(
                viewport={"width": width, "height": WIDTHS[width]}, locale="zh-CN", reduced_motion="reduce"
            )
            if way != PLAIN:
                context.add_cookies([{"name": "reading", "value": WAYS[way], "url": given.address}])
            page = context.new_page()
            for route, address in routes.items():
                count += 1
                faults += [f"{name} {route} {address}: {fault}" for fault in faults_of(page, address)]
            context.close()
            print(f"{name}: {count} looks, {len(faults)} faults", file=sys.stderr)
        browser.close()
    print("\n".join(faults), file=sys.stderr)
    rig.show({"routes": len(routes), "looks": count, "faults": len(faults)}, as_json=given.json)
    return 1 if faults else 0


def names_known(folder: str) -> None:
    """Django without a database: only the names of addresses are asked of it."""
    os.environ |= {"YIWANG_MODE": "test", "YIWANG_DATA": folder}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
    import django  # noqa: PLC0415 - settings are read on import, so the environment comes first

    django.setup()


def looks(ways: list[str]) -> Looks:
    """Name, width and way of reading of each look at all pages."""
    for way in ways:
        for width in WIDTHS if way == PLAIN else NARROW_AND_WIDE:
            yield f"{width} {way}", width, way


def met(context: Any, start: str) -> dict[str, str]:
    """An address by the name of its route: the first one met on a walk from the front page."""
    found: dict[str, str] = {}
    waiting, seen = [start], {urlsplit(start).path or "/"}
    fetched: dict[str, int] = {}
    while waiting and sum(fetched.values()) < MOST_FETCHED:
        address = waiting.pop(0)
        route = route_of(urlsplit(address).path)
        # Three of each kind are enough to find where it leads.
        if route is None or fetched.get(route, 0) >= 3:
            continue
        fetched[route] = fetched.get(route, 0) + 1
        answer = context.request.get(address)
        if answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        found.setdefault(route, address)
        for href in re.findall(r'<a [^>]*href="([^"#?]+)', answer.text()):
            linked = urljoin(address, href)
            parts = urlsplit(linked)
            if parts.netloc == urlsplit(start).netloc and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(linked)
    return found


def route_of(path: str) -> str | None:
    from django.urls import Resolver404, resolve  # noqa: PLC0415 - Django is set up by now

    if PASSED_OVER.search(path):
        return None
    try:
        return resolve(path or "/").view_name
    except Resolver404:
        return None


def faults_of(page: Page, address: str) -> list[str]:
    try:
        page.goto(address, wait_until="load")
        said = [
            f"{violation['id']} at {' '.join(str(node['target'][0]) for node in violation['nodes'][:3])}"
            for violation in Axe().run(page).response["violations"]
        ]
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"):
            said.append("wider than its window")
    except Error as error:
        return [str(error).splitlines()[0]]
    return said


if __name__ == "__main__":
    sys.exit(main())
