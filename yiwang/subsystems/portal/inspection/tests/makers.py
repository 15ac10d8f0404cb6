"""A small site in memory, the tools to inspect it, and the people who do, with sensible defaults."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_root
from yiwang.subsystems.portal.inspection import inspecting, rules
from yiwang.subsystems.portal.inspection.actions import runs
from yiwang.subsystems.portal.inspection.inspecting import Tools
from yiwang.subsystems.portal.inspection.models import Run, Watched
from yiwang.subsystems.portal.inspection.web.fetching import Answer

HOME = "https://www.example.gov.cn/"
CODE = "4199000001"
SAFE = {
    "content-type": "text/html; charset=utf-8",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}
FOOT = (
    "<footer>主办单位：某市人民政府办公室 联系方式：0000-0000000 网站标识码：4199000001 某ICP备12345678号"
    " 某公网安备 12345678901号 <a href='/map/'>网站地图</a> <a href='/corrections/'>我为政府网站找错</a>"
    "</footer>"
)
SEARCH = "<header><form><label for='q'>搜索</label><input id='q' name='q' type='search'></form></header>"
_numbers = count(1)


def html(title: str, content: str, *, head: str = "", metas: dict[str, str] | None = None) -> str:
    """A page without any fault unless ``content`` or ``metas`` bring one."""
    said = {
        "SiteName": "某市人民政府",
        "SiteDomain": "www.example.gov.cn",
        "SiteIDCode": CODE,
        **(metas or {}),
    }
    tags = "".join(
        f'<meta name="{name}" content="{value}">' for name, value in said.items() if value is not None
    )
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{tags}'
        f'<link rel="icon" href="/icon.svg">{head}</head><body>{SEARCH}'
        f"<main>{content}</main>{FOOT}</body></html>"
    )


def article(title: str, day: date, content: str = "正文。", **metas: Any) -> str:
    said = {
        "ColumnName": "工作动态",
        "ColumnType": "工作动态",
        "ArticleTitle": title,
        "PubDate": f"{day} 09:00",
        "ContentSource": "办公室",
        "Keywords": "工作",
        **metas,
    }
    return html(title, f"<h1>{title}</h1><p>发布时间：{day}</p><p>{content}</p>", metas=said)


def column(title: str, entries: list[tuple[str, str, date]], *, kind: str = "", content: str = "") -> str:
    rows = "".join(f"<li><a href='{path}'>{name}</a><span>{day}</span></li>" for path, name, day in entries)
    said = {
        "ColumnName": title,
        "ColumnDescription": title,
        "ColumnKeywords": title,
        "ColumnType": kind or title,
    }
    return html(title, f"<h1>{title}</h1><ul>{rows}</ul>{content}", metas=said)


def make_pages(day: date | None = None) -> dict[str, Any]:
    """Path to what stands there: a site with nothing wrong."""
    day = day or today()
    listed = [("/a/1.html", "关于一件事情的消息", day)]
    home = "<ul><li><a href='/news/'>工作动态栏目</a></li></ul>" + "".join(
        f"<p><a href='{path}'>{name}</a> {when}</p>" for path, name, when in listed
    )
    return {
        "/": html("某市人民政府", home),
        "/news/": column("工作动态", listed),
        "/a/1.html": article("关于一件事情的消息", day),
        "/map/": html("网站地图", "<p><a href='/news/'>工作动态栏目</a></p>"),
        "/corrections/": html("找错", "<p>请说明错在哪里。</p>"),
        "/icon.svg": "",
        "/favicon.ico": "",
        "/sitemap.xml": "",
    }


class FakeWeb:
    """Opens the pages of one site and what ``others`` answers; counts what was asked for."""

    def __init__(
        self, pages: dict[str, Any], others: dict[str, Answer] | None = None, home: str = HOME
    ) -> None:
        self.pages, self.others, self.home = pages, others or {}, home.rstrip("/")
        self.asked: list[str] = []
        self.before: Callable[[str], None] = lambda address: None

    def get(self, address: str) -> Answer:
        self.before(address)
        self.asked.append(address)
        if address in self.others:
            return self.others[address]
        if not address.startswith(self.home):
            return Answer(address, 200, headers=SAFE)
        found = self.pages.get(address.removeprefix(self.home))
        if found is None:
            return Answer(address, 404, headers=SAFE)
        if isinstance(found, Answer):
            return found
        kind = {"content-type": "text/plain"} if address.endswith(".txt") else {}
        return Answer(address, 200, headers={**SAFE, **kind}, body=found.encode())

    def head(self, address: str) -> Answer:
        return self.get(address)

    def cut_overdue(self) -> None:
        """Nothing drips here."""

    def keep_distance(self, seconds: float) -> None:
        self.distance = seconds


class FakeNames:
    def __init__(self, *, has: bool | None = True, found: dict[str, list[str]] | None = None) -> None:
        self.has, self.found = has, found or {}

    def ips(self, host: str, port: int) -> list[str]:
        return self.found.get(host, [])

    def has_ipv6(self, host: str) -> bool | None:
        return self.has


def make_watched(**changes: Any) -> Watched:
    unit = changes.pop("unit", None) or make_root()
    fields = {
        "name": f"第{next(_numbers)}个网站",
        "address": HOME,
        "identification_code": CODE,
        "added_at": shifted(now(), days=-30),
        **changes,
    }
    return Watched.objects.filter(address=fields["address"]).first() or Watched.objects.create(
        unit=unit, **fields
    )


def tools(pages: dict[str, Any], others: dict[str, Answer] | None = None, **names: Any) -> Tools:
    return Tools(FakeWeb(pages, others), FakeNames(**names))


def inspect(
    pages: dict[str, Any], site: Watched | None = None, used: Tools | None = None, **bounds: Any
) -> Run:
    """Begin and work to the end."""
    site = site or make_watched()
    run = runs.begin(SYSTEM, site.pk, **bounds)
    return inspecting.work(run.pk, used or tools(pages), 30.0)


def make_inspector(**changes: Any) -> Post:
    return make_post(**{"unit": make_root(), "roles": [rules.INSPECTOR], **changes})


def make_keeper(**changes: Any) -> Post:
    return make_post(**{"unit": make_root(), "roles": [rules.KEEPER], **changes})
