"""What is a rule of supervision, and in which mode does it run?

Sources: shared standards/approvals.md §8 (city measures on electronic supervision).
"""

from collections.abc import Mapping
from types import MappingProxyType

from yiwang.kernel.errors import Refused

READ, LEAD, SET = "supervision.read", "supervision.lead", "supervision.set"
RESPOND = "supervision.respond"
SUPERVISOR, LEADER, RESPONDER = "supervisor", "supervision_leader", "supervision_responder"

OFF, TRIAL, ON = "off", "trial", "on"
MODES: Mapping[str, str] = MappingProxyType({OFF: "停用", TRIAL: "试运行", ON: "正式运行"})

# What a happening is called: a clock's "clock.warned" and "clock.breached", a deed's "case." and its verb.
WARNED, BREACHED = "clock.warned", "clock.breached"


def of_deed(verb: str) -> str:
    return f"case.{verb}"


def check_mode(mode: str) -> None:
    if mode not in MODES:
        raise Refused(f"运行方式只能是：{'、'.join(MODES.values())}。", field="mode")
