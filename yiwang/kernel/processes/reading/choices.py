"""Who decides where the process goes on: a condition, or the person who finishes a step?

A gateway whose flows carry no conditions is decided by whoever finished the step before it: the flows become
the outcomes of that step, under the names that the drawing gives them.
"""

from dataclasses import dataclass, replace

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import expressions
from yiwang.kernel.processes.diagram import EXCLUSIVE, PASS, STEP, Diagram, Flow, Node
from yiwang.kernel.processes.expressions import Comparison, Expression, Literal, Membership, Name

OUTCOME = "outcome"


@dataclass(frozen=True)
class Chosen:
    """A diagram whose steps have their outcomes, with the conditions of its flows and repetitions read."""

    diagram: Diagram
    conditions: dict[str, Expression]
    until: dict[str, Expression]


def choose(diagram: Diagram) -> Chosen:
    """Raises Refused where a condition is not in our language."""
    for gateway in diagram.nodes.values():
        if _is_undecided(gateway, diagram):
            diagram = _decided_by_steps(gateway, diagram)
    fields = {field.name: field.type for field in diagram.fields} | {OUTCOME: expressions.TEXT}
    conditions = {flow.id: _read(flow, fields, diagram) for flow in diagram.flows if flow.condition}
    until = {
        node.id: _read_until(node, fields) for node in diagram.nodes.values() if node.repeats and node.until
    }
    return Chosen(diagram, conditions, until)


def deciders(node_id: str, diagram: Diagram) -> list[Node] | None:
    """The steps whose outcome is the last one when a token reaches the node; None where that is not clear."""
    found: dict[str, Node] = {}
    waiting, seen = [node_id], {node_id}
    while waiting:
        for flow in diagram.incoming[waiting.pop()]:
            node = diagram.nodes[flow.source]
            if node.kind == STEP:
                found[node.id] = node
            elif node.kind not in {EXCLUSIVE, PASS}:
                return None
            elif node.id not in seen:
                seen.add(node.id)
                waiting.append(node.id)
    return list(found.values())


def outcomes_asked(expression: Expression) -> set[str]:
    """Every outcome that a condition compares with."""
    match expression:
        case Comparison(Name("outcome"), _, Literal(str(value))) | Comparison(
            Literal(str(value)), _, Name("outcome")
        ):
            return {value}
        case Membership(Name("outcome"), among):
            return {value for value in among if isinstance(value, str)}
        case expressions.Negation(of):
            return outcomes_asked(of)
        case expressions.Junction(_, parts):
            return set().union(*(outcomes_asked(part) for part in parts))
    return set()


def _is_undecided(node: Node, diagram: Diagram) -> bool:
    flows = diagram.outgoing[node.id]
    return node.kind == EXCLUSIVE and len(flows) > 1 and not any(flow.condition for flow in flows)


def _decided_by_steps(gateway: Node, diagram: Diagram) -> Diagram:
    steps = _steps_just_before(gateway, diagram)
    if steps is None:
        return diagram
    flows = diagram.outgoing[gateway.id]
    outcomes = tuple((flow.id, _label(flow, diagram)) for flow in flows)
    nodes = {**diagram.nodes, **{step.id: replace(step, outcomes=outcomes) for step in steps}}
    asking = {flow.id: replace(flow, condition=f'{OUTCOME} == "{flow.id}"') for flow in flows}
    return replace(diagram, nodes=nodes, flows=tuple(asking.get(flow.id, flow) for flow in diagram.flows))


def _steps_just_before(gateway: Node, diagram: Diagram) -> list[Node] | None:
    """The steps that lead here and nowhere else, with no outcomes of their own; None where others do."""
    steps = deciders(gateway.id, diagram)
    waiting = [gateway.id]
    for node_id in waiting:
        for flow in diagram.incoming[node_id]:
            if len(diagram.outgoing[flow.source]) != 1:
                return None
            if diagram.nodes[flow.source].kind != STEP and flow.source not in waiting:
                waiting.append(flow.source)
    return steps if steps and not any(step.outcomes for step in steps) else None


def _label(flow: Flow, diagram: Diagram) -> str:
    return flow.name or diagram.nodes[flow.target].label


def _read(flow: Flow, fields: dict[str, str], diagram: Diagram) -> Expression:
    try:
        return expressions.read(flow.condition, fields)
    except Refused as refused:
        source = diagram.nodes[flow.source].label
        raise Refused(f"顺序流“{flow.name or flow.id}”（自“{source}”）：{refused.sentence}") from refused


def _read_until(node: Node, fields: dict[str, str]) -> Expression:
    try:
        return expressions.read(node.until, fields)
    except Refused as refused:
        raise Refused(f"任务“{node.label}”的完成条件：{refused.sentence}") from refused
