"""What is different about another version of a process, in sentences?"""

from collections.abc import Iterator

from yiwang.kernel.processes.diagram import Diagram, Node


def sentences(old: Diagram, new: Diagram) -> list[str]:
    """The difference in steps and in the ways between them; empty where only the drawing differs."""
    return [*_steps(old, new), *_ways(old, new), *_fields(old, new)]


def _steps(old: Diagram, new: Diagram) -> Iterator[str]:
    before, after = {node.id: node for node in old.steps}, {node.id: node for node in new.steps}
    for node in new.steps:
        if node.id not in before:
            yield f"新增环节“{node.label}”。"
    for node in old.steps:
        if node.id not in after:
            yield f"取消环节“{node.label}”。"
        else:
            yield from _step(node, after[node.id])


def _step(old: Node, new: Node) -> Iterator[str]:
    if old.label != new.label:
        yield f"环节“{old.label}”改名为“{new.label}”。"
    if old.seat != new.seat:
        yield f"环节“{new.label}”的办理岗位由“{old.seat}”改为“{new.seat}”。"
    if old.outcomes != new.outcomes:
        named = "、".join(label for _, label in new.outcomes) or "办理完毕"
        yield f"环节“{new.label}”的办理结果改为：{named}。"
    if old.limit != new.limit:
        yield f"环节“{new.label}”的时限由{old.limit or '不限'}改为{new.limit or '不限'}。"
    if old.repeats != new.repeats:
        yield f"环节“{new.label}”{'改由多个单位会办' if new.repeats else '不再由多个单位会办'}。"
    if old.is_public != new.is_public:
        yield f"环节“{new.label}”{'对申请人公开' if new.is_public else '不再对申请人公开'}。"


def _ways(old: Diagram, new: Diagram) -> Iterator[str]:
    before, after = _named(old), _named(new)
    for way, condition in after.items():
        if way not in before:
            yield f"新增流向：{way}。"
        elif before[way] != condition:
            yield f"流向“{way}”的条件由“{before[way] or '无'}”改为“{condition or '无'}”。"
    for way in before:
        if way not in after:
            yield f"取消流向：{way}。"


def _named(diagram: Diagram) -> dict[str, str]:
    nodes = diagram.nodes
    return {
        f"{nodes[flow.source].label} → {nodes[flow.target].label}": flow.condition for flow in diagram.flows
    }


def _fields(old: Diagram, new: Diagram) -> Iterator[str]:
    before, after = {field.name: field for field in old.fields}, {field.name: field for field in new.fields}
    for name in after:
        if name not in before:
            yield f"新增字段“{after[name].label}”。"
    for name in before:
        if name not in after:
            yield f"取消字段“{before[name].label}”。"
