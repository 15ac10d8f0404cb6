"""When does a government website fail an inspection, how many points does it lose, who may do what?

Sources: 国办秘函〔2019〕19号 检查指标 (veto items, score), 国办发〔2015〕15号 普查评分表 (points),
国办发〔2017〕47号 政府网站发展指引 (tags, footer, domain).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from urllib.parse import urlsplit

from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.errors import Refused

READ, INSPECT, RECTIFY = (
    "portal.inspection_read",
    "portal.inspection_run",
    "portal.inspection_rectify",
)
INSPECTOR, KEEPER = "portal_inspector", "portal_site_keeper"

RUNNING, DONE, UNREACHABLE, FORBIDDEN, STOPPED = "running", "done", "unreachable", "forbidden", "stopped"
RUN_STATES = {
    RUNNING: "检查中",
    DONE: "已完成",
    UNREACHABLE: "网站打不开",
    FORBIDDEN: "网站禁止检查",
    STOPPED: "已停止",
}
RUN_TONES = {RUNNING: "info", DONE: "good", UNREACHABLE: "bad", FORBIDDEN: "warn", STOPPED: ""}

OPEN, CLAIMED, CLOSED, DISMISSED = "open", "claimed", "closed", "dismissed"
PROBLEM_STATES = {OPEN: "待整改", CLAIMED: "已报整改，待复查", CLOSED: "已销号", DISMISSED: "不成立"}
PROBLEM_TONES = {OPEN: "bad", CLAIMED: "warn", CLOSED: "good", DISMISSED: ""}
LIVE = (OPEN, CLAIMED)

PASSED, FAILED, VETOED = "passed", "failed", "vetoed"
VERDICTS = {PASSED: "合格", FAILED: "不合格", VETOED: "单项否决"}
VERDICT_TONES = {PASSED: "good", FAILED: "bad", VETOED: "bad"}
FULL, PASS, GOOD = 100, 60, 80

SITE_CODE = re.compile(r"[0-9]{10}|bm[0-9]{8}")
SLOW_SECONDS = 15.0
MOST_PAGES, MOST_SECONDS = 20_000, 14_400
NAME_LENGTH, ADDRESS_LENGTH, TEXT_LENGTH = 80, 300, 500
# First words of a column's name or type, and how many days it may stand without anything new (2019 items).
UPDATE_DAYS: Sequence[tuple[re.Pattern[str], int]] = (
    (re.compile("动态|要闻|新闻|快讯"), 14),
    (re.compile("通知|公告|公示|政策文件|规范性文件"), 183),
    (re.compile("人事|规划|计划"), 365),
)
LONG_STALE_DAYS = 365


@dataclass(frozen=True)
class Marks:
    """What an indicator does to the score: ``each`` and ``most`` are points, ``veto_at`` a count or 0."""

    each: float
    most: float
    veto_at: int
    days: int


@dataclass(frozen=True)
class Score:
    """``lost`` by indicator, rounded to a tenth; ``points`` is 0 for a site that was vetoed."""

    points: float
    verdict: str
    lost: Mapping[str, float]
    vetoes: Sequence[str]


def is_slow(seconds: float) -> bool:
    """Fifteen seconds are too long, inclusive (国办秘函〔2019〕19号, 站点无法访问)."""
    return seconds >= SLOW_SECONDS


def is_unreachable(failed: int, visits: int, least: int) -> bool:
    """5 % of the visits of a week or more, inclusive; with fewer than ``least`` visits nothing is judged."""
    return visits >= least and failed * 20 >= visits


def availability_loss(failed: int, visits: int) -> int:
    """Five points for each full per cent of failed visits (国办发〔2015〕15号, 首页可用性)."""
    return 5 * floor(100 * failed / visits) if visits else 0


def is_stale(newest: date | None, today: date, days: int) -> bool:
    """Nothing new in the last ``days`` days; what has no date counts as not updated (国办发〔2015〕15号)."""
    return newest is None or newest > today or (today - newest).days >= days


def update_days(column_type: str, column_name: str) -> int | None:
    """How long a column may rest, by its type and else by its name; None: nobody says."""
    for said in (column_type, column_name):
        for pattern, days in UPDATE_DAYS:
            if pattern.search(said):
                return days
    return None


def score(
    counts: Mapping[str, int], marks: Mapping[str, Marks], extra: Mapping[str, float] | None = None
) -> Score:
    """Veto first, then 100 minus the points lost; no indicator takes more than its own points.

    ``counts``: problems by indicator; ``extra``: points that are not counted by problems.
    """
    vetoes = [code for code, mark in marks.items() if mark.veto_at and counts.get(code, 0) >= mark.veto_at]
    lost = {}
    for code, mark in marks.items():
        points = counts.get(code, 0) * mark.each + (extra or {}).get(code, 0)
        if points:
            lost[code] = round(min(points, mark.most), 1)
    points = 0.0 if vetoes else round(max(FULL - sum(lost.values()), 0.0), 1)
    return Score(points, VETOED if vetoes else verdict(points), lost, vetoes)


def verdict(points: float) -> str:
    """Below sixty fails (国办秘函〔2019〕19号)."""
    return FAILED if points < PASS else PASSED


def earns_bonus(points: float) -> bool:
    """Only above eighty the part of additional points is looked at."""
    return points > GOOD


def without_services(deducted: float) -> float:
    """Of a body without public services: 75 points, multiplied by 4/3 (国办秘函〔2019〕19号)."""
    return round((75 - deducted) * 4 / 3, 1)


def is_site_code(code: str) -> bool:
    """网站标识码: ten digits, or bm and eight digits (国办发〔2017〕47号)."""
    return bool(SITE_CODE.fullmatch(code))


def is_government_host(host: str) -> bool:
    """Only .gov.cn (国办发〔2017〕47号)."""
    return host == "gov.cn" or host.endswith(".gov.cn")


def checked_name(text: str, field: str = "name") -> str:
    """Raises Refused for a name that is empty or too long."""
    name = " ".join(text.split())
    if not 2 <= len(name) <= NAME_LENGTH:
        raise Refused(f"名称为2至{NAME_LENGTH}字，请修改。", field=field)
    return name


def checked_address(text: str) -> str:
    """The address of a home page. Raises Refused for what is none."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_fits = urlsplit(""), False
    fits = parts.scheme in {"http", "https"} and parts.hostname and port_fits and address.isprintable()
    if not fits or " " in address or parts.username or len(address) > ADDRESS_LENGTH:
        raise Refused("请填写完整的首页网址，如 https://www.yunze.gov.cn/。", field="address")
    return address if parts.path else f"{address}/"


def checked_text(text: str, field: str, what: str) -> str:
    """What somebody says, fit to be kept. Raises Refused."""
    kept = text.replace("\x00", "").strip()
    if not 4 <= len(kept) <= TEXT_LENGTH:
        raise Refused(f"请写明{what}（4至{TEXT_LENGTH}字）。", field=field)
    return kept


def check_live(state: str) -> None:
    if state not in LIVE:
        raise Refused(f"这个问题{PROBLEM_STATES[state]}，不能再处理。")


def check_round_dates(starts_on: date, report_until: date, rectify_until: date) -> None:
    """Self-inspection ends before rectification does. Raises Refused."""
    if report_until < starts_on:
        raise Refused("自查截止日期不能早于开始日期，请修改。", field="report_until")
    if rectify_until < report_until:
        raise Refused("整改截止日期不能早于自查截止日期，请修改。", field="rectify_until")


def is_long_unanswered(received_on: date, today: date) -> bool:
    """A letter of the last year, unanswered for more than three months (国办秘函〔2019〕19号)."""
    return months_later(received_on, 3) < today <= months_later(received_on, 12)
