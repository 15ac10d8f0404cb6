"""What does the index take in of a thing?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Document:
    """One findable thing: plain text only.

    ``category`` is what it is for readers and what they filter by; ``path`` the path of the unit, whose
    officials and those above may find it where ``audience`` is "office"; ``sites`` the sites besides the main
    one that a public thing stands on: asked on one of them, search finds nothing else.
    """

    kind: str
    object_id: str | int
    title: str
    body: str = ""
    number: str = ""
    unit_id: int | None = None
    unit: str = ""
    on: date | None = None
    category: str = ""
    audience: str = "public"
    path: str = ""
    sites: tuple[str, ...] = ()
