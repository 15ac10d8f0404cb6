"""Where is read what the public said in the demonstration city, and how does it cross the zones?"""

import tomllib
from functools import cache
from typing import Any

from yiwang.demonstration.ledger import DATA
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting

MORNING = 9 * 60 + 30
MAILBOX_MANAGER, PETITIONS_MANAGER = "bian.mincheng", "shu.fangyan"


@cache
def entries() -> dict[str, Any]:
    return tomllib.loads((DATA / "participation.toml").read_text(encoding="utf-8"))


def crossed() -> None:
    """From one zone to the other at once: the commit, which would do it, is that of the whole history."""
    hand_over_waiting()
    deliver_waiting()
