"""How does an applicant see until when the answer is due, and how that was worked out?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.panels import Panel
from yiwang.kernel.intake.queries import facts


def due(submission: Submission) -> Mapping[str, Any] | None:
    said = facts(submission).get("due")
    if not said or not submission.is_open:
        return None
    last_day = date.fromisoformat(said["last_day"]) if "last_day" in said else None
    lines = [(date.fromisoformat(day), why) for day, why in said.get("lines", [])]
    return {
        "basis": said["basis"],
        "last_day": last_day,
        "may_move": said.get("may_move") is True,
        "lines": lines,
    }


DUE = Panel("答复期限", "requests/public/_due.html", due, place="first", style="dist/requests.css")
