"""What may be asked about a step?"""

from yiwang.kernel.processes import engine, journal
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.models import Run, Step


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
