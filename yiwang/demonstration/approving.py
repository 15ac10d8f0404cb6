"""What did people apply for in the demonstration city, and how far has each matter come?"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import connection

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.deeds import DEEDS
from yiwang.demonstration.ledger import DATA
from yiwang.demonstration.matters import Matter, Told
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.subsystems.approvals.applications.actions import telling

HANDED_IN_AT = 9 * 60 + 12
MATTERS_A_DAY = 60
PHRASER, PHRASED = "shu.yunxi", 30
APPLY = "apply"
PHRASES = ("材料齐全，符合受理条件。", "现场布局与图纸一致，建议准予。", "经比对，登记信息与申报一致。")


@dataclass(frozen=True)
class Turn(Act):
    """What is done in one matter; ``name``: APPLY or one of DEEDS."""

    matter: Matter
    name: str


def approving(cast: Cast, days: Days) -> Iterator[Act]:
    with (DATA / "applications.toml").open("rb") as file:
        entries = tomllib.load(file)["application"]
    for number, entry in enumerate(entries):
        yield from acts_of(Matter(cast, Told(**entry), number, with_files=True), days)
    for order, text in enumerate(PHRASES):
        yield Act(at(days.back(PHRASED), 16 * 60 + order), partial(_keep_phrase, cast, text))


def acts_of(matter: Matter, days: Days) -> Iterator[Turn]:
    """Handing in, then each step on its day; minutes apart from those of other matters."""
    moment = HANDED_IN_AT + 7 * (matter.number % MATTERS_A_DAY)
    told = matter.told
    yield Turn(at(days.back(told.back), moment), _crossing(matter.apply), matter, APPLY)
    for order, (later, deed, *words) in enumerate(told.steps, start=1):
        at_moment = at(days.back(told.back - later), moment + 3 * order)
        yield Turn(at_moment, _crossing(partial(DEEDS[deed], matter, *words)), matter, deed)


def cross() -> None:
    """What the commit of a deed sends on, where that is still to come or somebody died behind it."""
    hand_over_waiting()
    deliver_waiting()
    telling.send_waiting()
    deliver_waiting()


def _crossing(deed: Callable[[], object]) -> Callable[[], None]:
    """The deed, and where its commit is still to come, as while the city is made, its crossings."""

    def done() -> None:
        deed()
        if connection.in_atomic_block:
            cross()

    return done


def _keep_phrase(cast: Cast, text: str) -> None:
    cases.keep_phrase(cast.by(PHRASER), text)
