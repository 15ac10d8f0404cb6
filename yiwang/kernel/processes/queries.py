"""What may be asked about processes, and about a step?"""

from dataclasses import dataclass

from django.db.models import Count, Q

from yiwang.kernel.processes import engine, journal, rules
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.models import Definition, DefinitionQuerySet, Run, Step


@dataclass(frozen=True)
class Process:
    """A process by its versions, the newest first."""

    key: str
    versions: list[Definition]

    @property
    def newest(self) -> Definition:
        return self.versions[0]

    @property
    def in_force(self) -> Definition | None:
        return next((version for version in self.versions if version.is_in_force), None)

    @property
    def shown(self) -> Definition:
        return self.in_force or self.newest

    @property
    def running(self) -> int:
        return sum(version.running for version in self.versions)  # type: ignore[attr-defined]


def versions() -> DefinitionQuerySet:
    """Every version without its document, with ``running``: how many runs follow it."""
    running = Count("runs", filter=Q(runs__state=rules.RUNNING))
    return Definition.objects.defer("xml").annotate(running=running).newest_first()


def processes() -> list[Process]:
    """One query."""
    found: dict[str, list[Definition]] = {}
    for version in versions():
        found.setdefault(version.key, []).append(version)
    return [Process(key, each) for key, each in found.items()]


def earlier_steps(step: Step) -> list[tuple[str, str]]:
    """Node and label of every step to which this open step could be sent back, the latest first."""
    run = Run.objects.get(pk=step.run_id)
    machine, told = MACHINES.of(run.definition_id), journal.read(run.journal)
    found = []
    for node in dict.fromkeys(entry.node for entry in reversed(told.entries)):
        without = told.without(*(entry.number for entry in told.latest(node)))
        if not engine.position(machine, without).open[(step.node, step.slot)]:
            found.append((node, machine.diagram.nodes[node].label))
    return found
