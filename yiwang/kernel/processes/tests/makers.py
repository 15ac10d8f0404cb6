"""Definitions and runs for tests, with sensible defaults."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.organizations.acting import actor
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.kernel.processes import actions, shipped
from yiwang.kernel.processes.definitions import in_force
from yiwang.kernel.processes.diagram import STEP, Diagram, Field, Flow, Node
from yiwang.kernel.processes.models import Definition, Run, Step
from yiwang.kernel.processes.rules import Seat, Subject

SEATS = ("acceptor", "reviewer", "checker", "decider", "deliverer", "reporter", "lead", "author")
SHARED = ("cooperating", "reader")
_numbers = count(1)


def make_definition(xml: str, key: str = "", **changes: Any) -> Definition:
    """A version that is in force where it can be run."""
    definition = actions.add_version(SYSTEM, key or f"process{next(_numbers)}", xml, **changes)
    return actions.put_in_force(SYSTEM, definition.pk) if definition.is_runnable else definition


def make_seats(unit: Unit | None = None, together: int = 3, **changes: Any) -> dict[str, Any]:
    """Every seat of the shipped processes; ``together`` units where several act together."""
    unit = unit or make_unit()
    seats: dict[str, Any] = {seat: Seat(unit.pk, "case_clerk") for seat in SEATS}
    for seat in SHARED:
        seats[seat] = [Seat(make_unit().pk, "case_clerk") for _ in range(together)]
    return {**seats, **changes}


def make_run(definition: Definition | str = "promised", **changes: Any) -> Run:
    if isinstance(definition, str):
        shipped.install()
        definition = in_force(definition)
    seats = changes.pop("seats", None) or make_seats()
    subject = changes.pop("subject", None) or Subject("cases.case", str(next(_numbers)))
    return actions.start(changes.pop("by", SYSTEM), definition, subject, seats, changes.pop("data", None))


def make_actor(post: Post | None = None) -> Actor:
    post = post or make_post()
    return actor(post.person, post)


def open_steps(run: Run) -> list[str]:
    return [step.node for step in run.steps.open()]


def open_step(run: Run, node: str, slot: int = 0) -> Step:
    return run.steps.open().get(node=node, slot=slot)


def finish_all(run: Run, by: Actor, *done: str) -> None:
    """``accept:accepted`` or ``review``: finish one open step of each node after the other."""
    for each in done:
        node, _, outcome = each.partition(":")
        step = run.steps.open().filter(node=node).first()
        assert step is not None, f"{node} is not open but {open_steps(run)}"
        actions.finish(by, step.pk, outcome or "done")


def make_diagram(nodes: Iterable[Node], flows: Iterable[tuple[str, str]], **changes: Any) -> Diagram:
    named = {node.id: node for node in nodes}
    fields: tuple[Field, ...] = changes.pop("fields", ())
    each = tuple(Flow(f"{source}_{target}", source, target) for source, target in flows)
    return Diagram("process", "流程", named, each, fields)


def make_node(id_: str, kind: str = STEP, **changes: Any) -> Node:
    return Node(id_, kind, changes.pop("name", id_), changes.pop("tag", "userTask"), seat="seat", **changes)
