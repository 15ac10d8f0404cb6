"""Which browser do these tests drive, and what do they require of every page?"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

# Playwright keeps an event loop in the test's thread; the tests themselves are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium on this machine: browser tests did not run")
                )


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(params=SIZES)
def page(request, browser, live_server) -> Iterator:
    """A page of each size that fails the test on a script error, a refused resource or a violated policy."""
    context = browser.new_context(viewport=SIZES[request.param], base_url=live_server.url, locale="zh-CN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.size, page.base = request.param, live_server.url
    mark = request.node.get_closest_marker("tolerates")
    tolerated = mark.args if mark else ()
    faults: list[str] = []

    def is_fault(message) -> bool:
        return message.type == "error" and not any(words in message.text for words in tolerated)

    page.under_way = set()
    page.on("request", lambda request: page.under_way.add(request) if leaves(page, request) else None)
    page.on("requestfailed", lambda request: page.under_way.discard(request))  # noqa: PLW0108 - no builtins
    page.on("load", lambda _: page.under_way.clear())
    page.on("download", lambda _: page.under_way.clear())
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    yield page
    context.close()
    assert not faults, faults


def leaves(page, request) -> bool:
    """Whether the answer to this request will stand where the page now stands."""
    return request.is_navigation_request() and request.frame == page.main_frame


def settle(page) -> None:
    """Wait for the page that the last click or key asked for: a click returns before its answer is there."""
    with contextlib.suppress(Error):  # the old page went while it was asked: what was waited for
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    ends = time.monotonic() + 15
    while page.under_way and time.monotonic() < ends:
        page.wait_for_timeout(20)
    page.wait_for_load_state()


@pytest.fixture
def accessible():
    """Call it with a page: one sentence for each fault that axe-core finds, and for a page too wide."""

    def faults_of(page, name: str = "") -> list[str]:
        settle(page)
        faults = [
            f"{name}: {violation['id']} at {' '.join(node['target'][0] for node in violation['nodes'][:3])}"
            for violation in Axe().run(page).response["violations"]
        ]
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"):
            faults.append(f"{name}: wider than the window")
        return faults

    return faults_of
