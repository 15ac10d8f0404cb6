"""Cards for tests, with the posts of both sides."""

from dataclasses import dataclass
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.subsystems.supervision.cards import actions
from yiwang.subsystems.supervision.cards.models import Card
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER, SUPERVISOR


@dataclass(frozen=True)
class Sides:
    """A unit with its responder, the unit that watches over it with its leader and a supervisor."""

    unit: Unit
    responder: Post
    watcher: Unit
    leader: Post
    supervisor: Post


def make_sides() -> Sides:
    unit, watcher = make_unit(), make_unit(name="市政务监督局")
    let_oversee(SYSTEM, watcher, unit, "市政府关于电子监察的通知")
    return Sides(
        unit,
        make_post(unit=unit, roles=[RESPONDER], title="办公室主任"),
        watcher,
        make_post(unit=watcher, roles=[LEADER], title="监察室主任"),
        make_post(unit=watcher, roles=[SUPERVISOR], title="监察员"),
    )


def make_card(unit: Unit | None = None, **changes: Any) -> Card:
    """Issued for a finding as the rules find it."""
    return Card.objects.get(finding=make_finding(unit, **changes))


def explained(sides: Sides, text: str = "当日系统停机检修，已于次日办结。") -> Card:
    card = make_card(sides.unit)
    return actions.explain(actor(sides.responder), sides.responder, card.pk, text)


def confirmed(sides: Sides) -> Card:
    card = explained(sides)
    return actions.confirm(actor(sides.leader), sides.leader, card.pk, "事实清楚，理由不成立")
