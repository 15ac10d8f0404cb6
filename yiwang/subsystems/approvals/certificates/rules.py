"""What may happen to a certificate, on which ground, how is it numbered, and how long does it hold?

Sources: 行政许可法 (2019) art. 50 (renewal), 69 (撤销), 70 (注销); 行政处罚法 (2021) art. 9 (暂扣, 吊销).
Words: suspend 暂扣, revoke 吊销 (a penalty), annul 撤销 (never should have been granted), cancel 注销.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from yiwang.kernel.errors import Refused

KEEP, REGISTER = "approvals.certificate_keep", "approvals.certificate_register"

VALID, CHANGED, RENEWED, DEEMED = "valid", "changed", "renewed", "deemed"
SUSPENDED, EXPIRED = "suspended", "expired"
REVOKED, ANNULLED, CANCELLED = "revoked", "annulled", "cancelled"
STATES = {
    VALID: "有效",
    CHANGED: "有效（已变更）",
    RENEWED: "有效（已延续）",
    DEEMED: "视为准予延续",
    SUSPENDED: "暂扣",
    EXPIRED: "过期",
    REVOKED: "吊销",
    ANNULLED: "撤销",
    CANCELLED: "注销",
}
TONES = {
    VALID: "good",
    CHANGED: "good",
    RENEWED: "good",
    DEEMED: "info",
    SUSPENDED: "warn",
    EXPIRED: "warn",
    REVOKED: "bad",
    ANNULLED: "bad",
    CANCELLED: "",
}
IN_FORCE = frozenset({VALID, CHANGED, RENEWED, DEEMED})
STANDING = IN_FORCE | {SUSPENDED}

# From which states a deed may be done; where it leads, None where the state stays or is looked up.
DEEDS: dict[str, tuple[str, frozenset[str], str | None]] = {
    "change": ("变更", IN_FORCE - {DEEMED}, CHANGED),
    "ask_renewal": ("登记延续申请", IN_FORCE - {DEEMED}, None),
    "renew": ("准予延续", IN_FORCE, RENEWED),
    "refuse_renewal": ("不予延续", IN_FORCE - {DEEMED}, None),
    "annual_check": ("年检", IN_FORCE, None),
    "suspend": ("暂扣", IN_FORCE, SUSPENDED),
    "restore": ("解除暂扣", frozenset({SUSPENDED}), None),
    "revoke": ("吊销", STANDING, REVOKED),
    "annul": ("撤销", STANDING | {EXPIRED}, ANNULLED),
    "cancel": ("注销", frozenset(STATES) - {CANCELLED}, CANCELLED),
}
EVENTS = {
    "issue": "发证",
    **{deed: label for deed, (label, _, _) in DEEDS.items()},
    "expire": "过期",
    "deem": "视为准予延续",
}
GROUNDS: dict[str, dict[str, str]] = {
    "annul": {
        "69.1.1": "行政机关工作人员滥用职权、玩忽职守作出准予决定",
        "69.1.2": "超越法定职权作出准予决定",
        "69.1.3": "违反法定程序作出准予决定",
        "69.1.4": "对不具备申请资格或者不符合法定条件的申请人准予许可",
        "69.1.5": "依法可以撤销行政许可的其他情形",
        "69.2": "被许可人以欺骗、贿赂等不正当手段取得许可",
    },
    "cancel": {
        "70.1": "有效期届满未延续",
        "70.2": "赋予公民特定资格的许可，该公民死亡或者丧失行为能力",
        "70.3": "法人或者其他组织依法终止",
        "70.4": "许可依法被撤销、撤回，或者证件依法被吊销",
        "70.5": "因不可抗力导致许可事项无法实施",
        "70.6": "法律、法规规定的应当注销的其他情形",
    },
}
CHECK_RESULTS = {"passed": "合格", "conditional": "限期整改", "failed": "不合格"}

UNLIMITED = date(2099, 12, 31)
"""How the licence records of credit.md §1.1 write a certificate without end (XK_YXQZI)."""
RENEWAL_DAYS = 30
REMINDED_DAYS = 60
CONTENT_LENGTH, TEXT_LENGTH, NUMBER_LENGTH = 4_000, 1_000, 60
CODE_ALPHABET, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 8
PATTERN = "{code}{year}{serial:5}"
_TOKENS = re.compile(r"\{(code|unit|year|serial(?::([1-9]))?)\}")


def label(event: str) -> str:
    return EVENTS[event]


def next_state(state: str, deed: str) -> str:
    """The state after the deed; raises Refused where the state does not allow it."""
    name, before, after = DEEDS[deed]
    if state not in before:
        raise Refused(f"这本证照现在是“{STATES[state]}”，不能{name}。")
    return after or state


def allowed(state: str, has_asked: bool, is_unlimited: bool, has_checks: bool) -> list[str]:
    """The deeds that may be done now, in order."""
    hidden = set()
    if is_unlimited:
        hidden |= {"ask_renewal", "renew", "refuse_renewal"}
    hidden |= {"ask_renewal"} if has_asked else {"refuse_renewal"}
    if not has_checks:
        hidden.add("annual_check")
    return [deed for deed, (_, before, _) in DEEDS.items() if state in before and deed not in hidden]


def checked_ground(deed: str, ground: str, text: str) -> str:
    """Raises Refused for a ground that the law does not know, or no reason."""
    if deed in GROUNDS and ground not in GROUNDS[deed]:
        article = "69" if deed == "annul" else "70"
        raise Refused(f"请选择行政许可法第{article}条规定的情形。", field="ground")
    return checked_text(text)


def ground_label(ground: str) -> str:
    """``行政许可法第70条第1项：有效期届满未延续``"""
    for grounds in GROUNDS.values():
        if ground in grounds:
            article, *parts = ground.split(".")
            places = [f"第{part}款" for part in parts[:1] if article == "69"]
            places += [f"第{part}项" for part in (parts[1:] if article == "69" else parts)]
            return f"行政许可法第{article}条{''.join(places)}：{grounds[ground]}"
    return ""


def checked_text(text: str, field: str = "text") -> str:
    given = text.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused("请写明理由。", field=field)
    if len(given) > TEXT_LENGTH:
        raise Refused(f"理由请不要超过{TEXT_LENGTH}字。", field=field)
    return given


def check_validity(valid_from: date, valid_until: date) -> None:
    """credit.md §1.2: the end is not before the beginning; without end is written 2099-12-31."""
    if valid_until < valid_from:
        raise Refused("有效期的结束日期早于开始日期。", field="valid_until")
    if valid_until > UNLIMITED:
        raise Refused("长期有效的证照，结束日期请填写2099年12月31日。", field="valid_until")


def validity(valid_from: date, valid_until: date) -> str:
    """``2026年2月9日至2031年2月8日`` or ``2026年2月9日起长期有效``"""
    if valid_until == UNLIMITED:
        return f"{_written(valid_from)}起长期有效"
    return f"{_written(valid_from)}至{_written(valid_until)}"


def is_timely(asked_on: date, valid_until: date, days: int = RENEWAL_DAYS) -> bool:
    """Whether renewal was asked for at least 30 days before the end (行政许可法 art. 50)."""
    return valid_until.toordinal() - asked_on.toordinal() >= days


def check_renewal_asked(asked_on: date, valid_until: date, days: int, takes_late: bool) -> bool:
    """Whether it is a timely request; a late one is refused or, where the kind allows, is no timely one.

    Raises Refused for a request after the end, and for a late one that the kind does not take.
    """
    if valid_until == UNLIMITED:
        raise Refused("长期有效的证照不需要延续。")
    if asked_on > valid_until:
        raise Refused("有效期已经届满，不能延续，请重新申请。", field="asked_on")
    timely = is_timely(asked_on, valid_until, days)
    if not timely and not takes_late:
        last = date.fromordinal(valid_until.toordinal() - days)
        raise Refused(
            f"延续应在有效期届满{days}日前（{_written(last)}以前）提出，已经逾期，请重新申请。",
            field="asked_on",
        )
    return timely


def state_on(day: date, state: str, valid_until: date, has_timely_request: bool) -> str:
    """The state as that day finds it: after the end expired, or deemed renewed where a timely request waits.

    行政许可法 art. 50: 逾期未作决定的，视为准予延续. What is suspended expires too.
    """
    if day <= valid_until or state not in STANDING or state == DEEMED:
        return state
    return DEEMED if has_timely_request and state in IN_FORCE else EXPIRED


def check_renewed(valid_until: date, new_until: date) -> None:
    if new_until <= valid_until:
        raise Refused("延续后的有效期应当晚于现在的有效期。", field="valid_until")
    check_validity(valid_until, new_until)


def check_pattern(pattern: str) -> None:
    """Raises Refused for a number rule without serial or with something else in braces."""
    if (
        not re.search(r"\{serial", pattern)
        or "{" in _TOKENS.sub("", pattern)
        or "}" in _TOKENS.sub("", pattern)
    ):
        raise Refused(
            "编号规则可用{code}（种类代码）、{unit}（机构代码）、{year}（年份），必须有{serial:5}（流水号）。",
            field="pattern",
        )


def series_of(pattern: str, parts: Mapping[str, str]) -> str:
    """Within which series the serial counts: by year or by unit only where the rule names them."""
    return ":".join(parts[token] for token in ("unit", "year") if f"{{{token}}}" in pattern)


def number_of(pattern: str, parts: Mapping[str, str], serial: int) -> str:
    """The number by its rule, such as ``SP202600012``; raises Refused once it grows too long."""

    def written(found: re.Match[str]) -> str:
        return f"{serial:0{found[2] or 1}d}" if found[1].startswith("serial") else parts[found[1]]

    number = _TOKENS.sub(written, pattern)
    if len(number) > NUMBER_LENGTH:
        raise Refused("按编号规则生成的编号过长，请修改编号规则。")
    return number


def read_number(text: str) -> str:
    """A number as somebody types it: full-width forms, spaces and small letters are understood."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\x00", "").split()).upper()[:NUMBER_LENGTH]


def read_code(text: str) -> str:
    return read_number(text).replace("-", "")


def grouped(code: str) -> str:
    """``ABCD-EFGH``"""
    return f"{code[:4]}-{code[4:]}"


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
