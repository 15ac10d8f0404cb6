"""What did residents of the demonstration city complain of, and what did supervision answer?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.supervision.told import HANDLER, LEADER, Complained, told
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.contacts import Contact
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.actions import complaints as actions
from yiwang.subsystems.supervision.orders.models import Complaint

MADE_AT = 20 * 60 + 15
HANDLED_AT = 9 * 60 + 45


@dataclass
class Way:
    """A complaint on its way; remembers its number between the steps."""

    cast: Cast
    said: Complained
    number: str = field(default="")

    def hand_in(self) -> None:
        data = {"unit": self.said.unit, "about": self.said.about, "text": self.said.text}
        handed = HandedIn(
            rules.COMPLAINT, new_token(), data | self._matter(), Contact(self.said.name, self.said.phone)
        )
        self.number = submit(PUBLIC, handed).submission.number
        _cross()

    def _matter(self) -> dict[str, str]:
        """Number of the submission and of the case that became of it."""
        if not self.said.item:
            return {}
        found = Application.objects.filter(case__title=self.said.item)
        matter, case = found.values_list("matter__number", "case__number").get()
        return {"matter": matter, "case": case}

    def take(self, deed: str, *words: str) -> None:
        DEEDS[deed](self.cast, Complaint.objects.get(matter__number=self.number).pk, *words)
        _cross()


def complaints(cast: Cast, days: Days) -> Iterator[Act]:
    """Made in the evening, from home; handled in the mornings."""
    for number, said in enumerate(told().complaint):
        way = Way(cast, said)
        yield Act(at(days.back(said.back), MADE_AT + number), way.hand_in)
        for later, deed, *words in said.steps:
            moment = at(days.back(said.back - later), HANDLED_AT + number)
            yield Act(moment, partial(way.take, deed, *words))


def _accept(cast: Cast, complaint_id: int) -> None:
    actions.accept(cast.by(HANDLER), complaint_id)


def _settle(cast: Cast, complaint_id: int, outcome: str, answer: str) -> None:
    actions.settle(cast.by(LEADER), complaint_id, outcome, answer)


DEEDS: dict[str, Callable[..., None]] = {"accept": _accept, "settle": _settle}


def _cross() -> None:
    hand_over_waiting()
    deliver_waiting()
