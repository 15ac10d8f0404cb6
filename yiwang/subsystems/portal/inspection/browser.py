"""What does axe-core find on a home page, where a browser is at hand?"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NEEDED = ("playwright", "axe_playwright_python")
MILLISECONDS = 30_000


@dataclass(frozen=True)
class Judged:
    """``sentence`` for people; ``violations``: the names of axe-core's rules with the number of places."""

    sentence: str
    violations: Sequence[str] = ()


def axe(address: str) -> Judged:
    """Open the page in Chromium and let axe-core look at it; one sentence where that cannot be done."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None or any(find_spec(name) is None for name in NEEDED):
        return Judged("没有安装 Chromium 或 playwright、axe-playwright-python，未做浏览器无障碍检查。")
    playwright = import_module("playwright.sync_api")
    axes = import_module("axe_playwright_python.sync_playwright")
    try:
        with playwright.sync_playwright() as play:
            opened = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            page = opened.new_page()
            page.goto(address, timeout=MILLISECONDS)
            found = axes.Axe().run(page).response["violations"]
            opened.close()
    except playwright.Error as fault:
        return Judged(f"浏览器没有打开首页：{str(fault).splitlines()[0][:120]}")
    violations = [f"{one['id']}（{len(one['nodes'])}处）" for one in found]
    said = "、".join(violations) or "没有发现问题"
    return Judged(f"浏览器无障碍检查（axe-core）：{said}。", violations)
