"""Who takes the parcels of a test in a second installation? It writes each of them down as a line of JSON."""

import json
import os
from pathlib import Path

from django.conf import settings

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.handlers import Arrived
from yiwang.kernel.nodes.models import Parcel


def register() -> None:
    handlers.register("test.letter", take, settle)


def take(arrived: Arrived) -> None:
    if arrived.body.get("refuse"):
        raise Refused(arrived.body["refuse"])
    if os.environ.get("YIWANG_TEST_BREAKS"):
        raise ZeroDivisionError
    _note(
        "taken",
        node=arrived.node.code,
        number=arrived.number,
        body=arrived.body,
        files={digest: file.size for digest, file in arrived.files.items()},
        refused=arrived.refused_files,
    )


def settle(parcel: Parcel) -> None:
    _note("settled", node=parcel.node.code, number=parcel.number, state=parcel.state, why=parcel.last_error)


def _note(kind: str, **columns: object) -> None:
    with (Path(settings.DATA) / f"{kind}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(columns, ensure_ascii=False) + "\n")


def noted(folder: Path, kind: str) -> list[dict[str, object]]:
    """What has been written down in an installation's folder: of kind ``taken`` or ``settled``."""
    path = folder / f"{kind}.jsonl"
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )
