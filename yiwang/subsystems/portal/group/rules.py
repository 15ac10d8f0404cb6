"""When may a unit open, rebuild, take down and close a website, and what must be done before?

国办发〔2017〕47号《政府网站发展指引》, "〔2017〕47号" below.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import unquote_to_bytes, urlsplit

from yiwang.kernel.errors import Refused

GROUP = "portal.group_manage"
IMPORT = "portal.site_import"
MANAGER, IMPORTER = "portal_group_manager", "portal_importer"
NOTICE_DAYS = 30
LONGEST_OFFLINE_DAYS = 30
LONGEST_TEXT = 500
LONGEST_PATH = 500
PART = 400
"""Old addresses that one envelope tells the outer zone of."""
MOST_COLUMNS = 60  # in the bar that every page has
CODE = re.compile(r"[0-9]{10}|bm[0-9]{8}")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+gov\.cn")
PHONE = re.compile(r"[0-9]{3,4}-[0-9]{7,8}(?:-[0-9]{1,6})?|1[3-9][0-9]{9}|[0-9]{7,8}|12345")


class OpeningState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    OPENED = "opened"


OPENING_STATES: Mapping[str, str] = {
    OpeningState.REQUESTED: "待审核",
    OpeningState.APPROVED: "筹建中",
    OpeningState.REFUSED: "不同意",
    OpeningState.OPENED: "已开通",
}
OPENING_TONES: Mapping[str, str] = {
    OpeningState.REQUESTED: "warn",
    OpeningState.APPROVED: "info",
    OpeningState.REFUSED: "bad",
    OpeningState.OPENED: "good",
}


@dataclass(frozen=True)
class Check:
    """One thing to be done before a site is opened; ``field``: it is done when this number is known."""

    code: str
    label: str
    field: str = ""


CHECKS: Sequence[Check] = (
    Check("duty", "明确主办单位、承办单位和内容保障责任"),
    Check("approval", "同级政府办公厅（室）审核同意"),
    Check("code", "取得网站标识码", "identification_code"),
    Check("domain", "域名已注册并解析到本平台"),
    Check("icp", "完成 ICP 备案", "icp_number"),
    Check("police", "完成公安机关备案", "police_number"),
    Check("columns", "栏目规划已审定，基本栏目有内容"),
    Check("people", "采编、审核、签发人员到位并参加培训"),
    Check("security", "完成网络安全等级保护定级和测评"),
    Check("access", "无障碍、适老化和 IPv6 访问已测试"),
)
"""〔2017〕47号, 开设流程: everything obtained before the site goes online."""


def may_have_site(kind: str, depth: int) -> bool:
    """Governments of counties and above and their departments; nobody below (〔2017〕47号, 分级分类).

    ``depth``: 1 the city, 2 its departments and counties, 3 departments of counties.
    """
    return depth <= {"government": 2, "department": 3, "committee": 3, "stationed": 2}.get(kind, 0)


def check_unit(name: str, kind: str, depth: int, existing: str) -> None:
    """``existing``: the name of a site that the unit has or has asked for."""
    if not may_have_site(kind, depth):
        raise Refused(
            f"{name}不是县级以上政府或其部门，不单独开设网站，请依托上级政府网站开设栏目。", field="unit"
        )
    if existing:
        raise Refused(f"一个单位最多开设一个网站，{name}已有“{existing}”。", field="unit")


def check_code(code: str) -> None:
    """Ten characters: ten digits, or bm and eight digits for ministries (〔2017〕47号, test cases 17)."""
    if not CODE.fullmatch(code):
        raise Refused("网站标识码为 10 位数字，部委网站为 bm 加 8 位数字。", field="identification_code")


def check_domain(domain: str, main: str, *, is_government: bool) -> None:
    """``www.□□□.gov.cn`` for a government, ``○○○.□□□.gov.cn`` for a department (〔2017〕47号, 域名规范)."""
    if not DOMAIN.fullmatch(domain) or len(domain) > 120:
        raise Refused("政府网站使用以 .gov.cn 为后缀的英文域名，如 wjw.yunze.gov.cn。", field="domain")
    if is_government:
        if not domain.startswith("www."):
            raise Refused("政府门户网站的域名形式为 www.□□□.gov.cn。", field="domain")
        return
    base = main.removeprefix("www.")
    name = domain.removesuffix(f".{base}")
    if name == domain or "." in name or name == "www":
        raise Refused(f"部门网站的域名形式为 ○○○.{base}，请修改。", field="domain")


def missing_checks(done: Collection[str], numbers: Mapping[str, str]) -> list[Check]:
    """What still stands between a site and its opening."""
    return [one for one in CHECKS if not (numbers.get(one.field) if one.field else one.code in done)]


def check_text(text: str, label: str, field: str, least: int = 4) -> str:
    kept = " ".join(text.split())
    if len(kept) < least:
        raise Refused(f"请写明{label}，至少 {least} 个字。", field=field)
    if len(kept) > LONGEST_TEXT:
        raise Refused(f"{label}不超过 {LONGEST_TEXT} 字。", field=field)
    return kept


def check_phone(phone: str, field: str) -> None:
    if not PHONE.fullmatch(phone):
        raise Refused("请填写有效的电话，如 0999-8123456 或手机号。", field=field)


# Guidance --------------------------------------------------------------------------------------------------

WAYS: Mapping[str, str] = {
    "visit": "现场指导",
    "training": "集中培训",
    "phone": "电话指导",
    "paper": "书面指导",
}


# Taking down for a while, closing for good ----------------------------------------------------------------


class ClosingState(StrEnum):
    PLANNED = "planned"
    NOTICED = "noticed"
    MOVING = "moving"
    MOVED = "moved"
    CLOSED = "closed"
    DROPPED = "dropped"


CLOSING_STATES: Mapping[str, str] = {
    ClosingState.PLANNED: "列入关停名单",
    ClosingState.NOTICED: "公告期",
    ClosingState.MOVING: "正在迁移内容",
    ClosingState.MOVED: "内容已迁移",
    ClosingState.CLOSED: "已关停",
    ClosingState.DROPPED: "已取消",
}
CLOSING_TONES: Mapping[str, str] = {
    ClosingState.PLANNED: "warn",
    ClosingState.NOTICED: "info",
    ClosingState.MOVING: "info",
    ClosingState.MOVED: "info",
    ClosingState.CLOSED: "",
    ClosingState.DROPPED: "",
}


def day_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def notice_ends_on(noticed_on: date) -> date:
    """The last day of the notice: thirty full days on the home page (〔2017〕47号, 关停)."""
    return day_after(noticed_on, NOTICE_DAYS)


def check_closing(state: str, noticed_on: date | None, today: date) -> None:
    if state != ClosingState.MOVED:
        raise Refused("请先发布关停公告，并把全部内容迁移到接收网站。")
    if noticed_on is None or today < notice_ends_on(noticed_on):
        until = notice_ends_on(noticed_on).isoformat() if noticed_on else ""
        raise Refused(f"关停公告须在首页展示满 {NOTICE_DAYS} 天，最早 {until} 关停。")


def check_offline(starts_on: date, ends_on: date, former: Sequence[date], today: date) -> None:
    """At most once a year and thirty days (〔2017〕47号, 临时下线); ``former``: when earlier ones began."""
    if starts_on < today:
        raise Refused("临时下线的开始日期不能早于今天。", field="starts_on")
    if ends_on < starts_on:
        raise Refused("恢复日期不能早于开始日期。", field="ends_on")
    if ends_on.toordinal() - starts_on.toordinal() + 1 > LONGEST_OFFLINE_DAYS:
        raise Refused(f"临时下线一次不超过 {LONGEST_OFFLINE_DAYS} 天。", field="ends_on")
    if any(one.year == starts_on.year for one in former):
        raise Refused(f"{starts_on.year} 年已经临时下线过一次，每年不超过一次。", field="starts_on")


# Old addresses ---------------------------------------------------------------------------------------------

_TARGET = re.compile(r"https?://[^\s/<>\"']+[^\s<>\"']*|/(?![/\\])[^\s<>\"']*")


def path_of(written: str) -> str:
    """The path and query of an old address as a request would say it; empty where it is none.

    What is percent-encoded in UTF-8 is decoded; what is in another encoding (GBK) stays as it is.
    """
    try:
        parts = urlsplit(written.strip())
    except ValueError:
        return ""
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    try:
        path = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        path = path.upper() if path.isascii() and "%" in path and path == path.upper() else path
    whole = f"{path}?{parts.query}" if parts.query else path
    return whole if len(whole) <= LONGEST_PATH and whole.isprintable() and whole != "/" else ""


def check_target(target: str) -> str:
    kept = target.strip()
    if not _TARGET.fullmatch(kept) or len(kept) > LONGEST_PATH:
        raise Refused("目标地址应以 https://、http:// 或 / 开头，不含空格和引号。", field="target")
    return kept
