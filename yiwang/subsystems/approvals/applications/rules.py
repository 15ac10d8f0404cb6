"""What must hold of an application, and what follows from its rating? Plain Python.

Law: 行政许可法 (2019), 国办发〔2019〕51号; codes: GB/T 39046-2020. See docs/glossary.md for the words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.items.codes import AUDIENCES

KIND, PREFIX, CASE_PREFIX, LABEL = "approvals.application", "SB", "BJ", "办事申请"
FOLLOW_UP, PUBLISH = "approvals.rating_follow_up", "approvals.licence_publish"
READ_ITEMS, APPLY, REPORT = "approvals.items_read", "approvals.apply", "approvals.objects_read"
SCOPES = {READ_ITEMS: "读取事项和办事指南", APPLY: "提交申请、查询进度", REPORT: "读取办件数据（十个对象）"}
MOST_FILES, MOST_MATERIALS = 60, 60

AT_COUNTER, EXPRESS = "1", "express"
# What kernel.cases calls parties and channels of GB/T 39046-2020 A.4 and A.5.
PARTY_KINDS = {
    "1": "person",
    "2": "enterprise",
    "3": "institution",
    "4": "society",
    "5": "organ",
    "6": "other",
}
CASE_CHANNELS = {"1": "counter", "2": "web", "3": "mobile", "4": "express", "9": "referral"}
PERSON = "1"
IDENTIFIERS = {
    PERSON: ("identity", "passport", "permit_hk_mo", "permit_tw", "other"),
    "2": ("credit", "other"),
    "3": ("credit", "other"),
    "4": ("credit", "other"),
    "5": ("credit", "organisation", "other"),
    "6": ("credit", "organisation", "other"),
}


def check_identifier_kind(party: str, kind: str) -> None:
    """Raises Refused where such a party does not have such a document."""
    if kind not in IDENTIFIERS[party]:
        raise Refused(f"{AUDIENCES[party]}不能使用这种证件，请重新选择证件类型。", field="identifier_kind")


@dataclass(frozen=True)
class Asked:
    """A material as the item asks for it."""

    code: str
    name: str
    is_required: bool


def check_materials(asked: Iterable[Asked], given: Collection[str]) -> None:
    """Raises Refused naming everything required that is missing, and what the item does not ask for."""
    known = {each.code: each for each in asked}
    strange = [code for code in given if code not in known]
    if strange:
        raise Refused(f"本事项不需要材料“{strange[0]}”，请刷新页面后重新上传。", field="materials")
    missing = [each.name for each in known.values() if each.is_required and each.code not in given]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        raise Refused(f"还缺少{len(missing)}份必备材料：{names}。请补齐后提交。", field="materials")


def check_positions(positions: Iterable[int], count: int) -> None:
    """Raises Refused where a material names a file that did not come, or a file belongs to no material."""
    named = set(positions)
    if any(position >= count for position in named):
        raise Refused("有材料的附件没有上传完整，请重新上传后提交。", field="materials")
    if len(named) < count:
        raise Refused("有附件没有归入任何一份材料，请把它移除或归入对应的材料。", field="materials")


# --- ratings (国办发〔2019〕51号) ----------------------------------------------------------------------
LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
BAD = frozenset({2, 1})
# As kernel.cases names them.
LEVEL_CODES = {
    5: "very_satisfied",
    4: "satisfied",
    3: "fairly_satisfied",
    2: "dissatisfied",
    1: "very_dissatisfied",
}
# GB/T 39046-2020 A.8 counts from 1 非常满意; the national exchange of ratings from 5: the level has a name.
CODES_39046 = {"非常满意": "1", "满意": "2", "基本满意": "3", "不满意": "4", "非常不满意": "5"}
SCORES_NATIONAL = {"非常满意": "5", "满意": "4", "基本满意": "3", "不满意": "2", "非常不满意": "1"}


def is_bad(stars: int) -> bool:
    """差评: 不满意、非常不满意."""
    return stars in BAD


def praise_rate(counts: Mapping[str, int]) -> float | None:
    """好评率: the first three levels of all rated, in percent; None where nobody rated.

    No rating is not a good rating.
    """
    rated = sum(counts.get(level, 0) for level in LEVELS.values())
    good = sum(counts.get(LEVELS[stars], 0) for stars in LEVELS if stars not in BAD)
    return _percent(good, rated)


def participation_rate(rated: int, closed: int) -> float | None:
    """主动评价率: rated of all closed cases, in percent."""
    return _percent(rated, closed)


def rectification_rate(rectified: int, bad: int) -> float | None:
    """差评整改率: rectified of all bad ratings, in percent."""
    return _percent(rectified, bad)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
