"""What did the units of the demonstration city write to one another, and who has signed for it?"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.demonstration import attachments
from yiwang.demonstration.cast import Cast, acting_as
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.ledger import DATA
from yiwang.demonstration.numbering import Numbering
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.answering import open_delivery, return_delivery, sign_for
from yiwang.kernel.exchange.actions.drafts import Written, keep
from yiwang.kernel.exchange.actions.following import follow_batch
from yiwang.kernel.exchange.actions.groups import Line, make_group
from yiwang.kernel.exchange.actions.recalling import urge, withdraw
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address, members, of_units
from yiwang.kernel.exchange.models import AddressGroup, Delivery, Envelope
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.notifications.actions import mark_read
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.models import Post, Unit

SEED = 20261125
MANAGER = "qiao.anzhi"
OPENED_BEFORE = 3  # minutes
URGED_AFTER, WITHDRAWN_AFTER = 6 * 60, 2 * 60
GROUPS = {
    "市直部门": ("children", ("department",)),
    "县市区": ("children", ("government",)),
    "乡镇街道": ("subtree", ("government",)),
}

MOST_OF_GROUP = {"市直部门": 60, "县市区": 12, "乡镇街道": 150}
MARKS = {
    "市政府办公室": "云政办发",
    "市财政局": "云财预",
    "市发展改革委": "云发改项目",
    "市水利局": "云水",
    "市教育局": "云教基",
    "市卫生健康委": "云卫疾控",
    "市应急局": "云应急",
    "市人力资源社会保障局": "云人社监",
    "市数据局": "云数",
    "白渚县": "渚政",
    "石棠县": "棠政",
}


@dataclass(frozen=True)
class Letter:
    """One entry of correspondence.toml."""

    unit: str
    subject: str
    text: str
    days_back: int
    to: list[str]
    type: str
    kind: str = "document"
    copies: list[str] = field(default_factory=list)
    urgency: str = "normal"
    minutes: int = 9 * 60 + 20
    signed: float = 1.0
    urged: bool = False
    withdrawn: str = ""
    returned: dict[str, str] = field(default_factory=dict)
    file: str = ""


def letters() -> list[Letter]:
    with (DATA / "correspondence.toml").open("rb") as file:
        return [Letter(**entry) for entry in tomllib.load(file)["sent"]]


def exchanging(cast: Cast, days: Days) -> Iterator[Act]:
    """The address groups, every letter's way, a draft that waits, and the counting after each day."""
    yield Act(at(days.back(60), 9 * 60), partial(_make_groups, cast))
    numbering = Numbering()
    told = sorted(letters(), key=lambda letter: -letter.days_back)
    for turn, letter in enumerate(told):
        yield from Way(cast, letter, days, turn, _number(letter, days, numbering)).acts()
    yield Act(at(days.back(0), 16 * 60 + 40), partial(_keep_draft, cast))
    for back in range(max(letter.days_back for letter in told) + 1):
        yield Act(at(days.back(back), 19 * 60), _follow)


class Way:
    """A letter on its way: sent, then signed for by most at their own time."""

    def __init__(self, cast: Cast, letter: Letter, days: Days, turn: int, number: str) -> None:
        self.cast, self.letter, self.number = cast, letter, number
        self.sent_at = at(days.back(letter.days_back), letter.minutes)
        self.last = at(days.back(0), 18 * 60)
        self.random = Random(SEED + turn)  # noqa: S311 - invented delays, no secret
        self.envelope_id = 0

    def acts(self) -> Iterator[Act]:
        yield Act(self.sent_at, self.send)
        yield Act(shifted(self.sent_at, minutes=1), _follow)
        if self.letter.urged:
            yield Act(self._after(URGED_AFTER), self.urge)
        if self.letter.withdrawn:
            yield Act(self._after(WITHDRAWN_AFTER), self.withdraw)
        for turn in range(_most_recipients(self.letter)):
            yield Act(self._answered_at(), partial(self.answer, turn, self.random.random()))

    def send(self) -> None:
        clerk = self._clerk(self.letter.unit)
        body: dict[str, Any] = {"text": self.letter.text.strip()}
        if self.letter.kind == "document":
            body |= {
                "number": self.number,
                "document_type": self.letter.type,
                "issuer": clerk.unit.name,
                "written_on": self.sent_at.date(),
            }
        else:
            body["information_type"] = self.letter.type
        outline = Outline(
            kind=f"exchange.{self.letter.kind}",
            subject=self.letter.subject,
            main=self._addresses(self.letter.to),
            copies=self._addresses(self.letter.copies),
            body=body,
            files=self._files(acting_as(clerk)),
            urgency=self.letter.urgency,
        )
        self.envelope_id = send(acting_as(clerk), Side(clerk.unit), outline).pk

    def answer(self, turn: int, chance: float) -> None:
        """The recipient number ``turn`` signs, returns it, or has not come to it yet."""
        delivery = (
            Delivery.objects.filter(envelope=self.envelope_id).order_by("number")[turn : turn + 1].first()
        )
        clerk = self.cast.mail_clerks.get(delivery.unit_id or 0) if delivery else None
        if delivery is None or clerk is None or delivery.state not in rules.TO_SIGN:
            return
        by, side = acting_as(clerk), Side(clerk.unit)
        reason = self.letter.returned.get(clerk.unit.called, "")
        if not reason and chance >= self.letter.signed:
            return
        open_delivery(by, side, delivery.pk)
        if reason:
            return_delivery(by, side, delivery.pk, reason)
        else:
            sign_for(by, side, [delivery.pk])
        for notice in Notice.objects.of(clerk.person_id).unread():
            mark_read(clerk.person, notice.pk)

    def urge(self) -> None:
        clerk = self._clerk(self.letter.unit)
        urge(acting_as(clerk), Side(clerk.unit), self._envelope())

    def withdraw(self) -> None:
        clerk = self._clerk(self.letter.unit)
        withdraw(acting_as(clerk), Side(clerk.unit), self._envelope(), self.letter.withdrawn)

    def _envelope(self) -> Envelope:
        return Envelope.objects.select_related("sender_node").get(pk=self.envelope_id)

    def _clerk(self, unit: str) -> Post:
        return self.cast.mail_clerks[self.cast.units[unit].pk]

    def _addresses(self, names: list[str]) -> list[Address]:
        found: list[Address] = []
        for name in names:
            if name in GROUPS:
                group = AddressGroup.objects.get(unit=None, name=name)
                found += of_units(members(group), name)
            else:
                found += of_units([Unit.objects.get(pk=self.cast.units[name].pk)])
        return found

    def _files(self, by: Actor) -> list[StoredFile]:
        if not self.letter.file:
            return []
        title, content = attachments.attached(self.letter.file)
        return [receive(by, SimpleUploadedFile(title, content), title)]

    def _after(self, minutes: int) -> datetime:
        return min(shifted(self.sent_at, minutes=minutes), self.last)

    def _answered_at(self) -> datetime:
        """Some within minutes, most in the same half day, some on the next."""
        minutes = int(self.random.expovariate(1 / 150)) + 4
        return self._after(min(minutes, 60 * 26))


def _most_recipients(letter: Letter) -> int:
    """How many acts of answering a letter needs at most: the groups are counted only when it is sent."""
    return len(letter.to) + len(letter.copies) + sum(MOST_OF_GROUP.get(name, 0) for name in letter.to)


def _number(letter: Letter, days: Days, numbering: Numbering) -> str:
    if letter.kind != "document":
        return ""
    return numbering.document(MARKS[letter.unit], days.back(letter.days_back))


def _make_groups(cast: Cast) -> None:
    root = cast.units["市政府"]
    for name, (reach, kinds) in GROUPS.items():
        lines = [Line(root, reach, kinds)]
        if name == "乡镇街道":
            counties = [unit for unit in cast.units.values() if unit.parent_id == root.pk]
            lines = [
                Line(county, "children", kinds)
                for county in {unit.pk: unit for unit in counties if unit.kind == "government"}.values()
            ]
        make_group(cast.by(MANAGER), None, name, lines)


def _keep_draft(cast: Cast) -> None:
    clerk = cast.mail_clerks[cast.units["市政府办公室"].pk]
    fields = {"text": "经研究，现就元旦期间值班工作安排如下：", "document_type": "通知"}
    written = Written("exchange.document", "关于做好元旦期间值班工作的通知", fields)
    keep(acting_as(clerk), clerk.unit, clerk.person, written)


def _follow() -> None:
    while follow_batch():
        continue
