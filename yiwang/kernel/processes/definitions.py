"""What does a document say, and may it be run? Which version of a process is in force?"""

from collections import Counter
from dataclasses import dataclass

from lxml import etree

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import engine, soundness
from yiwang.kernel.processes.diagram import Diagram
from yiwang.kernel.processes.engine import Machine
from yiwang.kernel.processes.models import Definition
from yiwang.kernel.processes.reading import building, choices, document, obstacles, safety
from yiwang.kernel.processes.reading.choices import Chosen
from yiwang.kernel.processes.reading.vocabulary import MODEL

COUNTED = (
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "eventBasedGateway", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "boundaryEvent",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A document that was taken in. ``obstacle``: why it can only be drawn; empty where it can be run."""

    text: str
    digest: str
    chosen: Chosen
    counts: dict[str, int]
    obstacle: str

    @property
    def diagram(self) -> Diagram:
        return self.chosen.diagram

    @property
    def is_runnable(self) -> bool:
        return not self.obstacle


def read(content: bytes | str) -> Read:
    """Raises Refused, naming the element, where the document is broken or holds what would run code."""
    text = document.text_of(content if isinstance(content, bytes) else content.encode())
    root = document.root_of(text)
    safety.check(root)
    built = building.build(root)
    chosen = choices.choose(built)
    obstacle = next(obstacles.of_document(root), "") or next(obstacles.of_diagram(chosen), "")
    return Read(
        text=text,
        digest=sm3(text.encode()),
        chosen=chosen,
        counts=_counts(root, built),
        obstacle=(obstacle or soundness.fault(chosen.diagram))[:300],
    )


def read_again(definition: Definition) -> Chosen:
    """What a stored version says. It was judged when it came in: a later, stricter platform still runs it."""
    return choices.choose(building.build(document.root_of(definition.xml)))


def in_force(key: str) -> Definition:
    """The version by which a new run starts; Refused where there is none."""
    found = Definition.objects.in_force().filter(key=key).first()
    if found is None:
        raise Refused(f"流程“{key}”没有正在使用的版本，请流程管理员先启用。")
    return found


def diagram_of(definition: Definition) -> Diagram:
    """Of any version, also of one that can only be drawn."""
    if definition.obstacle:
        return read_again(definition).diagram
    return MACHINES.of(definition.pk).diagram


def _counts(root: etree._Element, built: Diagram) -> dict[str, int]:
    tags = Counter(node.tag for node in built.nodes.values())
    counted = {tag: tags[tag] for tag in COUNTED if tags[tag]}
    processes = len(root.findall(f"{{{MODEL}}}process"))
    lanes = len({node.lane for node in built.nodes.values() if node.lane})
    return {
        "processes": processes,
        "steps": len(built.steps),
        **counted,
        "flows": len(built.flows),
        "lanes": lanes,
    }


class Machines:
    """The definitions that this process has read; they never change, so none is forgotten but the oldest."""

    MOST = 500

    def __init__(self) -> None:
        self._known: dict[int, Machine] = {}

    def of(self, definition_id: int) -> Machine:
        known = self._known.get(definition_id)
        if known is None:
            definition = Definition.objects.get(pk=definition_id)
            known = engine.machine(read_again(definition))
            if len(self._known) >= self.MOST:
                self._known.pop(next(iter(self._known)))
            self._known[definition_id] = known
        return known

    def clear(self) -> None:
        self._known.clear()


MACHINES = Machines()
