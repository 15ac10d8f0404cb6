"""What is an application form made of: which kinds of fields, in which groups, held to what?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from yiwang.kernel.identifiers.rules import KINDS

PROJECT = "project"
IDENTIFIERS = {**KINDS, PROJECT: "投资项目代码"}
MOST_FIELDS = 120
MOST_COLUMNS = 12
MOST_ROWS = 50
MOST_OPTIONS = 200
LONGEST_TEXT = 5_000
LONGEST_LINE = 200
LARGEST_NUMBER = 10**12


class Kind(StrEnum):
    """The value is stored with a change of the form; the label is what an editor chooses."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    CONSENT = "consent"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    EMAIL = "email"
    ROWS = "rows"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_line(self) -> bool:
        """Written by hand into one or several lines."""
        return self in WRITTEN


_LABELS = {
    Kind.TEXT: "单行文字",
    Kind.LONG_TEXT: "多行文字",
    Kind.WHOLE: "整数",
    Kind.NUMBER: "数字（可带小数）",
    Kind.DATE: "日期",
    Kind.CHOICE: "单选",
    Kind.CHOICES: "多选",
    Kind.YES_NO: "是或者否",
    Kind.CONSENT: "承诺（必须勾选）",
    Kind.IDENTIFIER: "证件号码",
    Kind.PHONE: "电话",
    Kind.EMAIL: "电子邮箱",
    Kind.ROWS: "明细（可填多行）",
}
WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.IDENTIFIER, Kind.PHONE, Kind.EMAIL})
COUNTED = frozenset({Kind.WHOLE, Kind.NUMBER})
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Group:
    """A step of the form: fields that belong together under one heading."""

    key: str
    title: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """One field. ``shortest``/``longest`` count characters, ``least``/``most`` bound a number (of ROWS and
    CHOICES: how many); ``source``: the known fact that fills it; ``was``: keys it had in earlier versions;
    ``identifier``: a kind of kernel identifiers; ``example``: what a right value looks like, in words.
    """

    key: str
    kind: Kind
    title: str
    hint: str = ""
    is_required: bool = False
    group: str = ""
    source: str = ""
    was: tuple[str, ...] = ()
    identifier: str = ""
    shortest: int | None = None
    longest: int | None = None
    least: float | None = None
    most: float | None = None
    pattern: str = ""
    example: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple["Field", ...] = ()

    @property
    def label(self) -> str:
        """The title with the unit that a number is given in."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    def option_label(self, value: str) -> str:
        return next((option.label for option in self.options if option.value == value), value)

    def column(self, key: str) -> "Field | None":
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Sheet:
    """A form in one version; ``fields`` in the order in which they are filled in."""

    title: str
    hint: str
    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()

    def field(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None)

    def sections(self) -> Iterator[tuple[Group, tuple[Field, ...]]]:
        """Groups with their fields; what belongs to no group comes first. Empty groups are left out."""
        for group in (Group("", ""), *self.groups):
            fields = tuple(field for field in self.fields if field.group == group.key)
            if fields:
                yield group, fields


EMPTY = Sheet("", "", ())
