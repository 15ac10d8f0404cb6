"""A source of texts made up for tests, and an analyst who reads the topics."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unittest import mock

from yiwang.kernel.deadlines.moments import shifted, start_of
from yiwang.kernel.intake import texts
from yiwang.kernel.intake.texts import Item
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.subsystems.participation.topics import rules

MONDAY = date(2026, 5, 4)
MIXER = (
    "翠竹湾旁边的搅拌站粉尘太大\n翠竹湾业主反映，门口搅拌站日夜施工，粉尘和噪声让人睡不着。",
    "投诉翠竹湾搅拌站噪声\n每天夜里翠竹湾搅拌站的罐车进进出出，噪声很大。",
    "翠竹湾搅拌站什么时候搬走\n请问翠竹湾小区边上的搅拌站是否合法，粉尘污染谁来管？",
    "搅拌站粉尘污染翠竹湾\n孩子咳嗽不止，翠竹湾外的搅拌站没有喷淋设施。",
)
OTHERS = (
    "图书馆周末开门太晚\n希望图书馆早点开门，方便学生自习。",
    "咨询老年证怎么办\n父亲满六十五岁，想办老年证，需要带哪些材料？",
)


def make_items(monday: date = MONDAY, said: Iterable[str] = (*MIXER, *OTHERS), **changes: Any) -> list[Item]:
    """One text a day from Monday on."""
    return [
        Item(f"{monday:%m%d}{at}", text, shifted(start_of(monday), days=at, hours=10), **changes)
        for at, text in enumerate(said)
    ]


@contextmanager
def only_source(items: Iterable[Item], seen: Collection[str] | None = None) -> Iterator[None]:
    """The one source there is; of its texts a post sees those in ``seen`` (None: all)."""
    held = list(items)

    def came_in(begins: datetime, ends: datetime) -> list[Item]:
        return [each for each in held if begins <= each.at < ends]

    def shown(post: Post, keys: Collection[str]) -> Mapping[str, tuple[str, str]]:
        return {key: (f"题名{key}", f"/there/{key}/") for key in keys if seen is None or key in seen}

    only = {"test": texts.Source("test", "来信", came_in, shown)}
    with mock.patch.object(texts, "_registered", only):
        yield


def make_analyst(**changes: Any) -> Post:
    return make_post(**{"roles": [rules.ANALYST], "starts_on": date(2020, 1, 1), **changes})
