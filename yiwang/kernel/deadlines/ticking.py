"""Which jobs run again and again, and whose turn is it now?"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.models import F, Q

from yiwang.kernel.deadlines.waiting import is_astray, is_due
from yiwang.kernel.errors import Refused

if TYPE_CHECKING:
    from yiwang.kernel.deadlines.models import JobRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """``call`` takes nothing and returns how many things it did; ``lease``: seconds that a claim holds."""

    name: str
    seconds: int
    call: Callable[[], int]
    lease: int


@dataclass(frozen=True)
class Result:
    """One run: how many things it did and how long it took, or the sentence that says why it failed."""

    name: str
    did: int
    error: str
    took: float


_jobs: dict[str, Job] = {}


def every(name: str, *, seconds: int, call: Callable[[], int], lease: int = 300) -> None:
    """Let ``call`` run every ``seconds``; said once, in ``AppConfig.ready``. Names are ``package.verb_noun``.

    ``lease``: a killed worker holds the job no longer than this; a job that may run longer asks for more.
    """
    if seconds < 1 or lease < 1:
        raise ValueError(f"{name}: seconds and lease are at least 1.")
    _jobs[name] = Job(name, seconds, call, lease)


def declared() -> Mapping[str, Job]:
    return MappingProxyType(_jobs)


def run_due(now: datetime) -> list[Result]:
    """Run every job whose turn it is and that no other worker is at; a failing job does not stop the others.

    Costs one query when nothing is due.
    """
    started = monotonic()
    known = _known_runs()
    results = []
    for job in _jobs.values():
        moment = now + timedelta(seconds=monotonic() - started)
        if not _is_due(job, known[job.name], moment):
            continue
        claim = secrets.token_hex(16)
        if _claimed(job, claim, moment):
            results.append(_run(job, claim, moment))
    return results


def _runs() -> type["JobRun"]:
    # The registry is filled from AppConfig modules, which load before any model may be imported.
    return apps.get_model("deadlines", "JobRun")


def _known_runs() -> dict[str, "JobRun"]:
    runs = _runs()
    known = runs.objects.in_bulk()
    missing = [runs(name=name) for name in _jobs if name not in known]
    if missing:
        runs.objects.bulk_create(missing, ignore_conflicts=True)
        known |= {run.name: run for run in missing}
    return known


def _is_due(job: Job, run: "JobRun", moment: datetime) -> bool:
    until, last = run.claimed_until, run.last_started_at
    if until and until > moment and not is_astray(until, moment, job.lease):
        return False
    return last is None or last <= moment - timedelta(seconds=job.seconds) or is_astray(last, moment)


def _claimed(job: Job, claim: str, moment: datetime) -> bool:
    """One conditional UPDATE: of several workers that come at once, exactly one changes the row."""
    rested = moment - timedelta(seconds=job.seconds)
    turn = Q(last_started_at=None) | is_due("last_started_at", rested, job.seconds)
    free = Q(claimed_until=None) | is_due("claimed_until", moment, job.lease)
    rows = _runs().objects.filter(turn, free, name=job.name)
    return bool(
        rows.update(last_started_at=moment, claimed_until=moment + timedelta(seconds=job.lease), claim=claim)
    )


def _heal() -> None:
    """Drop a connection that the failed job broke, so that the next job gets a new one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _run(job: Job, claim: str, moment: datetime) -> Result:
    started = monotonic()
    did, error = 0, ""
    try:
        did = job.call()
    except Refused as refused:
        error = refused.sentence
    except Exception as fault:
        logger.exception("The job %s failed.", job.name)
        error = f"{type(fault).__name__}: {fault}"
        _heal()
    took = monotonic() - started
    _runs().objects.filter(name=job.name, claim=claim).update(
        last_finished_at=moment + timedelta(seconds=took),
        claimed_until=None,
        claim="",
        did=did,
        error=error,
        failures=F("failures") + 1 if error else 0,
    )
    return Result(job.name, did, error, took)
