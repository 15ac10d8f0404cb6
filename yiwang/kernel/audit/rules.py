"""What makes the record of acts provable?"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in a post of a unit, from an address; all names as they were at that moment."""

    person: str
    person_id: int | None = None
    post: str = ""
    post_id: int | None = None
    unit: str = ""
    unit_id: int | None = None
    address: str = ""


SYSTEM = Actor(person="系统")
PUBLIC = Actor(person="公众")


def digest(previous: str, content: dict[str, Any]) -> str:
    """SM3 (GB/T 32905-2016) over the previous digest and the canonical JSON of an entry, 64 hex digits."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new("sm3", f"{previous}\n{canonical}".encode()).hexdigest()
