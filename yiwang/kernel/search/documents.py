"""What does the index take in of a thing?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Document:
    """One findable thing: plain text only; ``path`` is the path of the unit whose officials may find it."""

    kind: str
    object_id: str | int
    title: str
    body: str = ""
    number: str = ""
    unit_id: int | None = None
    unit: str = ""
    on: date | None = None
    audience: str = "public"
    path: str = ""
