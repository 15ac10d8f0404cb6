"""Random drawings that are sound by the way they are made, for property tests."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from yiwang.kernel.processes.diagram import (
    END,
    EXCLUSIVE,
    INCLUSIVE,
    PARALLEL,
    START,
    STEP,
    Diagram,
    Field,
    Flow,
    Node,
)
from yiwang.kernel.processes.reading.choices import Chosen, choose

Shape = tuple
"""("step",), ("seq", a, b), ("x" | "+" | "o", a, b), ("loop", a)."""

SHAPES = st.recursive(
    st.just(("step",)),
    lambda each: st.one_of(
        st.tuples(st.just("seq"), each, each),
        st.tuples(st.sampled_from(["x", "+", "o"]), each, each),
        st.tuples(st.just("loop"), each),
    ),
    max_leaves=6,
)
GATEWAY = {"x": EXCLUSIVE, "+": PARALLEL, "o": INCLUSIVE}


@dataclass
class Drawing:
    """Grows while a shape is drawn; every choice asks a flag of its own."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def node(self, kind: str) -> str:
        id_ = f"{kind}{len(self.nodes)}"
        self.nodes[id_] = Node(id_, kind, id_, kind, seat="seat")
        return id_

    def flow(self, source: str, target: str, condition: str = "") -> str:
        self.flows.append(Flow(f"f{len(self.flows)}", source, target, "", condition))
        return self.flows[-1].id

    def flag(self) -> str:
        self.flags.append(f"flag{len(self.flags)}")
        return self.flags[-1]

    def default(self, node: str, flow: str) -> None:
        known = self.nodes[node]
        self.nodes[node] = Node(node, known.kind, node, known.kind, seat="seat", default=flow)


def drawn(shape: Shape) -> Chosen:
    drawing = Drawing()
    start, end = drawing.node(START), drawing.node(END)
    first, last = _draw(shape, drawing)
    drawing.flow(start, first)
    drawing.flow(last, end)
    fields = tuple(Field(flag, "flag", flag) for flag in drawing.flags)
    return choose(Diagram("walk", "随机流程", drawing.nodes, tuple(drawing.flows), fields))


def _draw(shape: Shape, drawing: Drawing) -> tuple[str, str]:
    match shape:
        case ("seq", first, second):
            begin, middle = _draw(first, drawing)
            after, end = _draw(second, drawing)
            drawing.flow(middle, after)
            return begin, end
        case ("loop", inside):
            return _loop(inside, drawing)
        case (kind, *branches) if kind in GATEWAY:
            return _block(kind, branches, drawing)
    step = drawing.node(STEP)
    return step, step


def _loop(inside: Shape, drawing: Drawing) -> tuple[str, str]:
    enter, leave = drawing.node(EXCLUSIVE), drawing.node(EXCLUSIVE)
    begin, end = _draw(inside, drawing)
    drawing.flow(enter, begin)
    drawing.flow(end, leave)
    drawing.flow(leave, enter, drawing.flag())
    out = drawing.node(STEP)
    drawing.default(leave, drawing.flow(leave, out))
    return enter, out


def _block(kind: str, branches: list[Shape], drawing: Drawing) -> tuple[str, str]:
    split, join = drawing.node(GATEWAY[kind]), drawing.node(GATEWAY[kind])
    for index, branch in enumerate(branches):
        begin, end = _draw(branch, drawing)
        is_asked = kind != "+" and index < len(branches) - 1
        flow = drawing.flow(split, begin, drawing.flag() if is_asked else "")
        if kind != "+" and not is_asked:
            drawing.default(split, flow)
        drawing.flow(end, join)
    return split, join
