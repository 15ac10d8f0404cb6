"""Which acts does this package declare?"""

from yiwang.kernel.audit import events


def declare() -> None:
    events.declare(
        findings__finding_enter="发现问题",
        findings__finding_close="问题销号",
        findings__finding_dismiss="认定问题不成立",
    )
