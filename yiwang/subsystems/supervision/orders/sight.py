"""What does a post see of one order, and what may it do with it now?"""

from dataclasses import dataclass
from functools import cached_property

from yiwang.kernel.cases.models import Event, desks_of
from yiwang.kernel.cases.standing import is_ours
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.supervision.orders import mandates, rules
from yiwang.subsystems.supervision.orders.models import Complaint, Delay, Duty, Feedback, Order, Visit
from yiwang.subsystems.supervision.orders.queries import Row, Shown, rows
from yiwang.subsystems.supervision.watching.rules import LEAD, READ, RESPOND

READERS = frozenset({READ, LEAD, RESPOND})


def is_of_issuer(post: Post, order: Order) -> bool:
    """Of the unit that gave the order, one above it, or one that watches over it."""
    return _sees(post, order.case.unit)


def may_read_feedback(post: Post, duty: Duty) -> bool:
    """Everybody on the side of the issuer, the unit itself, and whoever leads. Reads ``duty.order.case``."""
    if is_of_issuer(post, duty.order) or _sees(post, duty.unit):
        return True
    return duty.order.duties.filter(is_lead=True, unit__in=desks_of(post)).exists()


def _sees(post: Post, unit: Unit) -> bool:
    if is_ours(post, unit):
        return True
    return any(paths.lies_within(unit.path, path) for path in oversight.overseen(post))


@dataclass(frozen=True)
class Answer:
    """A duty with what the post may read of it."""

    shown: Shown
    feedback: tuple[Feedback, ...]
    delays: tuple[Delay, ...]
    is_readable: bool

    @property
    def duty(self) -> Duty:
        return self.shown.duty


class Sight:
    """One order as one post sees it: a fixed number of queries for any number of units."""

    def __init__(self, order: Order, post: Post) -> None:
        self.order, self.post = order, post
        self.case = order.case
        self.may_judge = mandates.may_judge(post, order)

    @cached_property
    def row(self) -> Row:
        return rows([self.order], now())[0]

    @cached_property
    def sees_all(self) -> bool:
        desks = desks_of(self.post)
        leads = any(each.duty.is_lead and each.duty.unit_id in desks for each in self.row.duties)
        return leads or is_of_issuer(self.post, self.order)

    @cached_property
    def answers(self) -> list[Answer]:
        given: dict[int, list[Feedback]] = {}
        reports = Feedback.objects.filter(duty__order=self.order).prefetch_related("files").order_by("-pk")
        for each in reports:
            given.setdefault(each.duty_id, []).append(each)
        asked: dict[int, list[Delay]] = {}
        for delay in Delay.objects.filter(duty__order=self.order):
            asked.setdefault(delay.duty_id, []).append(delay)
        watched = oversight.overseen(self.post)
        return [self._answer(shown, given, asked, watched) for shown in self.row.duties]

    def _answer(
        self,
        shown: Shown,
        given: dict[int, list[Feedback]],
        asked: dict[int, list[Delay]],
        watched: list[str],
    ) -> Answer:
        unit = shown.duty.unit
        is_watched = any(paths.lies_within(unit.path, path) for path in watched)
        if not (self.sees_all or is_ours(self.post, unit) or is_watched):
            return Answer(shown, (), (), is_readable=False)
        pk = shown.duty.pk
        return Answer(shown, tuple(given.get(pk, ())), tuple(asked.get(pk, ())), is_readable=True)

    @cached_property
    def visits(self) -> list[Visit]:
        return list(self.order.visits.prefetch_related("files")) if self.is_of_issuer else []

    @cached_property
    def is_of_issuer(self) -> bool:
        return is_of_issuer(self.post, self.order)

    @cached_property
    def is_ours(self) -> bool:
        """Given by, or to, the post's own units: whoever else reads it does so as a supervisor."""
        units = [self.case.unit, *(each.duty.unit for each in self.row.duties)]
        return any(is_ours(self.post, unit) for unit in units)

    @cached_property
    def history(self) -> list[Event]:
        """Newest first; what units wrote stands with their feedback."""
        return list(Event.objects.filter(case=self.case).order_by("-pk"))

    @cached_property
    def complaint(self) -> Complaint | None:
        """Only for those who may see it."""
        if self.order.complaint_id is None:
            return None
        return Complaint.objects.visible_to(self.post).filter(pk=self.order.complaint_id).first()

    @cached_property
    def deeds(self) -> list[tuple[str, int, str]]:
        """Code, target and the name that tells targets apart: what may be done now."""
        found: list[tuple[str, int, str]] = []
        for answer in self.answers:
            found += self._of_duty(answer)
        if self.case.is_open:
            if mandates.may_urge(self.post, self.order):
                found.append(("urge", 0, ""))
            if self.may_judge:
                found += [("visit", 0, ""), ("cancel", 0, "")]
        elif self.may_judge:
            found.append(("reopen", 0, ""))
        return found

    def _of_duty(self, answer: Answer) -> list[tuple[str, int, str]]:
        duty, name = answer.duty, answer.duty.unit.called
        found: list[tuple[str, int, str]] = []
        asked = [delay for delay in answer.delays if delay.state == rules.ASKED]
        if duty.state == rules.OPEN and mandates.may_answer(self.post, duty):
            found += [] if duty.signed_at else [("sign", duty.pk, "")]
            found.append(("feedback", duty.pk, ""))
            found += [] if asked else [("delay", duty.pk, "")]
        if self.may_judge and duty.state == rules.REPORTED:
            found += [("accept", duty.pk, name), ("return", duty.pk, name)]
        if self.may_judge and duty.state == rules.OPEN:
            found += [(code, delay.pk, name) for delay in asked for code in ("grant", "refuse")]
        return found


def sight_of(order_id: int, post: Post) -> Sight | None:
    """None where the post may not see the order."""
    found = Order.objects.visible_to(post).in_full().prefetch_related("duties__unit", "duties__clock")
    order = found.filter(pk=order_id).first()
    return Sight(order, post) if order else None
