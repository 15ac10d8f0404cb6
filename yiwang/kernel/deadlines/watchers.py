"""Who is told when a clock comes near its end or passes it?"""

from collections.abc import Callable
from typing import Literal

from yiwang.kernel.deadlines.models import Clock

Happening = Literal["warned", "breached"]
Watcher = Callable[[Clock, Happening], None]

EVERY_KIND = ""
# What a sweep reads of each clock; decoding the other columns would double its work.
SEEN = (
    "subject_kind",
    "subject_key",
    "purpose",
    "unit_id",
    "item",
    "state",
    "legal_due_at",
    "due_at",
    "warn_at",
)
_watchers: dict[str, list[Watcher]] = {}


def watch(call: Watcher, *, kind: str = EVERY_KIND) -> None:
    """Let ``call`` be told, once per happening, of clocks whose subject is of ``kind`` (or of all).

    Said in ``AppConfig.ready``. The call runs in the transaction that marks the clock: what it writes to the
    database happens exactly once; anything outside belongs into ``transaction.on_commit``. Of the clock the
    fields in SEEN are loaded; each other field costs a query.
    """
    known = _watchers.setdefault(kind, [])
    if call not in known:
        known.append(call)


def tell(clock: Clock, happening: Happening) -> None:
    for call in (*_watchers.get(clock.subject_kind, ()), *_watchers.get(EVERY_KIND, ())):
        call(clock, happening)
