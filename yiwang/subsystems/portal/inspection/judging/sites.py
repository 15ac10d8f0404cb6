"""What is wrong with a site as a whole, once its pages were looked at?"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.judging.seen import Seen
from yiwang.subsystems.portal.inspection.web import addresses
from yiwang.subsystems.portal.inspection.web.page import Page

EMPTY_BELOW = 60
NOTHING_YET = re.compile("暂无|正在建设|建设中|没有内容|尚未|敬请期待")
ICP = re.compile(r"ICP备\s*[0-9]{5,}号|ICP证\s*[0-9]{4,}号", re.IGNORECASE)
POLICE = re.compile(r"公网安备\s*[0-9]{8,}")
ELEMENTS: Sequence[tuple[str, str, re.Pattern[str]]] = (
    ("code", "网站标识码", re.compile(r"标识码\s?[:：]?\s?(?:[0-9]{10}|bm[0-9]{8})")),
    ("icp", "ICP 备案编号", ICP),
    ("police", "公安机关备案号", POLICE),
    ("sponsor", "主办单位", re.compile("主办(?:单位)?\\s?[:：]|主办单位")),
    ("contact", "联系方式", re.compile("联系方式|联系电话|联系我们|电子邮箱|热线电话")),
    ("map", "网站地图", re.compile("网站地图|站点地图")),
    ("correction", "“我为政府网站找错”入口", re.compile("找错")),
)
HEADERS: Sequence[tuple[str, str]] = (
    ("x-content-type-options", "X-Content-Type-Options"),
    ("content-security-policy", "Content-Security-Policy"),
    ("referrer-policy", "Referrer-Policy"),
)


@dataclass(frozen=True)
class Column:
    """A column page: its name and type, the newest day in it, how many entries, how much stands there.

    ``promised``: days that its own unit promised, where it did.
    """

    address: str
    name: str
    type: str
    newest: date | None
    entries: int
    length: int
    is_blank: bool
    promised: int | None = None


def home_facts(page: Page, headers: Mapping[str, str]) -> dict[str, object]:
    """What the end of an inspection must know of the home page: plain values, to be kept."""
    days = [link.day for link in page.links if link.day]
    text = page.text
    shown = [key for key, _, pattern in ELEMENTS if pattern.search(text)]
    pictures = " ".join(picture.alternative or "" for picture in page.pictures)
    links = " ".join(link.address for link in page.links)
    if "correction" not in shown and ("找错" in pictures or "zfwzgl" in links):
        shown.append("correction")
    if "map" not in shown and re.search(r"(?i)site_?map|wzdt", links):
        shown.append("map")
    return {
        "title": page.title[:200],
        "days": sorted({day.isoformat() for day in days}),
        "shown": shown,
        "has_icon": page.has_icon,
        "has_search": page.has_search,
        "headers": _kept(headers),
    }


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    names = [name for name, _ in HEADERS] + ["x-frame-options", "strict-transport-security"]
    return {name: headers[name][:300] for name in names if name in headers}


def is_blank(page: Page) -> bool:
    """A column without entries whose content says nothing, or says that there is nothing."""
    if page.entries or any(link for link in page.links if not link.is_in_frame and len(link.text) >= 8):
        return False
    if any(picture for picture in page.pictures):
        return False
    said = page.content.replace(page.meta("ColumnName"), "").strip()
    return len(said) < EMPTY_BELOW or (len(said) < 2 * EMPTY_BELOW and bool(NOTHING_YET.search(said)))


def stale_columns(columns: Collection[Column], today: date) -> Iterator[Seen]:
    """Empty ones; those not updated in their time; those that should be and were not for a year."""
    for column in columns:
        days = rules.update_days(column.type, column.name) or column.promised
        if column.is_blank:
            yield _of_column("column.empty", column, "空白栏目", "没有内容")
        elif not column.entries or not (days or column.newest):
            continue
        elif days and rules.is_stale(column.newest, today, column.promised or days):
            about = f"超过{column.promised or days}天没有更新"
            is_listed = bool(rules.update_days(column.type, column.name)) and days < rules.LONG_STALE_DAYS
            code = "column.stale" if is_listed else "column.long_stale"
            yield _of_column(code, column, about, _newest(column.newest))
        elif not days and rules.is_stale(column.newest, today, rules.LONG_STALE_DAYS):
            yield _of_column("column.long_stale", column, "一年以上没有更新", _newest(column.newest))


def _of_column(code: str, column: Column, about: str, stood: str) -> Seen:
    name = column.name or column.address
    return Seen(code, name, f"栏目“{name}”{about}", column.address, stood, column=column.name)


def _newest(day: date | None) -> str:
    return f"最新一条日期 {day}" if day else "各条信息没有日期"


def stale_home(home: str, days: Collection[date], today: date, period: int) -> Iterator[Seen]:
    """``days``: of what the home page lists and leads to; those of the future do not count."""
    newest = max((day for day in days if day <= today), default=None)
    if rules.is_stale(newest, today, period):
        stood = f"最新信息日期 {newest}" if newest else "首页信息没有日期"
        yield Seen("home.stale", "", f"首页超过{period}天没有更新", home, stood, is_on_home=True)


def missing_elements(
    home: str, facts: Mapping[str, object], *, has_icon_file: bool, has_map: bool
) -> Iterator[Seen]:
    """What the head and foot of the home page must show (国办发〔2017〕47号)."""
    shown = facts["shown"] if isinstance(facts["shown"], list) else []
    for key, label, _ in ELEMENTS:
        if key not in shown and not (key == "map" and has_map):
            yield Seen(
                "element.missing", key, f"首页没有{label}", home, "首页文字中没有找到", is_on_home=True
            )
    if not facts["has_icon"] and not has_icon_file:
        yield Seen("element.missing", "icon", "没有网站图标", home, "没有 favicon", is_on_home=True)
    if not facts["has_search"]:
        yield Seen("element.missing", "search", "首页没有站内搜索", home, "没有搜索框", is_on_home=True)


def missing_headers(home: str, facts: Mapping[str, object]) -> Iterator[Seen]:
    headers = facts["headers"] if isinstance(facts["headers"], dict) else {}
    wanted = [label for name, label in HEADERS if name not in headers]
    if "x-frame-options" not in headers and "frame-ancestors" not in headers.get(
        "content-security-policy", ""
    ):
        wanted.append("X-Frame-Options")
    if home.startswith("https://") and "strict-transport-security" not in headers:
        wanted.append("Strict-Transport-Security")
    for label in wanted:
        yield Seen(
            "security.header", label, f"没有安全响应头 {label}", home, "首页响应中没有", is_on_home=True
        )


def network_faults(home: str, *, has_ipv6: bool | None, is_private: bool) -> Iterator[Seen]:
    """An inner site needs neither a public name nor IPv6."""
    if is_private:
        return
    host = addresses.host_of(home)
    if not rules.is_government_host(host):
        yield Seen("domain.suffix", "", "域名不以 .gov.cn 结尾", home, host, is_on_home=True)
    if has_ipv6 is False:
        yield Seen("network.ipv6", "", "域名没有 IPv6 地址", home, f"{host} 没有 AAAA 记录", is_on_home=True)


def unreachable(home: str, failed: int, visits: int, least: int) -> Iterator[Seen]:
    if rules.is_unreachable(failed, visits, least):
        stood = f"近7天访问{visits}次，打不开{failed}次（{100 * failed / visits:.2f}%）"
        yield Seen("site.unreachable", "", "站点无法访问", home, stood, is_on_home=True)
