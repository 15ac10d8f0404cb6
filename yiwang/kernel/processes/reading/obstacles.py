"""Why can a diagram that was taken in only be drawn, and not be run?

The first obstacle is told, by the type and name of its element. What is left has one start, steps that people
take, gateways that always find a way, and no circle without a step.
"""

from collections.abc import Iterator

from lxml import etree

from yiwang.kernel.processes import diagram as d
from yiwang.kernel.processes import expressions
from yiwang.kernel.processes.diagram import Diagram, Node
from yiwang.kernel.processes.reading.building import NODE_TAGS, event_of
from yiwang.kernel.processes.reading.choices import OUTCOME, Chosen, deciders, outcomes_asked
from yiwang.kernel.processes.reading.vocabulary import EVENTS, MODEL, called, named, tag

MOST_NODES = 200
MOST_WAYS = 12


def of_document(root: etree._Element) -> Iterator[str]:
    """What stands in the document and is not run here."""
    processes = root.findall(f"{{{MODEL}}}process")
    filled = [each for each in processes if any(tag(child) in NODE_TAGS for child in each)]
    if not filled:
        who = called(processes[0]) if processes else "流程“无”"
        yield f"{who}中没有流程节点，不能运行。"
    if len(filled) > 1:
        yield f"文件含有{len(filled)}个相互协作的流程（如{called(filled[1])}），平台一次只运行一个流程。"
    for element in root.iter(etree.Element):
        if tag(element) in NODE_TAGS:
            yield from _of_element(element)


def _of_element(element: etree._Element) -> Iterator[str]:
    _, local = tag(element)
    who = called(element)
    event = event_of(element)
    if local == "boundaryEvent" or (local.startswith("intermediate") and event):
        yield f"{who}（{_eventnamed(event)}）由外部触发，平台不执行；期限由时限管理。"
    elif local == "startEvent" and event not in {"", "messageEventDefinition"}:
        yield f"{who}（{_eventnamed(event)}）不能由平台发起。"
    elif local == "endEvent" and event not in {"", "terminateEventDefinition"}:
        yield f"{who}（{_eventnamed(event)}）会向外发出事件，平台不执行。"
    elif local not in RUN:
        yield f"{who}由程序或其他流程执行，平台只执行人员办理的环节。"
    yield from _of_attributes(element, local, who)


RUN = {
    "startEvent", "endEvent", "task", "userTask", "manualTask", "subProcess", "intermediateThrowEvent",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway",
}  # fmt: skip


def _of_attributes(element: etree._Element, local: str, who: str) -> Iterator[str]:
    if element.get("isForCompensation") == "true":
        yield f"{who}是补偿活动，平台不执行。"
    if element.get("triggeredByEvent") == "true":
        yield f"{who}是由事件触发的子流程，平台不执行。"
    if {element.get("startQuantity", "1"), element.get("completionQuantity", "1")} != {"1"}:
        yield f"{who}要求多个令牌，平台不执行。"
    if element.find(f"{{{MODEL}}}standardLoopCharacteristics") is not None:
        yield f"{who}是循环活动，请改用网关画出循环。"
    several = element.find(f"{{{MODEL}}}multiInstanceLoopCharacteristics")
    if several is not None and local == "subProcess":
        yield f"{who}是多实例子流程，平台只支持多实例的任务。"
    if several is not None and several.find(f"{{{MODEL}}}loopCardinality") is not None:
        yield f"{who}用表达式规定实例个数；平台按所配置的办理单位确定个数。"


def _eventnamed(event: str) -> str:
    return f"{EVENTS[event]}事件" if event in EVENTS else ("多重事件" if event else "普通事件")


def of_diagram(chosen: Chosen) -> Iterator[str]:
    """What the drawing lacks to be run."""
    diagram = chosen.diagram
    if len(diagram.nodes) > MOST_NODES:
        yield f"流程“{diagram.name or diagram.id}”有{len(diagram.nodes)}个节点，最多{MOST_NODES}个。"
    if not diagram.steps:
        yield f"流程“{diagram.name or diagram.id}”中没有任何人员办理的环节。"
    for within in ("", *(node.id for node in diagram.nodes.values() if node.kind == d.BLOCK)):
        yield from _of_scope(within, diagram)
    for node in diagram.nodes.values():
        yield from _of_node(node, chosen)
    yield from _of_circles(diagram)


def _of_scope(within: str, diagram: Diagram) -> Iterator[str]:
    inside = diagram.inside(within)
    where = f"子流程“{diagram.nodes[within].label}”" if within else f"流程“{diagram.name or diagram.id}”"
    starts = [node for node in inside if node.kind == d.START]
    if len(starts) != 1:
        yield f"{where}有{len(starts)}个开始事件，应恰有一个。"
        return
    reached, waiting = {starts[0].id}, [starts[0].id]
    for node_id in waiting:
        fresh = [flow.target for flow in diagram.outgoing[node_id] if flow.target not in reached]
        waiting.extend(dict.fromkeys(fresh))
        reached.update(fresh)
    for node in inside:
        if node.id not in reached:
            yield f"{named(node)}从开始事件走不到。"
    for flow in diagram.flows:
        if diagram.nodes[flow.source].within != diagram.nodes[flow.target].within:
            yield f"顺序流“{flow.name or flow.id}”穿过了子流程的边界。"


def _of_node(node: Node, chosen: Chosen) -> Iterator[str]:
    flows = chosen.diagram.outgoing[node.id]
    conditional = [flow for flow in flows if flow.id in chosen.conditions]
    if len(flows) > MOST_WAYS:
        yield f"{named(node)}有{len(flows)}条去向，最多{MOST_WAYS}条。"
    if node.kind in {d.END, d.TERMINATE} and flows:
        yield f"{named(node)}之后还有顺序流。"
    if node.kind == d.START and chosen.diagram.incoming[node.id]:
        yield f"{named(node)}之前还有顺序流。"
    if node.kind not in {d.EXCLUSIVE, d.INCLUSIVE}:
        for flow in conditional:
            yield f"{named(node)}的去向“{flow.name or flow.id}”带有条件；条件只能写在排他或包容网关之后。"
    elif len(flows) > 1:
        yield from _of_choice(node, chosen)
    if node.kind == d.STEP and not _codes_differ(node):
        yield f"{named(node)}的办理结果重复或没有代码。"


def _of_choice(node: Node, chosen: Chosen) -> Iterator[str]:
    """Every flow but the default has a condition; who asks for the outcome has a step that gives it."""
    flows = chosen.diagram.outgoing[node.id]
    if node.default and node.default not in {flow.id for flow in flows}:
        yield f"{named(node)}的默认流向“{node.default}”不存在。"
    asked: set[str] = set()
    for flow in flows:
        if flow.id == node.default:
            continue
        if flow.id not in chosen.conditions:
            yield f"{named(node)}的去向“{flow.name or flow.id}”没有条件，也不能由前一环节的办理结果决定。"
            return
        if OUTCOME in expressions.names(chosen.conditions[flow.id]):
            asked |= outcomes_asked(chosen.conditions[flow.id]) or {""}
    steps = deciders(node.id, chosen.diagram) if asked else []
    if steps is None or (asked and not steps):
        yield f"{named(node)}询问前一环节的办理结果（outcome），但前面是汇合、子流程或开始，无从确定。"
        return
    possible = {code for step in steps for code, _ in step.outcomes}
    for code in sorted(asked - possible - {""}):
        yield f"{named(node)}询问的办理结果“{code}”不是前一环节的办理结果。"
    if not node.default and not _is_exhaustive(node, chosen, possible):
        yield f"{named(node)}没有默认流向，条件都不成立时无路可走。"


def _is_exhaustive(node: Node, chosen: Chosen, possible: set[str]) -> bool:
    """Whether, whatever the outcome, one of the conditions holds."""
    each = [chosen.conditions[flow.id] for flow in chosen.diagram.outgoing[node.id]]
    return bool(possible) and all(
        any(expressions.holds(expression, {OUTCOME: code}) for expression in each) for code in possible
    )


def _codes_differ(step: Node) -> bool:
    codes = [code for code, _ in step.outcomes]
    return len(set(codes)) == len(codes) and all(codes)


def _of_circles(diagram: Diagram) -> Iterator[str]:
    """A circle in which nobody does anything would run for ever; a block may pass without a step."""
    idle = {node.id: 0 for node in diagram.nodes.values() if node.kind != d.STEP}
    for flow in diagram.flows:
        if flow.source in idle and flow.target in idle:
            idle[flow.target] += 1
    free = [node_id for node_id, count in idle.items() if not count]
    for node_id in free:
        for flow in diagram.outgoing[node_id]:
            if flow.target in idle:
                idle[flow.target] -= 1
                if not idle[flow.target]:
                    free.append(flow.target)
    for node_id in idle:
        if node_id not in set(free):
            yield f"{named(diagram.nodes[node_id])}在一个没有办理环节的环路上，会无休止地运行。"
            return
