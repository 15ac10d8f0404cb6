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
class Shipped:
    """``code`` is ``kind.word``."""

    code: str
    kind: str
    label: str


@cache
def shipped() -> tuple[Shipped, ...]:
    """The themes of the national platform, life events as cities name them, the five fields of the city."""
    text = files("yiwang.subsystems.approvals.items").joinpath("data/themes.csv").read_text("utf-8")
    return tuple(Shipped(**row) for row in csv.DictReader(text.splitlines()))
