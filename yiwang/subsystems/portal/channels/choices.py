"""In which ways may a page be read, and what does the cookie say that keeps the choice?

Plain Python. The cookie holds three words and nothing about anybody: pages are the same bytes for everybody,
so that they can be files; the browser puts the choice into force (``browser/reading_early.js``, or without
scripts the sheet at /preferences/reading.css).
"""

from dataclasses import dataclass

COOKIE = "reading"
YEAR = 365 * 24 * 3600
TONES = {"auto": "跟随设备", "light": "浅色", "dark": "深色"}
SIZES = {"normal": "标准", "large": "大字", "elder": "长者模式（特大字、简洁页面）"}
CONTRASTS = {"normal": "标准", "high": "高对比度"}
THEMES = {
    "blue": "政务蓝",
    "red": "政务红",
    "green": "生态绿",
    "teal": "青碧",
    "bronze": "古铜",
    "ink": "水墨",
}
"""The classes ``theme-…`` of ``browser/_themes.css``, by the names that officials read."""


@dataclass(frozen=True)
class Choice:
    tone: str = "auto"
    size: str = "normal"
    contrast: str = "normal"

    @property
    def written(self) -> str:
        return f"{self.tone}.{self.size}.{self.contrast}"

    @property
    def sheets(self) -> list[tuple[str, str]]:
        """Which sheets put the choice into force without scripts, each with the media it holds for."""
        dark = {"dark": "screen", "auto": "screen and (prefers-color-scheme: dark)"}.get(self.tone)
        found = [("dark", dark)] if dark else []
        if self.contrast == "high":
            found.append(("high", "screen"))
        if self.size != "normal":
            found.append((self.size, "screen"))
        return found


def read(cookie: str) -> Choice:
    """The choice of a cookie; what is no choice of ours counts as none."""
    parts = cookie.split(".")
    if len(parts) != 3:
        return Choice()
    tone, size, contrast = parts
    if tone not in TONES or size not in SIZES or contrast not in CONTRASTS:
        return Choice()
    return Choice(tone, size, contrast)
