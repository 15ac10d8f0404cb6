"""What is a finding, and which ways may it go?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.errors import Refused

YELLOW, RED = "yellow", "red"
COLOURS = {YELLOW: "黄", RED: "红"}
TONES = {YELLOW: "warn", RED: "bad"}
OPEN, CLOSED, DISMISSED = "open", "closed", "dismissed"
STATES = {OPEN: "待处理", CLOSED: "已销号", DISMISSED: "不成立"}
TITLE_LENGTH = 200


@dataclass(frozen=True)
class Matter:
    """What a finding is about: the kind and key of a clock's subject or of a record, its title and page."""

    kind: str
    key: str
    title: str
    address: str = ""
    item: str = ""


@dataclass(frozen=True)
class Found:
    """One breach of one rule, with its evidence as it stands now.

    ``fact``: what was found, the same each time it is looked at: one fact is one finding for ever.
    ``evidence``: labels and values, as people read them, without unmasked personal data.
    ``is_trial``: counted, but the unit is not told and nothing follows from it.
    """

    rule: str
    label: str
    basis: str
    colour: str
    fact: str
    unit_id: int
    matter: Matter
    happened_at: datetime
    evidence: Sequence[tuple[str, str]]
    is_trial: bool = False


def reason(text: str) -> str:
    """Without blanks around it. Raises Refused where it says nothing or too much."""
    text = text.strip()
    if not 2 <= len(text) <= 500:
        raise Refused("请写明理由（2至500字）。", field="reason")
    return text


def check_state(state: str, before: str = OPEN) -> None:
    if state != before:
        raise Refused(f"这个问题{STATES[state]}，不能再处理。")
