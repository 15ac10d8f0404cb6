"""What did supervision of the demonstration city order, and what did the units answer?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from yiwang.demonstration.cast import Cast, acting_as
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.people import RESPONDER
from yiwang.demonstration.supervision.told import HANDLER, LEADER, Ordered, told
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import Matter
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.orders.actions import answering, issuing, judging
from yiwang.subsystems.supervision.orders.models import Duty, Order

ISSUED_AT, DONE_AT = 16 * 60 + 40, 11 * 60


@dataclass
class Way:
    """An order on its way; remembers its id between the steps."""

    cast: Cast
    said: Ordered
    order_id: int = field(default=0)

    def issue(self) -> None:
        said = self.said
        found = Finding.objects.filter(rule=said.finding).newest_first().first() if said.finding else None
        order = issuing.issue(
            self.cast.by(LEADER),
            issuing.Issue(
                token=f"demonstration-{said.title}",
                title=said.title,
                source=said.source,
                lead=self.cast.units[said.lead],
                joint=[self.cast.units[name] for name in said.joint],
                requirement=said.requirement,
                instruction=said.instruction,
                working_days=said.working_days,
                matter=_matter_of(found) if found else None,
                findings=[found] if found else (),
            ),
        )
        self.order_id = order.pk

    def take(self, deed: str, *words: object) -> None:
        DEEDS[deed](self, *words)

    def duty(self, unit: str) -> Duty:
        return Duty.objects.get(order=self.order_id, unit=self.cast.units[unit])

    def responder(self, unit: str) -> Actor:
        posts = Post.objects.carrying(RESPONDER).filter(unit=self.cast.units[unit])
        return acting_as(posts.select_related("person", "unit").order_by("pk")[0])


def orders(cast: Cast, days: Days) -> Iterator[Act]:
    for number, said in enumerate(told().order):
        way = Way(cast, said)
        yield Act(at(days.back(said.back), ISSUED_AT + number), way.issue)
        for order, (later, deed, *words) in enumerate(said.steps):
            moment = at(days.back(said.back - later), DONE_AT + 10 * number + order)
            yield Act(moment, partial(way.take, deed, *words))


def _matter_of(found: Finding) -> Matter:
    return Matter(found.subject_kind, found.subject_key, found.title, found.address, found.item)


def _sign(way: Way, unit: str) -> None:
    answering.sign(way.responder(unit), way.duty(unit).pk)


def _feed_back(way: Way, unit: str, progress: int, text: str) -> None:
    answering.feed_back(way.responder(unit), way.duty(unit).pk, progress, text)


def _finish(way: Way, unit: str, text: str) -> None:
    answering.feed_back(way.responder(unit), way.duty(unit).pk, 100, text, is_final=True)


def _ask_delay(way: Way, unit: str, number: int, ground: str) -> None:
    answering.ask_delay(way.responder(unit), way.duty(unit).pk, number, ground)


def _accept(way: Way, unit: str, text: str) -> None:
    judging.accept(way.cast.by(LEADER), way.duty(unit).pk, text)


def _visit(way: Way, text: str) -> None:
    judging.visit(way.cast.by(LEADER), way.order_id, text)


def _urge(way: Way, text: str) -> None:
    cases.urge(way.cast.by(HANDLER), Order.objects.get(pk=way.order_id).case_id, text)


DEEDS: dict[str, Callable[..., None]] = {
    "sign": _sign,
    "feed_back": _feed_back,
    "finish": _finish,
    "ask_delay": _ask_delay,
    "accept": _accept,
    "visit": _visit,
    "urge": _urge,
}
