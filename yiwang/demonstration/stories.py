"""Which articles does the demonstration city have, when did each come out, and what does it say?"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from yiwang.demonstration import ledger, markup, wording
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.ledger import UnitRow
from yiwang.demonstration.numbering import Numbering
from yiwang.subsystems.portal.text import Attributes

ARTICLES = ledger.DATA / "articles"
SEED = 20260702
OPENS, CLOSES = 9 * 60, 17 * 60  # articles come out in these minutes of a day
WRITTEN_BEFORE = 2  # a document comes out two working days after it was signed
RECIPIENTS = "各县（市、区）人民政府，市政府各部门、各直属机构"
KINDS = {"通知公告": "notice", "政策文件": "document", "工作动态": "news", "专题专栏": "news"}


@dataclass(frozen=True)
class Story:
    """One article and what happened to it; ``state`` is where it stands on the day the city is made."""

    title: str
    column: str
    unit: str
    kind: str
    body: str
    published_at: datetime
    state: str = "published"
    image: str = ""
    files: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    keywords: str = ""
    source: str = ""
    attributes: Attributes = field(default=Attributes())
    reason: str = ""
    code: str = ""


def stories(days: Days) -> list[Story]:
    """Every article, the earliest first."""
    units = {unit.short_name: unit for unit in ledger.units()}
    drafts = sorted(_drafts(days, units), key=lambda draft: draft.published_at)
    numbering = Numbering()
    return [draft.finished(numbering) for draft in drafts]


@dataclass(frozen=True)
class _Draft:
    """A text, one of its rows, the unit and the day; numbers are given in the order of days."""

    text: dict[str, Any]
    row: dict[str, Any]
    unit: UnitRow
    published_at: datetime
    days: Days

    def finished(self, numbering: Numbering) -> Story:
        kind = self.text.get("kind") or KINDS.get(_column(self.text["column"]).type, "information")
        return Story(
            title=self._filled(self.text["title"]),
            column=self.text["column"],
            unit=self.unit.short_name,
            kind=kind,
            body=markup.as_html(self._filled(self.text["body"])),
            published_at=self.published_at,
            state=self._chosen("state", "published"),
            image=self._chosen("image", ""),
            files=tuple(self._filled(name) for name in self.text.get("files", ())),
            also=tuple(self.text.get("also", ())),
            keywords=self._chosen("words", ""),
            source=self.unit.name,
            attributes=self._attributes(numbering) if kind == "document" else Attributes(),
            reason=self._chosen("reason", ""),
            code=self._chosen("code", ""),
        )

    def _attributes(self, numbering: Numbering) -> Attributes:
        mark = self._chosen("mark", "")
        return Attributes(
            index_number=numbering.index(self.unit.code, self.written_on),
            number=numbering.document(self._filled(mark), self.written_on) if mark else "",
            issuer=self.unit.name,
            written_on=self.written_on,
            effective_on=self.written_on,
            subject=self._filled(self._chosen("subject", "综合政务")),
            subject_words=self._chosen("words", ""),
            recipients=RECIPIENTS if mark and not mark.endswith("人") else "",
            disclosure="主动公开",
        )

    @property
    def written_on(self) -> date:
        return self.days.before(self.published_at.date(), WRITTEN_BEFORE)

    def _chosen(self, name: str, default: str) -> str:
        return str(self.row.get(name, self.text.get(name, default)))

    def _filled(self, text: str) -> str:
        day = self.written_on if "mark" in self.text else self.published_at.date()
        own = {name: str(value) for name, value in self.row.items()}
        unit = {"unit": self.unit.short_name, "issuer": self.unit.name, "owner_mark": self.unit.document_mark}
        return wording.filled(text, {**unit, **own}, day, self.days)


def _drafts(days: Days, units: dict[str, UnitRow]) -> Iterator[_Draft]:
    random = Random(SEED)  # noqa: S311 - minutes of the day, no secret
    for text in texts():
        for row in text["each"]:
            owner = str(text["unit"])
            for name, value in row.items():
                owner = owner.replace(f"{{{name}}}", str(value))
            moment = at(days.back(row["ago"]), random.randrange(OPENS, CLOSES))
            yield _Draft(text, row, units[owner], moment, days)


@cache
def texts() -> tuple[dict[str, Any], ...]:
    """Every text with the rows of its articles, as it stands in the data."""
    return tuple(entry for path in sorted(ARTICLES.glob("*.toml")) for entry in _entries(path))


def _entries(path: Path) -> Iterable[dict[str, Any]]:
    with path.open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file)["text"]
    return entries


@cache
def _column(slug: str) -> ledger.ColumnRow:
    return next(column for column in ledger.columns() if column.slug == slug)
