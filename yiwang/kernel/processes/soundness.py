"""Can a process get stuck, or pile up steps without end, whatever people decide?

A token game after BPMN 2.0 §13: tokens lie on flows and on steps; a step may be finished whenever it holds a
token, gateways move at once and may choose any way that they could ever choose. All markings that can be
reached are looked at, up to a number that no drawing made by hand needs.
"""

from collections.abc import Iterator
from itertools import combinations

from yiwang.kernel.processes import diagram as d
from yiwang.kernel.processes.diagram import Diagram, Node
from yiwang.kernel.processes.reading.vocabulary import named

MOST_MARKINGS, MOST_MOVES = 10_000, 80_000
Marking = frozenset[tuple[str, int]]
"""Places (ids of flows, steps and blocks) and how many tokens lie there."""


class Unsound(Exception):  # noqa: N818 - an answer, not a fault
    """The sentence says what can go wrong, and where."""


def fault(diagram: Diagram) -> str:
    """The first thing that can go wrong, in a sentence; empty where nothing can."""
    try:
        explore(Game(diagram))
    except Unsound as unsound:
        return str(unsound)
    return ""


def explore(game: "Game") -> set[Marking]:
    """Every marking in which somebody has something to do; raises Unsound."""
    seen: set[Marking] = set()
    waiting = list(game.beginnings())
    while waiting:
        marking = waiting.pop()
        if marking in seen or not marking:
            continue
        seen.add(marking)
        if len(seen) > MOST_MARKINGS:
            raise Unsound(f"流程“{game.diagram.name}”的并行分支过多，无法证明不会停滞；请改用多实例任务。")
        game.check(marking)
        for step_id in game.open_steps(marking):
            waiting.extend(game.after(marking, step_id))
    return seen


class Game:
    """The token game of one diagram."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.nodes = diagram.nodes
        self.flows = {flow.id: flow for flow in diagram.flows}
        self.moves = 0

    def beginnings(self) -> Iterator[Marking]:
        yield from self._settled(self._entered(frozenset(), ""))

    def open_steps(self, marking: Marking) -> list[str]:
        return sorted(place for place, _ in marking if self._is(place, d.STEP))

    def after(self, marking: Marking, step_id: str) -> Iterator[Marking]:
        """All markings that can follow when the step is finished."""
        taken = _less(marking, step_id)
        yield from self._settled(self._out(taken, self.nodes[step_id]))

    def check(self, marking: Marking) -> None:
        """``marking`` is settled: no gateway can move."""
        for place, count in marking:
            if count > 1:
                raise Unsound(f"{self._label(place)}可能同时被激活两次：并行的分支没有汇合。")
        if not self.open_steps(marking):
            stuck = min(place for place, _ in marking)
            raise Unsound(f"流程可能停在{self._label(stuck)}：汇合等待的分支永远不会到达。")

    def _settled(self, marking: Marking) -> Iterator[Marking]:
        """Moves everything that nobody decides, in every way that is possible."""
        waiting, seen = [marking], set()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if any(count > 2 for _, count in one):
                self.check(one)
            self.moves += 1
            if self.moves > MOST_MOVES:
                raise Unsound(f"流程“{self.diagram.name}”的网关组合过多，无法证明不会停滞；请简化网关。")
            moves = self._moves(one)
            if moves is None:
                yield one
            else:
                waiting.extend(moves)

    def _moves(self, marking: Marking) -> list[Marking] | None:
        """What can follow when one node that is ready moves; None where none is."""
        places = dict(marking)
        for node in self.nodes.values():
            if node.kind == d.BLOCK and node.id in places and not self._is_busy(node, marking):
                return [self._out(_less(marking, node.id), node)]
        late = []
        for node in self.nodes.values():
            arrived = [flow.id for flow in self.diagram.incoming[node.id] if flow.id in places]
            if not arrived or (node.kind == d.PARALLEL and len(arrived) < len(self._into(node))):
                continue
            if node.kind == d.INCLUSIVE and len(self._into(node)) > 1:
                late.append((node, arrived))
                continue
            return self._moved(node, arrived, marking)
        for node, arrived in late:
            if not self._may_still_come(node, arrived, marking):
                return self._moved(node, arrived, marking)
        return None

    def _moved(self, node: Node, arrived: list[str], marking: Marking) -> list[Marking]:
        is_join = node.kind in {d.PARALLEL, d.INCLUSIVE}
        for flow_id in arrived if is_join else arrived[:1]:
            marking = _less(marking, flow_id)
        if node.kind == d.STEP:
            return [_more(marking, node.id)]
        if node.kind == d.BLOCK:
            return [self._entered(_more(marking, node.id), node.id)]
        if node.kind == d.TERMINATE:
            return [self._emptied(marking, node.within)]
        return [_with(marking, ways) for ways in self._ways(node)]

    def _ways(self, node: Node) -> Iterator[tuple[str, ...]]:
        flows = tuple(flow.id for flow in self.diagram.outgoing[node.id])
        if node.kind == d.EXCLUSIVE and flows:
            yield from ((flow,) for flow in flows)
        elif node.kind == d.INCLUSIVE and len(flows) > 1:
            for number in range(1, len(flows) + 1):
                yield from combinations(flows, number)
        else:
            yield flows

    def _entered(self, marking: Marking, within: str) -> Marking:
        start = next(node for node in self.diagram.inside(within) if node.kind == d.START)
        return self._out(marking, start)

    def _out(self, marking: Marking, node: Node) -> Marking:
        return _with(marking, tuple(flow.id for flow in self.diagram.outgoing[node.id]))

    def _is_busy(self, block: Node, marking: Marking) -> bool:
        return any(self._lies_in(place, block.id) for place, _ in marking if place != block.id)

    def _emptied(self, marking: Marking, within: str) -> Marking:
        if not within:
            return frozenset()
        return frozenset(pair for pair in marking if not self._lies_in(pair[0], within))

    def _lies_in(self, place: str, block_id: str) -> bool:
        node = self.nodes.get(place) or self.nodes[self._flow(place).source]
        while node.within:
            if node.within == block_id:
                return True
            node = self.nodes[node.within]
        return False

    def _may_still_come(self, node: Node, arrived: list[str], marking: Marking) -> bool:
        """Whether a token could arrive on a flow on which none lies, and on none of the others (§13.3.3)."""
        flows = self.diagram.incoming[node.id]
        before = self._before(node, [flow.source for flow in flows if flow.id not in arrived])
        before -= self._before(node, [flow.source for flow in flows if flow.id in arrived])
        elsewhere = (place for place, _ in marking if place not in arrived)
        return any(
            (place if place in self.nodes else self._flow(place).target) in before for place in elsewhere
        )

    def _before(self, node: Node, sources: list[str]) -> set[str]:
        """Every node from which one of the sources is reached without passing the node."""
        found: set[str] = set()
        waiting = list(sources)
        for node_id in waiting:
            if node_id != node.id and node_id not in found:
                found.add(node_id)
                waiting.extend(flow.source for flow in self.diagram.incoming[node_id])
        return found

    def _into(self, node: Node) -> tuple[d.Flow, ...]:
        return self.diagram.incoming[node.id]

    def _is(self, place: str, kind: str) -> bool:
        return place in self.nodes and self.nodes[place].kind == kind

    def _flow(self, flow_id: str) -> d.Flow:
        return self.flows[flow_id]

    def _label(self, place: str) -> str:
        node = self.nodes.get(place) or self.nodes[self._flow(place).target]
        return named(node)


def _with(marking: Marking, places: tuple[str, ...]) -> Marking:
    for place in places:
        marking = _more(marking, place)
    return marking


def _more(marking: Marking, place: str) -> Marking:
    counts = dict(marking)
    counts[place] = counts.get(place, 0) + 1
    return frozenset(counts.items())


def _less(marking: Marking, place: str) -> Marking:
    counts = dict(marking)
    counts[place] -= 1
    if not counts[place]:
        del counts[place]
    return frozenset(counts.items())
