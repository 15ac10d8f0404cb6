"""What is a rule of supervision, and in which mode does it run?

Sources: shared standards/approvals.md §8 (city measures on electronic supervision).
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from yiwang.kernel.errors import Refused

READ, LEAD, SET = "supervision.read", "supervision.lead", "supervision.set"
RESPOND = "supervision.respond"
SUPERVISOR, LEADER, RESPONDER = "supervisor", "supervision_leader", "supervision_responder"

# How the kinds of cases of supervision itself begin.
OURS = "supervision."

OFF, TRIAL, ON = "off", "trial", "on"
MODES: Mapping[str, str] = MappingProxyType({OFF: "停用", TRIAL: "试运行", ON: "正式运行"})

# Seconds after which a happening that a rule failed on is tried again.
FIRST_REST, LONGEST_REST = 60, 3600
MOST = 100_000

# What a happening is called: a clock's "clock." and what passed, a deed's "case." and its verb.
WARNED, BREACHED, UNLAWFUL, GRAVE = "clock.warned", "clock.breached", "clock.unlawful", "clock.grave"


def of_clock(happening: str) -> str:
    return f"clock.{happening}"


def of_deed(verb: str) -> str:
    return f"case.{verb}"


def check_mode(mode: str) -> None:
    if mode not in MODES:
        raise Refused(f"运行方式只能是：{'、'.join(MODES.values())}。", field="mode")


def rest(tries: int) -> int:
    """Seconds until what a rule failed on is tried again: a minute, then longer, at most an hour."""
    return min(FIRST_REST * 2 ** min(tries, 10), LONGEST_REST)


def check_number(number: Decimal, label: str, *, field: str) -> None:
    if not 0 <= number <= MOST:
        raise Refused(f"“{label}”请填0至{MOST}之间的数。", field=field)


def ground(text: str, what: str) -> str:
    """Without blanks around it. Raises Refused where it says nothing or too much."""
    text = text.replace("\x00", "").strip()
    if not 2 <= len(text) <= 300:
        raise Refused(f"请写明{what}（2至300字）。", field="reason")
    return text
