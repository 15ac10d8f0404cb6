"""Which clocks have newly come near their end or passed it?

Every clock carries the moments at which it is to be reported, and partial indexes hold only the clocks that
are not reported yet, so a sweep costs what happened since the last one, however many clocks are open. A clock
is marked and its watchers are told in one transaction: reported once, also by two workers at the same time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from yiwang.kernel.deadlines import actions, moments, watchers
from yiwang.kernel.deadlines.models import END, MARK, Clock, ClockQuerySet
from yiwang.kernel.deadlines.rules import State
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.errors import Refused

BATCH = 1000
logger = logging.getLogger(__name__)


@dataclass
class Swept:
    """How many clocks went on after a pause, were warned of, ran late, broke the law, are late for long; and
    why some could not be reported.
    """

    resumed: int = 0
    warned: int = 0
    breached: int = 0
    unlawful: int = 0
    grave: int = 0
    failed: dict[int, str] = field(default_factory=dict)


def sweep_now() -> int:
    """The regular job: how many clocks were reported or went on; Refused where some could not be."""
    swept = sweep(moments.now())
    if swept.failed:
        clock_id, reason = next(iter(swept.failed.items()))
        raise Refused(f"有{len(swept.failed)}个期限未能提醒，下次重试；第一个是{clock_id}号：{reason}")
    return swept.resumed + swept.warned + swept.breached


def sweep(now: datetime) -> Swept:
    """Resume clocks whose pause has ended, report those past their end, then those near it."""
    swept = Swept()
    swept.resumed = _resume_ended(now, swept)
    swept.breached = _report_all("breached", now, swept)
    swept.unlawful = _report_all("unlawful", now, swept)
    swept.grave = _report_all("grave", now, swept)
    swept.warned = _report_all("warned", now, swept)
    return swept


def _resume_ended(now: datetime, swept: Swept) -> int:
    ended = Clock.objects.filter(state=State.PAUSED, pause_until__lte=now).order_by("pause_until", "id")
    ids = list(ended.values_list("pk", flat=True))
    return sum(_guarded(pk, swept, partial(_resume, pk, now)) for pk in ids)


@transaction.atomic
def _resume(clock_id: int, now: datetime) -> None:
    """As of the moment the pause was to end, not of the sweep; another worker may have been here before."""
    fresh = Clock.objects.select_for_update().get(pk=clock_id)
    if fresh.state == State.PAUSED and fresh.pause_until and fresh.pause_until <= now:
        actions.resume(fresh, "系统", at=fresh.pause_until, ground="暂停期满")


def _report_all(happening: Happening, now: datetime, swept: Swept) -> int:
    done = 0
    while True:
        failed_before = len(swept.failed)
        try:
            reported = _report(happening, _newly(happening, now, swept), now)
        except Exception:
            # One bad clock must not silence the others of its batch: report them one by one.
            logger.exception("A batch of clocks could not be reported; trying one by one.")
            reported = _report_singly(happening, now, swept)
        done += reported
        if not reported and len(swept.failed) == failed_before:
            return done


def _newly(happening: Happening, now: datetime, swept: Swept) -> ClockQuerySet:
    newly = Clock.objects.newly(happening, now)
    return newly.exclude(pk__in=swept.failed).order_by(END[happening]).only(*watchers.SEEN)


@transaction.atomic
def _report(happening: Happening, clocks: ClockQuerySet, now: datetime) -> int:
    """Mark up to one batch and tell its watchers; rows another worker is at are passed over."""
    batch = list(clocks.select_for_update(skip_locked=True)[:BATCH])
    if batch:
        Clock.objects.filter(pk__in=[clock.pk for clock in batch]).update(**_marks(happening, now))
        watchers.tell_batch(batch, happening)
    if happening in {"warned", "breached"}:
        watchers.tell(batch, happening)
    return len(batch)


def _marks(happening: Happening, now: datetime) -> dict[str, object]:
    """What is late is past warning: nobody is warned of it afterwards."""
    if happening == "breached":
        return {"breached_at": now, "warned_at": Coalesce(F("warned_at"), now)}
    return {MARK[happening]: now}


def _report_singly(happening: Happening, now: datetime, swept: Swept) -> int:
    newly = _newly(happening, now, swept)
    ids = list(newly.values_list("pk", flat=True)[:BATCH])
    return sum(_guarded(pk, swept, partial(_report, happening, newly.filter(pk=pk), now)) for pk in ids)


def _guarded(clock_id: int, swept: Swept, call: Callable[[], object]) -> bool:
    try:
        call()
    except Refused as refused:
        swept.failed[clock_id] = refused.sentence
    except Exception as fault:
        logger.exception("The clock %s could not be reported.", clock_id)
        swept.failed[clock_id] = f"{type(fault).__name__}: {fault}"
    else:
        return True
    return False
