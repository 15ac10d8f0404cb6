"""What are the process, its seats, their roles and units called that a document names by their codes?"""

from collections.abc import Mapping
from typing import Any

from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.processes.models import Definition
from yiwang.subsystems.approvals.items import readiness


def named(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document for people: codes that only programs know are replaced by names."""
    key = str(document.get("process") or "")
    name = Definition.objects.in_force().filter(key=key).values_list("name", flat=True).first()
    return {**document, "process": name or key, "seats": _seats(document, key)}


def _seats(document: Mapping[str, Any], process: str) -> list[dict[str, Any]]:
    seats = document.get("seats") or []
    steps = readiness.seats(process)
    codes = {seat["unit"] for seat in seats if seat.get("unit")}
    units = dict(Unit.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    declared = roles.declared()
    return [
        {
            **seat,
            "key": steps.get(seat.get("key", ""), seat.get("key", "")),
            "role": declared[seat["role"]].label if seat.get("role") in declared else seat.get("role", ""),
            "unit": units.get(seat.get("unit", ""), seat.get("unit", "")),
        }
        for seat in seats
    ]
