"""How does a checked document become a diagram?"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from yiwang.kernel.deadlines.rules import Limit, Unit
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import diagram, expressions
from yiwang.kernel.processes.diagram import Diagram, Field, Flow, Node, Shape
from yiwang.kernel.processes.reading.vocabulary import (
    DC,
    DI,
    EVENTS,
    MODEL,
    NODES,
    OURS,
    called,
    tag,
    text_in,
)

KINDS = {
    "startEvent": diagram.START,
    "endEvent": diagram.END,
    "task": diagram.STEP,
    "userTask": diagram.STEP,
    "manualTask": diagram.STEP,
    "subProcess": diagram.BLOCK,
    "exclusiveGateway": diagram.EXCLUSIVE,
    "parallelGateway": diagram.PARALLEL,
    "inclusiveGateway": diagram.INCLUSIVE,
    "intermediateThrowEvent": diagram.PASS,
}
LONGEST_ID, LONGEST_NAME = 120, 120
RESERVED = {"outcome"}


def build(root: etree._Element) -> Diagram:
    """Every node and flow of the document's processes; Refused where ids or references are broken."""
    elements = [each for each in root.iter(etree.Element) if tag(each) in NODE_TAGS]
    _check_ids(elements)
    lanes = _lanes(root)
    nodes = {node.id: node for node in (_node(each, lanes) for each in elements)}
    flows = tuple(_flow(each, nodes) for each in root.iter(f"{{{MODEL}}}sequenceFlow"))
    main = main_process(root)
    return Diagram(
        id=main.get("id", "") if main is not None else "",
        name=_name(main) if main is not None else "",
        nodes=nodes,
        flows=flows,
        fields=_fields(root),
        shapes=_shapes(root),
    )


def main_process(root: etree._Element) -> etree._Element | None:
    """The process that has nodes; the first where several have."""
    processes = root.findall(f"{{{MODEL}}}process")
    filled = [each for each in processes if any(tag(child) in NODE_TAGS for child in each)]
    found = filled or processes
    return found[0] if found else None


NODE_TAGS = {(MODEL, name) for name in NODES}


def event_of(element: etree._Element) -> str:
    """The kind of an event in a word: ``timerEventDefinition``, empty for a plain one."""
    found = [tag(child)[1] for child in element if tag(child)[1] in EVENTS]
    found += ["eventDefinitionRef" for child in element if tag(child)[1] == "eventDefinitionRef"]
    return found[0] if len(found) == 1 else "+".join(found)


def _node(element: etree._Element, lanes: dict[str, str]) -> Node:
    _, local = tag(element)
    around = element.getparent()
    within = "" if around is None or tag(around)[1] == "process" else around.get("id", "")
    kind = KINDS.get(local, diagram.OTHER)
    said = element.find(f"{{{MODEL}}}extensionElements/{{{OURS}}}step")
    name, lane = _name(element), lanes.get(element.get("id", ""), "")
    repeats, until = _repeats(element)
    return Node(
        id=element.get("id", ""),
        kind=diagram.TERMINATE if event_of(element) == "terminateEventDefinition" else kind,
        name=name,
        tag=local,
        lane=lane,
        within=within,
        seat=_said(said, "seat") or (lane or name or element.get("id", ""))[:LONGEST_NAME],
        stage=_said(said, "stage"),
        outcomes=_outcomes(said),
        limit=_limit(said, element),
        is_public=_said(said, "public") != "false",
        repeats=repeats,
        until=until,
        default=element.get("default", ""),
    )


def _flow(element: etree._Element, nodes: dict[str, Node]) -> Flow:
    source, target = element.get("sourceRef", ""), element.get("targetRef", "")
    for end, word in ((source, "起点"), (target, "终点")):
        if end not in nodes:
            raise Refused(f"{called(element)}的{word}“{end[:60]}”不存在或不是流程节点，无法导入。")
    condition = element.find(f"{{{MODEL}}}conditionExpression")
    text = "" if condition is None else text_in(condition)
    return Flow(element.get("id", ""), source, target, _name(element), text)


def _check_ids(elements: list[etree._Element]) -> None:
    for each in elements:
        if not each.get("id"):
            raise Refused(f"{called(each)}没有编号（id），无法引用。")
        if len(each.get("id", "")) > LONGEST_ID:
            raise Refused(f"{called(each)}的编号（id）超过{LONGEST_ID}个字符。")
    twice = [id_ for id_, count in Counter(each.get("id") for each in elements).items() if count > 1]
    if twice:
        raise Refused(f"编号（id）“{twice[0]}”被多个元素使用。")


def _name(element: etree._Element) -> str:
    return " ".join((element.get("name") or "").split())[:LONGEST_NAME]


def _lanes(root: etree._Element) -> dict[str, str]:
    """The innermost named lane of each node."""
    found: dict[str, str] = {}
    for lane in root.iter(f"{{{MODEL}}}lane"):
        for reference in lane.findall(f"{{{MODEL}}}flowNodeRef"):
            if _name(lane):
                found[(reference.text or "").strip()] = _name(lane)
    return found


def _repeats(element: etree._Element) -> tuple[str, str]:
    several = element.find(f"{{{MODEL}}}multiInstanceLoopCharacteristics")
    if several is None:
        return "", ""
    until = several.find(f"{{{MODEL}}}completionCondition")
    text = "" if until is None else text_in(until)
    return (diagram.IN_TURN if several.get("isSequential") == "true" else diagram.TOGETHER), text


def _said(said: etree._Element | None, name: str) -> str:
    return "" if said is None else said.get(name, "").strip()[:LONGEST_NAME]


def _outcomes(said: etree._Element | None) -> tuple[tuple[str, str], ...]:
    if said is None:
        return ()
    each = said.findall(f"{{{OURS}}}outcome")
    return tuple((one.get("code", "")[:60], one.get("label", "") or one.get("code", "")) for one in each)


def _limit(said: etree._Element | None, element: etree._Element) -> Limit | None:
    number = _said(said, "limit")
    if not number:
        return None
    try:
        return Limit(int(number), Unit(_said(said, "unit") or "working_days"))
    except ValueError as fault:
        raise Refused(f"{called(element)}的时限“{number}”不是数字或单位不对。") from fault


def _fields(root: etree._Element) -> tuple[Field, ...]:
    return tuple(_declared(root))


def _declared(root: etree._Element) -> Iterator[Field]:
    seen = set(RESERVED)
    for each in root.iter(f"{{{OURS}}}field"):
        name, type_ = each.get("name", ""), each.get("type", expressions.TEXT)
        if not expressions.is_name(name) or name in seen:
            raise Refused(f"字段“{name[:60]}”的名称重复、保留或不合规则（字母、数字、下划线）。")
        if type_ not in expressions.TYPES:
            raise Refused(f"字段“{name}”的类型“{type_[:20]}”不对，应是{'、'.join(expressions.TYPES)}之一。")
        seen.add(name)
        yield Field(name, type_, (each.get("label") or name)[:60])


def _shapes(root: etree._Element) -> dict[str, Shape]:
    found: dict[str, Shape] = {}
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is None:
            continue
        try:
            sizes = [float(bounds.get(name, "0")) for name in ("x", "y", "width", "height")]
        except ValueError:
            continue
        found[shape.get("bpmnElement", "")] = Shape(*sizes)
    return found
