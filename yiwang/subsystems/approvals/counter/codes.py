"""Which code proves a booking, and what is kept of it?"""

import secrets

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.intake import rules as intake
from yiwang.subsystems.approvals.counter import rules


def new_code() -> str:
    """``7KQ2M9XD``: eight characters that nobody misreads, 40 bits."""
    return intake.code_of(secrets.token_bytes(8))[: rules.CODE_LENGTH]


def read(typed: str) -> str:
    """A code as somebody typed it; what can be none stays wrong."""
    padded = intake.read_code(f"{typed[:40]}{'0' * (intake.CODE_LENGTH - rules.CODE_LENGTH)}")
    return padded[: rules.CODE_LENGTH]


def digest(typed: str) -> str:
    """The same in both zones: a code opens nothing but one's place in a queue."""
    return sm3(f"yiwang.counter.booking {read(typed)}".encode())
