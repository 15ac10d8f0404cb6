"""How far has a run come, in words and as a drawing?

Officials see the whole diagram, which the browser draws from the document; without scripts its steps in
order, done ones ticked, the current ones marked. What the public sees of it is drawn where the public reads.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from yiwang.kernel.processes import drawing, journal, layout, rules
from yiwang.kernel.processes.definitions import diagram_of
from yiwang.kernel.processes.diagram import Diagram
from yiwang.kernel.processes.drawing import CURRENT, DONE, LATER, WORDS, Box
from yiwang.kernel.processes.models import Definition, Run


@dataclass(frozen=True)
class Marks:
    """Ids of the nodes that were done and of those that are being done; of these, how many seats answered."""

    done: frozenset[str] = frozenset()
    current: frozenset[str] = frozenset()
    answered: tuple[tuple[str, int, int], ...] = ()
    is_ended: bool = False


@dataclass(frozen=True)
class Line:
    """A step in words: ``note`` says how many of several units have answered."""

    node: str
    label: str
    state: str
    note: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.state]


@dataclass(frozen=True)
class Chart:
    """What ``processes/_flow.html`` shows."""

    name: str
    svg: SafeString
    lines: list[Line]
    address: str
    done: str
    current: str


def of_run(run: Run) -> Chart:
    """Every step; one query beside the run with its definition."""
    return _chart(run.definition, marks_of(run))


def of_definition(definition: Definition) -> Chart:
    """Nothing marked: how a matter will go."""
    return _chart(definition, Marks())


def marks_of(run: Run) -> Marks:
    entries = journal.read(run.journal).entries
    waiting = list(run.steps.open().values_list("node", "slot"))
    current = frozenset(node for node, _ in waiting)
    answered = []
    for node in sorted(current):
        slots = {entry.slot for entry in entries if entry.node == node and entry.outcome}
        open_slots = {slot for each, slot in waiting if each == node}
        if len(slots | open_slots) > 1:
            answered.append((node, len(slots - open_slots), len(slots | open_slots)))
    done = frozenset(entry.node for entry in entries if entry.outcome)
    return Marks(done, current, tuple(answered), run.state == rules.FINISHED)


def _chart(definition: Definition, marks: Marks) -> Chart:
    diagram = diagram_of(definition)
    stale = layout.beyond(diagram, marks.current & diagram.nodes.keys())
    rows = [
        [_line(node.id, node.label, marks, stale) for node in row]
        for row in layout.rows(diagram, diagram.steps)
    ]
    return Chart(
        name=definition.name,
        svg=drawing.column(definition.name, [[_box(line) for line in row] for row in rows], marks.is_ended),
        lines=[line for row in rows for line in row],
        address=reverse("processes:document", args=[definition.pk]),
        done=" ".join(sorted(_done(diagram, marks, stale))),
        current=" ".join(sorted(marks.current)),
    )


def _line(node: str, label: str, marks: Marks, stale: set[str]) -> Line:
    if node in marks.current:
        note = next((f"{done}/{of}" for each, done, of in marks.answered if each == node), "")
        return Line(node, label, CURRENT, note)
    return Line(node, label, DONE if node in marks.done - stale else LATER)


def _done(diagram: Diagram, marks: Marks, stale: set[str]) -> set[str]:
    """What a matter that went back has still before it is not done, though it was once."""
    return set(marks.done - stale - marks.current) & diagram.nodes.keys()


def _box(line: Line) -> Box:
    return Box(f"{line.label}（{line.note}）" if line.note else line.label, line.state)
