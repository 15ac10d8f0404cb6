"""Which processes come with the platform?"""

from pathlib import Path

from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.processes.actions import publishing
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.models import Definition

FOLDER = Path(__file__).resolve().parent / "data"
NOTE = "随平台提供"
KEYS = ("immediate", "promised", "reported_up", "parallel", "review", "circulation")


def install(by: Actor = SYSTEM) -> list[Definition]:
    """Put the standard processes in force where no version of them is; a city's own versions stay."""
    present = set(Definition.objects.filter(key__in=KEYS).values_list("key", flat=True))
    installed = []
    for key in KEYS:
        if key not in present:
            definition = publishing.add_version(by, key, document(key), note=NOTE)
            installed.append(publishing.put_in_force(by, definition.pk))
    return installed


def document(key: str) -> str:
    return (FOLDER / f"{key}.bpmn").read_text(encoding="utf-8")


def is_newer(definition: Definition) -> bool:
    """Whether this version came with the platform, which now ships another."""
    is_ours = definition.key in KEYS and definition.note == NOTE
    return is_ours and read(document(definition.key)).digest != definition.digest
