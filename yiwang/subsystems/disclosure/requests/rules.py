"""Within which time is a request for information answered, and what may happen to it meanwhile?

Articles without a law's name are those of 政府信息公开条例 (2019, 国务院令711号); [2008] is the one before it
(国务院令492号). Shared standards/disclosure.md §3 says which numbers are confirmed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused

KIND, LABEL, PREFIX = "disclosure.request", "政府信息公开申请", "GK"
READ, KEEP, REPORT = "disclosure.read", "disclosure.keep", "disclosure.report"
CLERK, HEAD, OVERSEER = "disclosure_clerk", "disclosure_head", "disclosure_overseer"

SINCE_2019 = date(2019, 5, 15)

# Columns of the yearly report (国办公开办函〔2021〕30号), in their order.
PERSON = "person"
APPLICANTS: Mapping[str, str] = MappingProxyType(
    {
        PERSON: "自然人",
        "enterprise": "商业企业",
        "research": "科研机构",
        "charity": "社会公益组织",
        "legal": "法律服务机构",
        "other": "其他",
    }
)
PARTIES = {
    PERSON: "person",
    "enterprise": "enterprise",
    "research": "institution",
    "charity": "society",
    "legal": "other",
    "other": "other",
}

WEB, VISIT, REGISTERED, ORDINARY, FAX, ORAL = "web", "visit", "registered", "ordinary", "fax", "oral"
CHANNELS = {
    WEB: "网上提交",
    VISIT: "当面提交",
    REGISTERED: "邮寄（签收）",
    ORDINARY: "平常信函",
    FAX: "传真",
    ORAL: "口头（代填）",
}
# What was received without anybody's signature counts from when both sides have confirmed it (art. 31).
CONFIRMED_LATER = frozenset({WEB, ORDINARY, FAX})
CASE_CHANNELS = {WEB: "web", VISIT: "counter", ORAL: "counter"}

FORMS = {"electronic": "电子文件", "paper": "纸质文本", "disc": "光盘", "reading": "查阅、抄录"}
ONLINE = "online"
WAYS = {ONLINE: "本网站下载", "post": "邮寄", "counter": "当面领取", "email": "电子邮件", "fax": "传真"}
HANDOVERS = {ONLINE: "online", "post": "express", "counter": "counter", "email": "other", "fax": "other"}

TITLE_LENGTH, TEXT_LENGTH, NUMBER_LENGTH, REPLY_LENGTH = 100, 2_000, 60, 5_000

DRAFT, SUBMITTED, RETURNED, SENT = "draft", "submitted", "returned", "sent"
REPLY_STATES = {DRAFT: "起草中", SUBMITTED: "待审核", RETURNED: "已退回修改", SENT: "已审核发出"}
REPLY_TONES = {DRAFT: "", SUBMITTED: "warn", RETURNED: "bad", SENT: "good"}

THIRD, ORGAN = "third_party", "other_organ"
ASKED_KINDS = {THIRD: "第三方", ORGAN: "其他行政机关"}
WAITING, AGREED, OBJECTED, SILENT = "waiting", "agreed", "objected", "silent"
OPINIONS = {WAITING: "等待意见", AGREED: "同意公开", OBJECTED: "不同意公开", SILENT: "逾期未答复"}
OPINION_TONES = {WAITING: "warn", AGREED: "good", OBJECTED: "bad", SILENT: "info"}

WORKING = Unit.WORKING_DAYS
CORRECTION = Limit(7, WORKING)
ACCEPTANCE = Limits("《政府信息公开条例》第三十条：收到申请之日起7个工作日内一次性告知补正", CORRECTION)
OPINION = Limit(15, WORKING)
PAYMENT = Limit(20, WORKING)
PAUSE_BASIS = "《政府信息公开条例》第三十三条、第四十二条"
PAUSES = frozenset({"third_party", "other_organ", "fee"})


@dataclass(frozen=True)
class Statute:
    """What holds for a request by the day on which it was received."""

    answer: Limits
    extension: Limit


LAW_2019 = Statute(
    Limits("《政府信息公开条例》第三十三条第二款", Limit(20, WORKING), warn=3), Limit(20, WORKING)
)
LAW_2008 = Statute(
    Limits("《政府信息公开条例》（2008年）第二十四条第二款", Limit(15, WORKING), warn=3), Limit(15, WORKING)
)


def statute_of(received_on: date) -> Statute:
    """Old requests are judged by the rule of their date."""
    return LAW_2019 if received_on >= SINCE_2019 else LAW_2008


def counted_day(day: date, calendar: Calendar) -> date:
    """The working day by which a clock counts what happened on ``day``: itself, or the last one before.

    A clock that stands still from one such day to another leaves out exactly the working days after the first
    up to and including the second (standards/disclosure.md §3.3).
    """
    while not calendar.is_workday(day):
        day = date.fromordinal(day.toordinal() - 1)
    return day


def check_channel(channel: str) -> str:
    if channel not in CHANNELS:
        raise Refused(f"申请渠道只能是：{'、'.join(CHANNELS.values())}。", field="channel")
    return channel


def is_confirmed_late(channel: str, arrived_on: date, confirmed_on: date, calendar: Calendar) -> bool:
    """A plain letter is confirmed on the day it arrives (art. 31(二)); what came by wire by the next working
    day, which is this platform's own rule: the law names no day for it."""
    if channel == ORDINARY:
        return confirmed_on > arrived_on
    return channel in CONFIRMED_LATER and calendar.count_workdays(arrived_on, confirmed_on) > 1


def check_arrival(arrived_on: date, confirmed_on: date | None, today: date) -> None:
    if arrived_on > today:
        raise Refused("收到日期不能晚于今天。", field="arrived_on")
    if confirmed_on and not arrived_on <= confirmed_on <= today:
        raise Refused("确认日期应在收到之后、今天或者以前。", field="confirmed_on")


def check_confirmed(is_confirmed: bool) -> None:
    if not is_confirmed:
        raise Refused("请先与申请人确认收到申请；确认之日是收到申请之日（第三十一条）。")


def check_correction(asked_before: bool, last_day: date | None, today: date) -> None:
    """Once, within seven working days (art. 30)."""
    if asked_before:
        raise Refused("已经告知过补正，依法只能一次性告知；补正后仍不明确的，请按“补正后仍不明确”答复。")
    if last_day and today > last_day:
        raise Refused(
            f"告知补正应当在收到申请之日起7个工作日内，期限已于{last_day:%Y年%m月%d日}届满（第三十条），请直接办理。"
        )


def check_reasonable(until: date, today: date) -> None:
    if until <= today:
        raise Refused("请给申请人合理的补正期限，补正期限应晚于今天（第三十条）。", field="until")


def check_given_up(until: date | None, today: date) -> None:
    if until is None or today <= until:
        last = f"补正期限到{until:%Y年%m月%d日}为止，" if until else ""
        raise Refused(f"{last}期限届满仍不补正的才视为放弃申请（第三十条）。")


def check_extension(*, is_late: bool, was_extended: bool, is_asked: bool, is_running: bool) -> None:
    """Once, before the first limit ends, while the time runs (art. 33)."""
    if is_late:
        raise Refused("答复期限已经届满，不能再延长；请尽快答复。")
    if was_extended:
        raise Refused("答复期限已经延长过一次，不能再次延长（第三十三条）。")
    if is_asked:
        raise Refused("已经申请延期，正在等待批准。")
    if not is_running:
        raise Refused("征求意见、等待缴费期间不计入答复期限，恢复计时以后再延期。")


def check_opinion(kind: str, opinion: str, reason: str) -> str:
    if opinion not in {AGREED, OBJECTED}:
        raise Refused("请选择是否同意公开。", field="opinion")
    if opinion == OBJECTED and len(reason.strip()) < 2:
        raise Refused(f"{ASKED_KINDS[kind]}不同意公开的，请写明理由。", field="reason")
    return opinion


def check_opinion_day(sent_on: date, arrived_on: date, today: date) -> None:
    if not sent_on <= arrived_on <= today:
        raise Refused("收到意见的日期应在发出征求意见书之后、今天或者以前。", field="arrived_on")


def check_nothing_waited_for(waiting: Collection[str]) -> None:
    if waiting:
        raise Refused(f"还在等待{'、'.join(waiting)}，收到意见、缴费或者期限届满后再答复。")


def check_against_objection(objections: int, is_disclosing: bool, interest: str) -> None:
    """Against a third party's reasoned objection only for an important public interest (art. 32)."""
    if objections and is_disclosing and len(interest.strip()) < 4:
        raise Refused(
            "第三方不同意公开且有合理理由的不予公开；认为不公开会对公共利益造成重大影响而决定公开的，请写明理由（第三十二条）。",
            field="interest",
        )


def check_reviewer(drafted_by: int | None, person: int | None) -> None:
    if drafted_by is not None and drafted_by == person:
        raise Refused("答复应当由另一位同志审核，不能审核本人草拟的答复。")


def check_seen(seen: int, version: int) -> None:
    if seen != version:
        raise Refused("申请人刚刚补正了内容，请看完再办理；您填写的内容仍在下面。")


FREE_ITEMS, FIRST_BLOCK, BLOCK, STEP = 10, 30, 10, 100
FREE_PAGES, PAGE_STEPS = 30, ((100, 10), (200, 20))
LAST_PAGE_PRICE = 40


def fee_by_items(number: int) -> int:
    """Yuan for so many requests of one applicant in one calendar month (国办函〔2020〕109号)."""
    price, reached = STEP, FIRST_BLOCK
    fee = price * max(min(number, reached) - FREE_ITEMS, 0)
    while number > reached:
        price += STEP
        fee += price * (min(number, reached + BLOCK) - reached)
        reached += BLOCK
    return fee


def fee_of_item(ordinal: int) -> int:
    """Yuan for the ``ordinal``-th request of an applicant in a month."""
    return fee_by_items(ordinal) - fee_by_items(ordinal - 1)


def fee_by_pages(number: int) -> int:
    """Yuan for so many pages provided (国办函〔2020〕109号)."""
    fee, before = 0, FREE_PAGES
    for until, price in PAGE_STEPS:
        fee += price * max(min(number, until) - before, 0)
        before = until
    return fee + LAST_PAGE_PRICE * max(number - before, 0)


BY_ITEM, BY_PAGE = "item", "page"
FEE_WAYS = {BY_ITEM: "按件计收", BY_PAGE: "按量计收"}


def check_fee(way: str, amount: int) -> None:
    if way not in FEE_WAYS:
        raise Refused("请选择计收方式。", field="way")
    if not amount:
        free = f"每月{FREE_ITEMS}件以内" if way == BY_ITEM else f"{FREE_PAGES}页以内"
        raise Refused(f"{free}不收费（国办函〔2020〕109号），不需要发收费通知。", field="way")


def check_unpaid(due_on: date | None, today: date) -> None:
    if due_on is None or today <= due_on:
        last = f"缴费期限到{due_on:%Y年%m月%d日}为止，" if due_on else ""
        raise Refused(f"{last}期限届满仍不缴费的才视为放弃申请。")
