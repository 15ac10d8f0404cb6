"""Which processes come with the platform?"""

from pathlib import Path

from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.processes.actions import publishing
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.models import Definition

FOLDER = Path(__file__).resolve().parent / "data"
KEYS = ("immediate", "promised", "reported_up", "parallel", "review", "circulation")


def install(by: Actor = SYSTEM) -> list[Definition]:
    """Put the standard processes in force where no version of them is; a city's own versions stay."""
    present = set(Definition.objects.filter(key__in=KEYS).values_list("key", flat=True))
    installed = []
    for key in KEYS:
        if key not in present:
            definition = publishing.add_version(by, key, document(key), note="随平台提供")
            installed.append(publishing.put_in_force(by, definition.pk))
    return installed


def document(key: str) -> str:
    return (FOLDER / f"{key}.bpmn").read_text(encoding="utf-8")


def is_newer(definition: Definition) -> bool:
    """Whether the platform ships another document than this version holds."""
    return definition.key in KEYS and read(document(definition.key)).digest != definition.digest
