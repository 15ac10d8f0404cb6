"""In which order do people see the steps of a process?"""

from collections.abc import Iterable

from yiwang.kernel.processes.diagram import START, STEP, Diagram, Node


def rows(diagram: Diagram, shown: Iterable[Node]) -> list[list[Node]]:
    """The shown steps in rows from top to bottom; what goes on side by side stands in one row.

    A step stands below every step that leads to it; ways back count for nothing.
    """
    ranks = ranked(diagram)
    found: dict[int, list[Node]] = {}
    for node in shown:
        found.setdefault(ranks[node.id], []).append(node)
    return [found[rank] for rank in sorted(found)]


def ranked(diagram: Diagram) -> dict[str, int]:
    """How many steps stand before each node on the longest way that never goes back."""
    ways = _ways(diagram)
    order = _order(diagram, ways)
    place = {node_id: index for index, node_id in enumerate(order)}
    ranks = dict.fromkeys(order, 0)
    for node_id in order:
        beyond = ranks[node_id] + (diagram.nodes[node_id].kind == STEP)
        for target in ways[node_id]:
            if place[target] > place[node_id]:
                ranks[target] = max(ranks[target], beyond)
    return ranks


def beyond(diagram: Diagram, node_ids: Iterable[str]) -> set[str]:
    """Every node to which a way leads on from one of these, ways back left out."""
    ways = _ways(diagram)
    place = {node_id: index for index, node_id in enumerate(_order(diagram, ways))}
    found: set[str] = set()
    waiting = list(node_ids)
    for node_id in waiting:
        fresh = [each for each in ways[node_id] if place[each] > place[node_id] and each not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


def _ways(diagram: Diagram) -> dict[str, list[str]]:
    """Where each node leads: into a block to its start, from what ends in it to what follows the block."""
    ways = {node_id: [flow.target for flow in diagram.outgoing[node_id]] for node_id in diagram.nodes}
    for node in diagram.nodes.values():
        if not node.within:
            continue
        if node.kind == START:
            ways[node.within] = [*ways[node.within], node.id]
        elif not diagram.outgoing[node.id]:
            ways[node.id] = [flow.target for flow in diagram.outgoing[node.within]]
    return ways


def _order(diagram: Diagram, ways: dict[str, list[str]]) -> list[str]:
    """The nodes so that only ways back lead from a later one to an earlier one."""
    finished: list[str] = []
    seen: set[str] = set()
    starts = [node.id for node in diagram.nodes.values() if node.kind == START and not node.within]
    for root in (*starts, *diagram.nodes):
        waiting = [(root, iter(ways[root]))] if root not in seen else []
        seen.add(root)
        while waiting:
            node_id, targets = waiting[-1]
            following = next((target for target in targets if target not in seen), None)
            if following is None:
                finished.append(node_id)
                waiting.pop()
            else:
                seen.add(following)
                waiting.append((following, iter(ways[following])))
    return finished[::-1]
