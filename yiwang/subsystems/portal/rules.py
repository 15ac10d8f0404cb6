"""What may be done with an article, a column and a site, by whom, and in which order?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yiwang.kernel.errors import Refused

WRITE, REVIEW, PUBLISH, FORCE = (
    "portal.article_write",
    "portal.article_review",
    "portal.article_publish",
    "portal.article_force",
)
COLUMNS, SITES = "portal.column_manage", "portal.site_manage"
BIN_DAYS = 30


class State(StrEnum):
    """Where the working copy of an article stands; whether an earlier text is live is a second question."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Mapping[State, str] = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待审核",
    State.REVIEWED: "待签发",
    State.SCHEDULED: "定时发布",
    State.PUBLISHED: "已发布",
    State.RETURNED: "已退回",
    State.WITHDRAWN: "已撤下",
}
STATE_TONES: Mapping[State, str] = {
    State.DRAFT: "",
    State.SUBMITTED: "warn",
    State.REVIEWED: "info",
    State.SCHEDULED: "info",
    State.PUBLISHED: "good",
    State.RETURNED: "bad",
    State.WITHDRAWN: "bad",
}


@dataclass(frozen=True)
class Transition:
    """One verb of the workflow: from which states it may start, where it leads, which right it takes."""

    label: str
    before: frozenset[State]
    after: State
    permission: str


def _row(label: str, before: Iterable[State], after: State, permission: str) -> Transition:
    return Transition(label, frozenset(before), after, permission)


TRANSITIONS: Mapping[str, Transition] = {
    "submit": _row("送审", [State.DRAFT, State.RETURNED], State.SUBMITTED, WRITE),
    "take_back": _row("撤回送审", [State.SUBMITTED], State.DRAFT, WRITE),
    "review": _row("审核通过", [State.SUBMITTED], State.REVIEWED, REVIEW),
    "return": _row("退回修改", [State.SUBMITTED, State.REVIEWED, State.SCHEDULED], State.RETURNED, REVIEW),
    "publish": _row("签发", [State.REVIEWED], State.PUBLISHED, PUBLISH),
    "schedule": _row("定时发布", [State.REVIEWED], State.SCHEDULED, PUBLISH),
    "unschedule": _row("取消定时", [State.SCHEDULED], State.REVIEWED, PUBLISH),
    "publish_due": _row("定时签发", [State.SCHEDULED], State.PUBLISHED, PUBLISH),
    "force": _row(
        "特急签发",
        [State.DRAFT, State.RETURNED, State.SUBMITTED, State.REVIEWED, State.SCHEDULED],
        State.PUBLISHED,
        FORCE,
    ),
    "delete": _row("删除", [State.DRAFT, State.RETURNED, State.WITHDRAWN], State.DRAFT, WRITE),
}


@dataclass(frozen=True)
class Hands:
    """Through whose hands the present text went: ids of persons, not of posts."""

    changed_by: int | None = None
    submitted_by: int | None = None
    reviewed_by: int | None = None


def after(verb: str, state: State) -> State:
    """The state that ``verb`` leads to from ``state``; Refused where it may not start there."""
    row = TRANSITIONS[verb]
    if state not in row.before:
        raise Refused(
            f"“{STATE_LABELS[state]}”的稿件不能{row.label}，只有"
            f"{'、'.join(STATE_LABELS[one] for one in State if one in row.before)}的稿件可以。"
        )
    return row.after


def after_change(state: State) -> State:
    """Where a change of the text leads: what was handed in is handed in again, everything else is a draft.

    A scheduled or reviewed text that is changed loses its review (国办发〔2017〕47号: 先审后发).
    """
    if state in {State.SUBMITTED, State.REVIEWED, State.SCHEDULED}:
        return State.SUBMITTED
    return State.RETURNED if state == State.RETURNED else State.DRAFT


def check_hands(verb: str, person: int | None, hands: Hands, *, is_two_step: bool) -> None:
    """Nobody reviews or publishes their own work; three steps need three people.

    ``is_two_step``: in such a column one person may review and publish what another one wrote.
    """
    if verb not in {"review", "publish", "schedule"}:
        return
    label = TRANSITIONS[verb].label
    if person is None:
        raise Refused(f"只有工作人员本人可以{label}。")
    if person in {hands.changed_by, hands.submitted_by}:
        raise Refused(f"您修改或送审过这篇稿件，不能由您{label}，请由其他同事办理。")
    if verb != "review" and person == hands.reviewed_by and not is_two_step:
        raise Refused(f"这篇稿件由您审核，按“三审”要求须由另一位同事{label}。")


def check_reason(reason: str) -> str:
    """A reason as it is kept; Refused where nobody could act on it."""
    kept = " ".join(reason.split())
    if len(kept) < 4:
        raise Refused("请写明理由，至少 4 个字。", field="reason")
    if len(kept) > 300:
        raise Refused("理由请控制在 300 字以内。", field="reason")
    return kept


def check_force(reason: str, *, is_city_level: bool) -> str:
    if not is_city_level:
        raise Refused("只有市级签发人员可以特急签发，请按“送审、审核、签发”办理。")
    return check_reason(reason)


def check_schedule(publish_at: datetime, expire_at: datetime | None, now: datetime) -> None:
    if publish_at <= now:
        raise Refused("定时发布的时间应晚于现在；要立即发布请直接签发。", field="publish_at")
    check_expiry(expire_at, publish_at)


def check_expiry(expire_at: datetime | None, published_at: datetime) -> None:
    if expire_at is not None and expire_at <= published_at:
        raise Refused("到期撤下的时间应晚于发布时间。", field="expire_at")


class Overtaken(Refused):
    """Somebody else saved in between: the text that was sent is based on an older version."""


def check_version(sent: int, current: int, changed_by: str) -> None:
    if sent != current:
        raise Overtaken(f"{changed_by}在您编辑期间保存了第 {current} 版，您的改动尚未保存。")


# Columns ---------------------------------------------------------------------------------------------------

LINK = re.compile(r"(?:https?://[^\s/][^\s]*|/(?![/\\])[^\s]*)")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAKEN_BY_ALL = {"files", "static"}
COLUMN_KINDS: Mapping[str, str] = {
    "list": "列表栏目",
    "documents": "文件栏目",
    "page": "单页栏目",
    "topic": "专题专栏",
    "link": "链接栏目",
}
# 国办发〔2017〕47号 attachment, 网页标签 ColumnType; the words officials choose from.
COLUMN_TYPES: Sequence[str] = (
    "工作动态",
    "通知公告",
    "政策文件",
    "政策解读",
    "概况信息",
    "机构职能",
    "领导信息",
    "人事信息",
    "规划计划",
    "数据发布",
    "信息公开",
    "办事服务",
    "互动交流",
    "专题专栏",
)
DEFAULT_UPDATE_DAYS: Mapping[str, int] = {
    "工作动态": 14,
    "通知公告": 183,
    "政策文件": 183,
    "人事信息": 365,
    "规划计划": 365,
}


@dataclass(frozen=True)
class Node:
    """A column as the rules see it."""

    id: int
    parent_id: int | None
    slug: str
    title: str
    is_open: bool


def check_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise Refused("栏目网址只能用小写字母、数字和中间的短横线，不超过 60 个字符，如 tzgg。", field="slug")


def check_site_slug(code: str) -> None:
    """The pages of a site lie in a folder of this name, beside those that belong to all sites."""
    if not SLUG.fullmatch(code) or len(code) > 60:
        raise Refused("代号只能用小写字母、数字和中间的短横线，不超过 60 个字符，如 jyj。", field="slug")
    if code in TAKEN_BY_ALL:
        raise Refused(f"{code} 由系统使用，请换一个代号。", field="slug")


def check_place(nodes: Sequence[Node], column_id: int | None, parent_id: int | None, title: str) -> None:
    """Whether a column of this title may stand under ``parent_id``; ``column_id`` is None for a new one."""
    for node in nodes:
        if node.parent_id == parent_id and node.id != column_id and node.title == title and node.is_open:
            raise Refused(f"同级栏目中已有“{title}”，请换一个名称。", field="title")
    if column_id is not None and parent_id is not None and column_id in ancestry(nodes, parent_id):
        raise Refused("栏目不能移到它自己或它的下级栏目之下。", field="parent")
    parent = next((node for node in nodes if node.id == parent_id), None)
    if parent is not None and not parent.is_open:
        raise Refused(f"上级栏目“{parent.title}”已关闭，请选择开放的栏目。", field="parent")


def check_link(link: str) -> None:
    """Where a link column may lead: a page of our own or of a website, never a script."""
    if not LINK.fullmatch(link):
        raise Refused("链接地址应以 https://、http:// 或 / 开头。", field="link")


def check_free_slug(nodes: Sequence[Node], slug: str) -> None:
    check_slug(slug)
    taken = next((node for node in nodes if node.slug == slug), None)
    if taken is not None:
        raise Refused(f"网址 {slug} 已由栏目“{taken.title}”使用。", field="slug")


def ancestry(nodes: Sequence[Node], column_id: int) -> list[int]:
    """The column and everything above it, nearest first."""
    parents = {node.id: node.parent_id for node in nodes}
    line: list[int] = []
    current: int | None = column_id
    while current is not None and current not in line:
        line.append(current)
        current = parents.get(current)
    return line


def check_closing(nodes: Sequence[Node], column_id: int) -> None:
    children = [node.title for node in nodes if node.parent_id == column_id and node.is_open]
    if children:
        raise Refused(f"请先关闭或移走下级栏目：{'、'.join(children[:5])}。")


def is_overdue(update_days: int | None, updated_on: date | None, today: date) -> bool:
    """Whether a column's duty to be updated is missed; one that was never filled is late by definition."""
    if not update_days:
        return False
    return updated_on is None or (today - updated_on).days > update_days


# Sites -----------------------------------------------------------------------------------------------------


class SiteState(StrEnum):
    """What readers meet at the address of a site."""

    PREPARING = "preparing"
    OPEN = "open"
    OFFLINE = "offline"
    CLOSED = "closed"


SITE_STATES: Mapping[str, str] = {
    SiteState.PREPARING: "筹建中",
    SiteState.OPEN: "运行中",
    SiteState.OFFLINE: "临时下线",
    SiteState.CLOSED: "已关停",
}
SITE_CODE = re.compile(r"[0-9]{10}|bm[0-9]{8}")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+gov\.cn")


def check_site_code(code: str) -> None:
    """网站标识码: ten digits (region and sequence), ministries bm and eight digits (国办发〔2017〕47号)."""
    if not SITE_CODE.fullmatch(code):
        raise Refused("网站标识码为 10 位数字，部委网站为 bm 加 8 位数字。", field="identification_code")


def check_domain(domain: str) -> None:
    """Government sites use .gov.cn and nothing else (国办发〔2017〕47号)."""
    if not DOMAIN.fullmatch(domain):
        raise Refused("政府网站域名应以 .gov.cn 结尾，如 www.yunze.gov.cn。", field="domain")
