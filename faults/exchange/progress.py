"""How far has a rehearsal come, and is there anything left to do?"""

import sys
import time
from dataclasses import dataclass, field

from faults.exchange.ledger import Count
from faults.exchange.stage import Stage

UNENDED = "SELECT count(*) FROM exchange_delivery WHERE state IN ('waiting', 'delivered', 'opened')"
LEFT = (
    "SELECT count(*) FROM nodes_parcel WHERE state IN ('waiting', 'carried')",
    f"{UNENDED} AND is_here",
    f"{UNENDED} AND NOT is_here",
    "SELECT count(*) FROM exchange_receipt WHERE NOT is_followed",
)
LOOK_SECONDS = 1.0
# Nothing has moved for so long (real seconds): everybody waits for a moment to come, so it comes.
QUIET_SECONDS = 4.0
# A little less than the longest lease, and than the difference of clocks that two nodes bear. So many of
# them are longer than the longest wait between two attempts.
LEAP = 890.0
MOST_LEAPS = 14


@dataclass
class Sent:
    """The confirmed messages and answers so far, from the ledgers."""

    stage: Stage
    scene: str
    counts: dict[str, Count] = field(default_factory=dict)

    def __post_init__(self) -> None:
        paths = [self.stage.sent(self.scene, side) for side in self.stage.shares(2)]
        paths += [self.stage.answers(each) for each in self.stage.installations.values()]
        self.counts = {path.name: Count(path) for path in paths}
        self.before = sum(count.now() for count in self.counts.values())

    def now(self) -> int:
        return sum(count.now() for count in self.counts.values()) - self.before


def say(stage: Stage, sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {stage.carrier}: {sentence}", file=sys.stderr, flush=True)


def left(stage: Stage) -> tuple[int, ...]:
    """What is still to be done on each installation: all 0 when everything is settled."""
    found: list[int] = []
    for installation in stage.installations.values():
        found += installation.asked(*LEFT)
    return tuple(found)


def drain(stage: Stage, what: str) -> None:
    """Keep everybody going until nothing is left to do, or nothing moves however long one waits."""
    before: tuple[int, ...] = ()
    moved_at = told_at = time.monotonic()
    leaps = 0
    while True:
        stage.company.keep()
        now = left(stage)
        is_sent = all(member.is_over for member in stage.company.members.values() if member.ends)
        if is_sent and not any(now):
            return
        moment = time.monotonic()
        if now != before:
            before, moved_at, leaps = now, moment, 0
        elif moment - moved_at > QUIET_SECONDS:
            if leaps == MOST_LEAPS:
                stage.standstills.append(what)
                say(stage, f"{what}: nothing moves any more, left {now}")
                return
            leaps += 1
            moved_at = moment
            stage.leap(LEAP)
        if moment - told_at > 10:
            told_at = moment
            say(stage, f"{what}: left {now}")
        time.sleep(LOOK_SECONDS)
