"""Which fields does a licence have in the national data of double publicity, and when are they right?

Standard of 行政许可和行政处罚信息公示 (2018), shared standards/credit.md §1.1. Plain Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit

# 自作出行政决定之日起7个工作日内 (credit.md §1).
LIMITS = Limits(
    basis="行政许可和行政处罚等信用信息自作出行政决定之日起7个工作日内公示（“双公示”）",
    legal=Limit(7, Unit.WORKING_DAYS),
    warn=2,
)
UNLIMITED = date(2099, 12, 31)
NATURAL, LEGAL, OTHER, TRADER = "自然人", "法人", "非法人组织", "个体工商户"
LEGAL_PERSON = "法人及非法人组织"
KINDS = {NATURAL: "自然人", LEGAL: LEGAL_PERSON, OTHER: LEGAL_PERSON, TRADER: "个体工商户"}
LICENCE_KINDS = ("普通", "特许", "认可", "核准", "登记", "其他")
VALID, INVALID = "1", "0"
GROUNDS = {
    "state_secret": "涉及国家秘密",
    "trade_secret": "涉及商业秘密，公开会损害当事人权益",
    "privacy": "涉及个人隐私",
    "minor": "涉及未成年人",
    "not_licence": "不属于行政许可决定",
}
CHOSEN_GROUNDS = {code: label for code, label in GROUNDS.items() if code != "not_licence"}


@dataclass(frozen=True)
class Field:
    """``is_shown``: whether everybody may read it; ``must``: M always, C where it applies, O never."""

    code: str
    label: str
    length: int
    must: str
    is_shown: bool = True


FIELDS = (
    Field("XK_XDR_MC", "行政相对人名称", 200, "M"),
    Field("XK_XDR_LB", "行政相对人类别", 100, "M"),
    Field("XK_XDR_SHXYM", "统一社会信用代码", 18, "C"),
    Field("XK_XDR_GSZC", "工商注册号", 50, "O"),
    Field("XK_XDR_ZZJG", "组织机构代码", 9, "O"),
    Field("XK_XDR_SWDJ", "税务登记号", 20, "O"),
    Field("XK_XDR_SYDW", "事业单位证书号", 12, "O"),
    Field("XK_XDR_SHZZ", "社会组织登记证号", 50, "O"),
    Field("XK_FRDB", "法定代表人", 50, "C"),
    Field("XK_FR_ZJLX", "法定代表人证件类型", 64, "C", is_shown=False),
    Field("XK_FR_SFZH", "法定代表人证件号码", 64, "C", is_shown=False),
    Field("XK_XDR_ZJLX", "自然人证件类型", 64, "C", is_shown=False),
    Field("XK_XDR_ZJHM", "自然人证件号码", 64, "C", is_shown=False),
    Field("XK_XKWS", "行政许可决定文书名称", 64, "M"),
    Field("XK_WSH", "行政许可决定文书号", 64, "M"),
    Field("XK_XKLB", "许可类别", 256, "M"),
    Field("XK_XKZS", "许可证书名称", 64, "C"),
    Field("XK_XKBH", "许可编号", 64, "C"),
    Field("XK_NR", "许可内容", 4_000, "M"),
    Field("XK_JDRQ", "许可决定日期", 10, "M"),
    Field("XK_YXQZ", "有效期自", 10, "M"),
    Field("XK_YXQZI", "有效期至", 10, "M"),
    Field("XK_XKJG", "许可机关", 200, "M"),
    Field("XK_XKJGDM", "许可机关统一社会信用代码", 18, "M"),
    Field("XK_ZT", "当前状态", 1, "M"),
    Field("XK_LYDW", "数据来源单位", 200, "M"),
    Field("XK_LYDWDM", "数据来源单位统一社会信用代码", 18, "M"),
    Field("BZ", "备注", 512, "O"),
)
BY_CODE = {field.code: field for field in FIELDS}
# What people may put right: the rest follows from the decision.
CORRECTABLE = ("XK_XDR_SHXYM", "XK_FRDB", "XK_NR", "XK_XKJGDM", "XK_LYDWDM", "BZ")
HIDDEN = frozenset(field.code for field in FIELDS if not field.is_shown)
_TEST_WORDS = ("测试", "test", "TEST")
_OF_LEGAL_PERSONS = (
    "XK_XDR_SHXYM", "XK_XDR_GSZC", "XK_XDR_ZZJG", "XK_XDR_SWDJ", "XK_XDR_SYDW", "XK_XDR_SHZZ",
)  # fmt: skip


def faults(record: Mapping[str, str], today: date) -> list[str]:
    """Every rule of the data standard that the record breaks, in sentences; empty: it may be published."""
    return [*_missing(record), *_too_long(record), *_of_party(record), *_of_dates(record, today)]


def _missing(record: Mapping[str, str]) -> list[str]:
    return [f"缺少“{each.label}”。" for each in FIELDS if each.must == "M" and not record.get(each.code)]


def _too_long(record: Mapping[str, str]) -> list[str]:
    long = [each for each in FIELDS if len(record.get(each.code, "")) > each.length]
    return [f"“{each.label}”超过{each.length}个字。" for each in long]


def _of_party(record: Mapping[str, str]) -> list[str]:
    name, kind = record.get("XK_XDR_MC", ""), record.get("XK_XDR_LB", "")
    found = []
    if len(name) < 2 or any(word in name for word in _TEST_WORDS):
        found.append("行政相对人名称不完整或是测试数据。")
    if kind == LEGAL_PERSON and not any(record.get(code) for code in _OF_LEGAL_PERSONS):
        found.append("法人及非法人组织应当有统一社会信用代码。")
    if kind == NATURAL and any(record.get(code) for code in _OF_LEGAL_PERSONS):
        found.append("自然人不应有单位的代码。")
    return found


def _of_dates(record: Mapping[str, str], today: date) -> list[str]:
    decided, starts, ends = (_day(record.get(code, "")) for code in ("XK_JDRQ", "XK_YXQZ", "XK_YXQZI"))
    found = []
    if decided and decided > today:
        found.append("许可决定日期晚于今天。")
    if starts and ends and ends < starts:
        found.append("有效期至早于有效期自。")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def in_words(record: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value in the order of the standard, codes in words."""
    return [(each.label, _word(each.code, record[each.code])) for each in FIELDS if record.get(each.code)]


def _word(code: str, value: str) -> str:
    if code == "XK_ZT":
        return {VALID: "有效", INVALID: "无效"}.get(value, value)
    return "长期有效" if code == "XK_YXQZI" and value == UNLIMITED.isoformat() else value


def shown(record: Mapping[str, str], masked_name: str = "") -> dict[str, str]:
    """What everybody may read: no document numbers; ``masked_name`` replaces that of a natural person."""
    kept = {code: value for code, value in record.items() if value and code not in HIDDEN}
    if masked_name and kept.get("XK_XDR_LB") == NATURAL:
        kept["XK_XDR_MC"] = masked_name
    return kept
