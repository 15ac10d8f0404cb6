"""What do the labels of a page state: 索引号, 发文机关, 成文日期, 发文字号 …?

The labels are those seen on disclosure pages under 国办公开办函〔2019〕61号 and before, by preference.
"""

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from yiwang.kernel.publications.recognition.characters import one_line, solid

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("标题", "公文名称", "文件名称", "信息名称", "名称"),
    "number": (
        "发文字号",
        "公文字号",
        "文件字号",
        "公文文号",
        "发文文号",
        "文件编号",
        "发文号",
        "文号",
        "字号",
    ),
    "index_number": ("索引号", "信息索引号", "信息索取号", "索取号"),
    "issuer": (
        "发文机关",
        "制发机关",
        "公文发布机关",
        "发文单位",
        "制发单位",
        "发文部门",
        "发布机关",
        "发布机构",
        "发布单位",
        "公开责任部门",
        "责任部门",
    ),
    "written_on": (
        "成文日期",
        "成文时间",
        "生成日期",
        "生成时间",
        "制发日期",
        "签发日期",
        "印发日期",
        "发文日期",
        "发文时间",
        "形成日期",
    ),
    "published_on": (
        "发布日期",
        "发布时间",
        "公布日期",
        "公布时间",
        "公开日期",
        "公开时间",
        "上网日期",
        "录入时间",
    ),
    "effective_on": ("生效日期", "生效时间", "实施日期", "实施时间", "施行日期", "施行时间"),
    "expires_on": ("失效日期", "失效时间", "废止日期", "废止时间", "有效期至"),
    "subject": ("主题分类", "主题导航", "信息分类", "分类"),
    "subject_words": ("主题词", "关键词", "关键字"),
    "disclosure": ("公开方式", "公开属性", "公开类别", "公开形式", "公开类型"),
    "validity": ("有效性", "时效性", "效力状态", "有效状态", "是否有效", "时效"),
    "summary": ("内容概述", "内容摘要", "信息摘要", "摘要"),
    "recipients": ("主送机关", "主送单位", "主送"),
    "source": ("信息来源", "文章来源", "来源"),
}
_FIELD_OF = {label: (field, rank) for field, labels in FIELDS.items() for rank, label in enumerate(labels)}
_LABELS = sorted(_FIELD_OF, key=len, reverse=True)
_LABEL = re.compile(
    r"(?:^|(?<=[ 　|｜\[\]【】（(]))(?:"
    + "|".join(" {0,4}".join(label) for label in _LABELS)
    + r") {0,2}[:：]"
)
_LONGEST_VALUE = 300
_FEW_WORDS = 200


class Stated:
    """The best value found so far for each field."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[int, str]] = {}

    def add(self, label: str, value: str) -> None:
        field, rank = _FIELD_OF[label]
        value = value.strip(" 　|｜【】[]")
        if (
            value
            and len(value) <= _LONGEST_VALUE
            and not (field == "number" and not re.search("[0-9]|第", value))
        ):
            self._values[field] = min(
                self._values.get(field, (rank, value)), (rank, value), key=lambda pair: pair[0]
            )

    @property
    def size(self) -> int:
        return len(self._values)

    def merge(self, other: "Stated") -> None:
        """Take over what the other found, the better label winning."""
        for field, pair in other._values.items():
            self._values[field] = min(self._values.get(field, pair), pair, key=lambda one: one[0])

    def values(self) -> dict[str, str]:
        return {field: value for field, (_, value) in self._values.items()}


def from_rows(rows: Sequence[Sequence[str]], stated: Stated) -> bool:
    """Read a table of labels and values into ``stated``; False, and nothing read, where the table is none.

    It is one where two labels carry a colon, or one in a table of a few words, or where three pairs of label
    and value stand without colons. A list whose column heads are such words (名称, 文号) is none.
    """
    found = Stated()
    marked = sum(_read_cells(cells, found) for cells in rows)
    words = sum(len(cell) for cells in rows for cell in cells)
    if marked >= 2 or (marked == 1 and words <= _FEW_WORDS) or found.size >= 3:
        stated.merge(found)
        return True
    return False


def _read_cells(cells: Sequence[str], found: Stated) -> int:
    """Read one row; how many of its labels carry a colon."""
    marked = 0
    for cell, following in pairwise([*cells, ""]):
        label = _label(cell)
        if label:
            marked += cell.rstrip().endswith((":", "："))
            if not _label(following):
                found.add(label, one_line(following))
        elif len(cell) <= _LONGEST_VALUE:
            marked += _pairs(one_line(cell), found)
    return marked


def from_lines(lines: Sequence[str], stated: Stated) -> list[int]:
    """Read lines such as ``索 引 号：… 主题分类：…``, a bare label taking the next; which were read."""
    used: list[int] = []
    for position, text in enumerate(lines):
        if len(text) > _LONGEST_VALUE * 2 or position in used:
            continue
        label = _label(text)
        if label and text.rstrip().endswith((":", "：")):
            following = lines[position + 1] if position + 1 < len(lines) else ""
            used.append(position)
            if following and not _label(following) and not _LABEL.match(following):
                stated.add(label, following)
                used.append(position + 1)
        elif _LABEL.match(text):
            _pairs(text, stated)
            used.append(position)
    return used


def field_of(label: str) -> str:
    """The field that a label names, or nothing."""
    return _FIELD_OF.get(solid(label), ("", 0))[0]


def is_label_line(text: str) -> bool:
    return len(text) <= _LONGEST_VALUE * 2 and _LABEL.match(text) is not None


def _label(cell: str) -> str:
    """The label a cell consists of, or nothing."""
    if len(cell) > 40:
        return ""
    bare = solid(cell).rstrip("：:").strip("[]【】")
    return bare if bare in _FIELD_OF else ""


def _pairs(text: str, stated: Stated) -> int:
    matches = list(_LABEL.finditer(text))
    ends = (match.start() for match in matches[1:])
    for match, end in zip(matches, chain(ends, [len(text)]), strict=False):
        stated.add(solid(match[0]).rstrip("：:"), text[match.end() : end])
    return len(matches)
