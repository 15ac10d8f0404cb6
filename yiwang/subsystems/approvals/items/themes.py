"""Under which themes, life events and fields are items found, and in which order?"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KINDS = {
    "person": "个人办事主题",
    "enterprise": "法人办事主题",
    "event": "人生与经营事件",
    "field": "重点领域",
}


@dataclass(frozen=True)
class Theme:
    """``code`` is ``kind.word``."""

    code: str
    kind: str
    label: str


@cache
def shipped() -> dict[str, Theme]:
    """By code and in order: the themes of the national platform, life events, the five fields of the city."""
    text = files("yiwang.subsystems.approvals.items").joinpath("data/themes.csv").read_text("utf-8")
    return {row["code"]: Theme(**row) for row in csv.DictReader(text.splitlines())}


def of_kind(kind: str) -> list[Theme]:
    return [theme for theme in shipped().values() if theme.kind == kind]


def named(code: str) -> Theme | None:
    """None for a code that is in no list."""
    return shipped().get(code)
