"""Cases for tests: a unit with the people who handle them, and what their parties were told."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.cases import actions, rules, terms
from yiwang.kernel.cases.actions import MaterialFacts, Opening, PartyFacts
from yiwang.kernel.cases.kinds import Kind, Told
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import moments
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.kernel.processes import shipped
from yiwang.kernel.processes.models import Definition, Step
from yiwang.kernel.processes.rules import Seat

PARTY = PUBLIC
TOLD: list[Told] = []
KIND = Kind(
    code="tests.licence",
    label="测试许可",
    prefix="CS",
    told=lambda by, case, told: TOLD.append(told),
    acceptance=terms.ACCEPTANCE,
    is_deemed_accepted=True,
)
PERSON = PartyFacts(
    kind="person",
    name="赵小明",
    identifier_kind="identity",
    identifier="11010519491231002X",
    phone="13812345678",
    address="云泽市青山区人民路12号",
)


@dataclass(frozen=True)
class Office:
    """A unit and the posts that take a case through it."""

    unit: Unit
    clerk: Post
    reviewer: Post
    decider: Post

    @property
    def seats(self) -> dict[str, Seat]:
        by_role = {
            rules.CLERK: ("acceptor", "reviewer", "deliverer"),
            rules.REVIEWER: ("checker",),
            rules.DECIDER: ("decider",),
        }
        return {seat: Seat(self.unit.pk, role) for role, seats in by_role.items() for seat in seats}


def make_office(**changes: Any) -> Office:
    unit = changes.pop("unit", None) or make_unit(**changes)
    posts = [make_post(unit=unit, roles=[role]) for role in (rules.CLERK, rules.REVIEWER, rules.DECIDER)]
    return Office(unit, *posts)


def make_case(office: Office | None = None, **changes: Any) -> Case:
    """A case that was just received; ``key``: its process, ``party``: changes to PERSON."""
    office = office or make_office()
    key = changes.pop("key", None)
    if key and not Definition.objects.filter(key=key).exists():
        shipped.install()
    facts = {
        "kind": KIND.code,
        "title": "食品经营许可",
        "party": replace(PERSON, **changes.pop("party", {})),
        "channel": "web",
        "unit": office.unit,
        "definition_key": key,
        "seats": office.seats if key else {},
        "terms": terms.LICENCE,
        "materials": [
            MaterialFacts("form", "申请表", is_on_paper=True),
            MaterialFacts("id", "身份证明", form="both", originals=1, copies=1),
        ],
        **changes,
    }
    return actions.open(actor(office.clerk), Opening(**facts))


def step_of(case: Case, stage: str) -> Step:
    """The open step of a stage."""
    return Step.objects.open().get(run=case.run_id, stage=stage)


def by(post: Post) -> Actor:
    return actor(post)


def at(written: str) -> Any:
    """As if it were that moment in the city: ``with at("2026-01-30 10:00"):``."""
    moment: datetime = city(written)
    return patch.object(moments.timezone, "now", lambda: moment)
