"""How were the sites of a department and a county asked for, prepared, filed, opened and filled?"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

from yiwang.demonstration import ledger, markup
from yiwang.demonstration.cast import COLUMN_ADMINISTRATOR, Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.publishing import Run
from yiwang.demonstration.stories import Story
from yiwang.demonstration.websites.offers import Offer
from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.portal.actions.columns import Particulars, open_column
from yiwang.subsystems.portal.front import BLOCKS
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.actions import editions, filing, openings
from yiwang.subsystems.portal.rules import DEFAULT_UPDATE_DAYS
from yiwang.subsystems.portal.sites import Site

MANAGER = "shao.tongwang"
DRESSED_BACK = 70
MORNING, AFTERNOON = 9 * 60 + 5, 15 * 60 + 10
DECIDED_AFTER, PREPARED_AFTER, OPENED_AFTER, FILED_AFTER, DRESSED_AFTER = 3, 14, 25, 27, 45


@cache
def told() -> dict[str, Any]:
    return tomllib.loads((ledger.DATA / "websites.toml").read_text(encoding="utf-8"))


def sites(cast: Cast, days: Days) -> Iterator[Act]:
    yield Act(at(days.back(DRESSED_BACK), AFTERNOON), partial(_dress_main, cast))
    for row in told()["site"]:
        yield from Founding(cast, row).acts(days)
        for number, text in enumerate(row["articles"]):
            yield from _published(cast, days, row, text, number)
    refused = told()["refused"]
    asked: list[int] = []
    yield Act(at(days.back(refused["back"]), MORNING), partial(_ask, cast, refused, asked))
    yield Act(at(days.back(refused["back"] - 4), AFTERNOON), partial(_refuse, cast, refused, asked))


class Founding:
    """One site on its way to its readers; remembers its opening between the steps."""

    def __init__(self, cast: Cast, row: dict[str, Any]) -> None:
        self.cast, self.row = cast, row
        self.opening_id = 0

    @property
    def site(self) -> Site:
        return Site.objects.get(slug=self.row["slug"])

    def acts(self, days: Days) -> Iterator[Act]:
        back = self.row["back"]
        yield Act(at(days.back(back), MORNING), self.ask)
        yield Act(at(days.back(back - DECIDED_AFTER), AFTERNOON), self.approve)
        yield Act(at(days.back(back - PREPARED_AFTER), MORNING), self.prepare)
        yield Act(at(days.back(back - OPENED_AFTER), AFTERNOON), self.open)
        yield Act(at(days.back(back - FILED_AFTER), MORNING), self.file)
        yield Act(at(days.back(back - DRESSED_AFTER), MORNING), self.dress)

    def ask(self) -> None:
        self.opening_id = openings.request(
            self.cast.by(COLUMN_ADMINISTRATOR), self.cast.units[self.row["unit"]], _wish(self.row)
        ).pk

    def approve(self) -> None:
        decision = "单位符合开设条件，栏目规划可行，同意筹建。"
        openings.approve(self.cast.by(MANAGER), self.opening_id, decision)

    def prepare(self) -> None:
        """Columns, numbers, and all on the checklist that is ticked by hand."""
        by, row = self.cast.by(COLUMN_ADMINISTRATOR), self.row
        numbers = openings.Numbers(row["code"], row["icp"], row["police"])
        openings.note_numbers(by, self.opening_id, numbers)
        site = self.site
        for column in row["columns"]:
            particulars = Particulars(
                title=column["title"],
                column_type=column["type"],
                keywords=column["title"],
                unit=self.cast.units[row["unit"]],
                update_days=DEFAULT_UPDATE_DAYS.get(column["type"]),
            )
            opened = open_column(by, site, column["slug"], particulars)
            self.cast.columns[column["slug"]] = opened
        for check in rules.CHECKS:
            if not check.field:
                openings.tick(by, self.opening_id, check.code, "已核对")
        lesson = openings.Lesson(
            self.cast.units[row["unit"]],
            held_on=today(),
            way=next(iter(rules.WAYS)),
            topic="栏目规划、信息发布审核和网站日常检查",
            people=6,
        )
        openings.note_guidance(self.cast.by(MANAGER), lesson)

    def open(self) -> None:
        openings.open_to_public(self.cast.by(MANAGER), self.opening_id)

    def file(self) -> None:
        row = self.row
        facts = filing.FilingFacts(
            leader=row["leader"],
            leader_phone=row["leader_phone"],
            keeper=row["keeper"],
            keeper_phone=row["keeper_phone"],
            protection_level=2,
        )
        filing.file(self.cast.by(MANAGER), self.site.pk, facts, "网站开通后首次备案")

    def dress(self) -> None:
        """Its own colours, tried inside before the readers see them."""
        by = self.cast.by(MANAGER)
        blocks = [one for one in BLOCKS if one in {"welcome", "headline", "leads", "columns", "entries"}]
        drawn = editions.draw_up(by, self.site.pk, editions.Look("开通版", self.row["theme"], blocks))
        editions.note_test(by, drawn.pk, "在电脑、手机和大字模式下逐页检查，链接和搜索正常。")
        editions.switch_over(by, drawn.pk)


def _dress_main(cast: Cast) -> None:
    """The column of dialogue leaves the menu: participation has an entry of its own."""
    by, site = cast.by(MANAGER), cast.sites[0]
    look = editions.Look("2026 年改版", "blue", tuple(BLOCKS), hidden=("dialogue",))
    drawn = editions.draw_up(by, site.pk, look)
    editions.note_test(by, drawn.pk, "首页和栏目页在电脑、手机和长者模式下逐页检查，链接正常。")
    editions.switch_over(by, drawn.pk)


def _wish(row: dict[str, Any]) -> openings.Wish:
    return openings.Wish(
        slug=row["slug"],
        name=row["name"],
        domain=row["domain"],
        host_unit="云泽市数据局",
        contact=row["contact"],
        purpose=row["purpose"],
    )


def _ask(cast: Cast, row: dict[str, Any], asked: list[int]) -> None:
    by, unit = cast.by(COLUMN_ADMINISTRATOR), cast.units[row["unit"]]
    asked.append(openings.request(by, unit, _wish(row)).pk)


def _refuse(cast: Cast, row: dict[str, Any], asked: list[int]) -> None:
    openings.refuse(cast.by(MANAGER), asked[0], row["decision"])


def _published(
    cast: Cast, days: Days, row: dict[str, Any], text: dict[str, Any], number: int
) -> Iterator[Act]:
    """Written, reviewed and published as any other article; then offered to the main site, where it was."""
    published_at = at(days.back(text["back"]), 11 * 60 + 10 * number)
    story = Story(
        title=text["title"],
        column=text["column"],
        unit=row["unit"],
        kind=text["kind"],
        body=markup.as_html(text["body"]),
        published_at=published_at,
        image=text.get("image", ""),
        source=row["name"],
    )
    run = Run(cast, replace(story, keywords=row["name"]), number, days.made_on)
    yield from run.acts()
    if "offer" in text:
        yield from Offer(cast, run, text, number).acts(published_at)
