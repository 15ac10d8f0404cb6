"""What may be charged, what does a payment change, and what does the day's statement say that we do not?

行政许可法 art. 58, 59: nothing is charged but what a law or regulation provides, by the published items and
standards. Money is always whole fen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from yiwang.kernel.errors import Refused

READ, DEMAND, COLLECT = "payments.read", "payments.demand", "payments.collect"
APPROVE, RECONCILE = "payments.refund_approve", "payments.reconcile"
CASHIER = "cashier"

DUE, PAID, PARTLY, REFUNDED, VOIDED, FREE = "due", "paid", "partly", "refunded", "voided", "free"
STATES = {
    DUE: "待缴",
    PAID: "已缴",
    PARTLY: "部分退款",
    REFUNDED: "已退款",
    VOIDED: "已撤销",
    FREE: "免缴",
}
TONES = {DUE: "warn", PAID: "good", PARTLY: "info", REFUNDED: "", VOIDED: "", FREE: "good"}
SETTLED = frozenset({PAID, PARTLY, REFUNDED})

NONE, REDUCED, EXEMPTED = "", "reduced", "exempted"
RELIEFS = {NONE: "按标准收取", REDUCED: "减收", EXEMPTED: "免收"}

# What a payment that arrives is.
EFFECTIVE, SURPLUS, WRONG = "effective", "surplus", "wrong"
STANDINGS = {EFFECTIVE: "已入账", SURPLUS: "重复缴款待退", WRONG: "金额不符待退"}

ONLINE, CASH, CARD, TRANSFER = "online", "cash", "card", "transfer"
METHODS = {ONLINE: "网上缴费", CASH: "现金", CARD: "刷卡", TRANSFER: "转账"}
AT_COUNTER = {CASH: "现金", CARD: "刷卡", TRANSFER: "转账"}

ASKED, ORDERED, DONE, FAILED, DECLINED = "asked", "ordered", "done", "failed", "declined"
REFUND_STATES = {ASKED: "待复核", ORDERED: "退款中", DONE: "已退款", FAILED: "退款未成", DECLINED: "未通过"}
REFUND_TONES = {ASKED: "warn", ORDERED: "info", DONE: "good", FAILED: "bad", DECLINED: ""}
REFUND_OPEN = frozenset({ASKED, ORDERED, DONE})
"""Refunds whose money is gone or going: no more than the payment can be given back."""

MISSING_HERE, MISSING_THERE, AMOUNT = "missing_here", "missing_there", "amount"
DIFFERENCES = {MISSING_HERE: "支付方有、本平台无", MISSING_THERE: "本平台有、支付方无", AMOUNT: "金额不一致"}
LATE_BACK = frozenset({ORDERED, FAILED})
"""Refunds of which a statement may say that they were given back after all."""

MOST_FEN = 10_000_000_000
DUE_DAYS = 15


class Fee(Protocol):
    """A fee of the item's catalogue: items.parts.Fee."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def standard(self) -> str: ...
    @property
    def amount_fen(self) -> int | None: ...
    @property
    def basis(self) -> str: ...


@dataclass(frozen=True)
class Demanded:
    """A fee to be charged. ``amount``: the full amount in fen, None where the catalogue fixes it.

    ``relief`` of RELIEFS with its ``ground``; ``reduced_to``: what is left to pay of a reduced fee.
    """

    code: str
    quantity: int = 1
    amount: int | None = None
    relief: str = NONE
    reduced_to: int | None = None
    ground: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a bill: what the standard asks for, and what is to be paid."""

    code: str
    name: str
    standard: str
    basis: str
    quantity: int
    full: int
    amount: int
    relief: str = NONE
    ground: str = ""


def lines(demanded: Sequence[Demanded], catalogue: Sequence[Fee]) -> list[Line]:
    """The lines of a bill. Raises Refused for a fee outside the item's catalogue, and for no fee at all."""
    if not demanded:
        raise Refused("请至少选择一个收费项目。", field="lines")
    fees = {fee.code: fee for fee in catalogue}
    codes = [one.code for one in demanded]
    for code in codes:
        if code not in fees:
            raise Refused(f"收费项目“{code}”不在本事项公布的收费目录内，依法不得收取。", field="lines")
    if len(set(codes)) != len(codes):
        raise Refused("同一个收费项目不能列两次，数量请合并填写。", field="lines")
    return [_line(one, fees[one.code]) for one in demanded]


def _line(one: Demanded, fee: Fee) -> Line:
    full = _full(one, fee)
    amount = _left(one, full, fee.name)
    ground = one.ground.strip() if one.relief else ""
    return Line(
        fee.code, fee.name, fee.standard, fee.basis, one.quantity, full, amount, one.relief, ground[:300]
    )


def _full(one: Demanded, fee: Fee) -> int:
    """What the standard comes to. A fixed standard is not exceeded, and not undercut without a ground."""
    if not 1 <= one.quantity <= 10_000:
        raise Refused(f"“{fee.name}”的数量应当在1到10000之间。", field="lines")
    if fee.amount_fen is None:
        if one.amount is None or not 0 < one.amount <= MOST_FEN:
            raise Refused(f"请按标准（{fee.standard}）填写“{fee.name}”的应缴金额。", field="lines")
        return one.amount
    full = fee.amount_fen * one.quantity
    if one.amount is not None and one.amount != full:
        raise Refused(
            f"“{fee.name}”的标准是{fee.standard}，应缴{yuan(full)}元，不能改收{yuan(one.amount)}元；"
            "减收、免收请选择减免并写明依据。",
            field="lines",
        )
    return full


def _left(one: Demanded, full: int, name: str) -> int:
    if one.relief not in RELIEFS:
        raise Refused("减免方式只能是减收或者免收。", field="lines")
    if one.relief == NONE:
        return full
    if len(one.ground.strip()) < 2:
        raise Refused(f"“{name}”{RELIEFS[one.relief]}，请写明减免依据。", field="lines")
    if one.relief == EXEMPTED:
        return 0
    if one.reduced_to is None or not 0 < one.reduced_to < full:
        raise Refused(f"“{name}”减收后的金额应当大于0、小于{yuan(full)}元。", field="lines")
    return one.reduced_to


def first_state(total: int) -> str:
    """What is exempted altogether needs no payment."""
    return DUE if total else FREE


def check_voidable(state: str) -> None:
    if state in SETTLED:
        raise Refused(f"这张缴款通知{STATES[state]}，不能撤销；多收、错收的请办理退款。")
    if state == VOIDED:
        raise Refused("这张缴款通知已经撤销。")


def check_payable(state: str) -> None:
    if state != DUE:
        raise Refused(f"这张缴款通知{STATES[state]}，不需要缴费。")


def standing(state: str, total: int, amount: int) -> str:
    """What a payment is that has arrived: money never vanishes, but only one payment settles a bill."""
    if state != DUE:
        return SURPLUS
    return EFFECTIVE if amount == total else WRONG


def state_after_refund(paid: int, refunded: int) -> str:
    """Of a bill, by what was given back of the payment that settled it."""
    if not refunded:
        return PAID
    return REFUNDED if refunded >= paid else PARTLY


def check_refund(paid: int, under_way: int, amount: int) -> None:
    """``under_way``: what was given back before, or is about to be."""
    if amount <= 0:
        raise Refused("退款金额应当大于0。", field="amount")
    if amount > paid - under_way:
        already = f"，其中{yuan(under_way)}元已退或正在退" if under_way else ""
        raise Refused(f"这笔缴款{yuan(paid)}元{already}，不能再退{yuan(amount)}元。", field="amount")


def check_two_hands(asked_by: int | None, approved_by: int | None) -> None:
    """Whoever asks for a refund does not approve it."""
    if asked_by is not None and asked_by == approved_by:
        raise Refused("退款由申请人以外的人复核，请由另一位有复核权限的人员办理。")


@dataclass(frozen=True)
class Booked:
    """A payment or refund as one side has it; ``key``: the gateway's own number of it."""

    key: str
    order: str
    amount: int
    is_refund: bool = False


@dataclass(frozen=True)
class Difference:
    kind: str
    key: str
    order: str
    here: int | None
    there: int | None
    is_refund: bool = False


def differences(here: Iterable[Booked], there: Iterable[Booked]) -> list[Difference]:
    """What one side has and the other has not, or has with another amount; by the gateway's number."""
    ours = {one.key: one for one in here}
    theirs = {one.key: one for one in there}
    return [
        found
        for key in sorted({*ours, *theirs})
        if (found := _difference(key, ours.get(key), theirs.get(key))) is not None
    ]


def _difference(key: str, ours: Booked | None, theirs: Booked | None) -> Difference | None:
    if theirs is None and ours is not None:
        return Difference(MISSING_THERE, key, ours.order, ours.amount, None, ours.is_refund)
    if ours is None and theirs is not None:
        return Difference(MISSING_HERE, key, theirs.order, None, theirs.amount, theirs.is_refund)
    if ours and theirs and ours.amount != theirs.amount:
        return Difference(AMOUNT, key, ours.order, ours.amount, theirs.amount, ours.is_refund)
    return None


def said(text: str, what: str, field: str = "reason") -> str:
    """A reason, obligatory."""
    given = text.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused(f"请填写{what}。", field=field)
    if len(given) > 300:
        raise Refused(f"{what}请不要超过300字，现有{len(given)}字。", field=field)
    return given


def number(prefix: str, day: date, serial: int) -> str:
    """``JK20261126000017``"""
    return f"{prefix}{day:%Y%m%d}{serial:06d}"


def total(amounts: Iterable[int]) -> int:
    return sum(amounts)


def yuan(fen: int) -> str:
    """``1,234.50``"""
    return f"{fen // 100:,}.{fen % 100:02d}"


DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital(fen: int) -> str:
    """``壹仟零贰拾元伍角整``: an amount in the capitals of accounts (支付结算办法 附一: 正确填写票据)."""
    whole, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    words = f"{_integer(whole)}元" if whole else ""
    if not rest:
        return f"{words or '零元'}整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif words:
        words += "零"
    return f"{words}{DIGITS[cent]}分" if cent else f"{words}整"


def _integer(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        is_gapped = bool(words) and (group < 1_000 or groups[place + 1] == 0 or groups[place + 1] % 10 == 0)
        words += ("零" if is_gapped else "") + _four(group) + _GROUPS[place]
    return words


def _four(group: int) -> str:
    words = ""
    for place, digit in zip(range(3, -1, -1), f"{group:04d}", strict=True):
        if digit != "0":
            words += DIGITS[int(digit)] + _PLACES[place]
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零")


def counted(kinds: Iterable[str]) -> Mapping[str, int]:
    """How many differences of each kind, in the order of DIFFERENCES."""
    found = list(kinds)
    return {kind: found.count(kind) for kind in DIFFERENCES if kind in found}
