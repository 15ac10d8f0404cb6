"""How is a system owed a call, and what becomes of it?"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import rules
from yiwang.kernel.systems.models import Call, CallQuerySet, Submission, System

KEPT_DAYS = 90
State = Call.State


@dataclass(frozen=True)
class Owed:
    """What a system is to be told; ``key``: the same is told it once."""

    system: System
    event: str
    body: Mapping[str, Any]
    key: str


def owe(system: System, event: str, body: Mapping[str, Any], key: str) -> Call:
    """In the caller's transaction; the worker tells the system after the commit."""
    owe_all([Owed(system, event, body, key)])
    return Call.objects.get(system=system, key=key)


def owe_all(owed: Sequence[Owed]) -> int:
    """Many in one statement; how many. Systems that are not told of anything are left out."""
    moment = now()
    rows = [
        Call(
            system=each.system,
            event=each.event,
            body=dict(each.body),
            key=each.key,
            created_at=moment,
            next_attempt_at=moment,
        )
        for each in owed
        if each.system.webhook_address and each.system.is_active
    ]
    Call.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def receivers_due(moment: datetime) -> list[int]:
    """The systems to be told something now whose receivers do not rest; who waits longest first."""
    due = Call.objects.due(moment).filter(system=OuterRef("pk"))
    awake = Q(rests_until=None) | is_due("rests_until", moment, rules.REST[-1])
    found = System.objects.told().filter(awake, Exists(due))
    found = found.annotate(since=Subquery(due.values("next_attempt_at")[:1])).order_by("since", "pk")
    return list(found.values_list("pk", flat=True))


def claim_next(system_id: int, moment: datetime, lease: int) -> Call | None:
    """The system's call whose turn it is, ours for ``lease`` seconds; a killed sender's claim lapses.

    The attempt is counted before it is made: a call that kills its sender every time is given up too.
    """
    while call := _claim(system_id, moment, lease):
        if not rules.is_exhausted(call.attempts):
            return call
        _end(call, "推送进程多次中断，没有得到对方的答复。")
    return None


@transaction.atomic
def _claim(system_id: int, moment: datetime, lease: int) -> Call | None:
    due = Call.objects.due(moment).filter(system=system_id, system__is_active=True)
    call = due.select_for_update(of=("self",), skip_locked=True).select_related("system").first()
    if call is None:
        return None
    call.state, call.claim = State.SENDING, secrets.token_hex(16)
    call.attempts += 1
    call.next_attempt_at = shifted(moment, seconds=lease)
    call.save(update_fields=["state", "claim", "attempts", "next_attempt_at"])
    return call


@transaction.atomic
def settle_taken(call: Call) -> bool:
    """The receiver said that it has it; whether the claim was still ours."""
    System.objects.filter(pk=call.system_id).exclude(failures=0).update(failures=0, rests_until=None)
    taken = Call.objects.filter(pk=call.pk, claim=call.claim).exclude(state=State.DELIVERED)
    return bool(taken.update(state=State.DELIVERED, claim="", delivered_at=now(), last_error=""))


@transaction.atomic
def settle_postponed(call: Call, why: str, *, is_silent: bool) -> None:
    """Again after the back-off, given up after the last one; a silent receiver is left alone for a while."""
    if is_silent:
        _rest(call.system_id)
    wait = rules.wait_after(call.attempts)
    if wait is None:
        _end(call, why)
        return
    _ours(call).update(
        state=State.WAITING,
        claim="",
        next_attempt_at=shifted(now(), seconds=wait),
        last_error=rules.reason(why),
    )


def _rest(system_id: int) -> None:
    failures = System.objects.select_for_update().values_list("failures", flat=True).get(pk=system_id) + 1
    System.objects.filter(pk=system_id).update(
        failures=failures, rests_until=shifted(now(), seconds=rules.rest_after(failures))
    )


@transaction.atomic
def _end(call: Call, why: str) -> None:
    why = rules.reason(why)
    if _ours(call).update(state=State.DEAD, claim="", last_error=why):
        record(SYSTEM, "systems.call_fail", call, system_code=call.system.code, reason=why)


def _ours(call: Call) -> CallQuerySet:
    return Call.objects.filter(pk=call.pk, state=State.SENDING, claim=call.claim)


@transaction.atomic
def retry(by: Actor, call: Call) -> Call:
    """Tell it once more from the beginning. Raises Refused where it is not stuck any more."""
    stuck = _stuck(call)
    System.objects.filter(pk=stuck.system_id).update(rests_until=None)
    stuck.state, stuck.attempts, stuck.next_attempt_at = State.WAITING, 0, now()
    # Its age counts from now on, or it would be given up again at once.
    stuck.created_at = stuck.next_attempt_at
    stuck.save(update_fields=["state", "attempts", "next_attempt_at", "created_at"])
    record(by, "systems.call_retry", stuck, system_code=stuck.system.code)
    return stuck


@transaction.atomic
def drop(by: Actor, call: Call) -> Call:
    """Tell it no more. Raises Refused where it is not stuck any more."""
    stuck = _stuck(call)
    stuck.state = State.DROPPED
    stuck.save(update_fields=["state"])
    record(by, "systems.call_drop", stuck, system_code=stuck.system.code)
    return stuck


def _stuck(call: Call) -> Call:
    stuck = Call.objects.select_for_update(of=("self",)).select_related("system").get(pk=call.pk)
    if not stuck.is_stuck:
        raise Refused(f"这次推送现在是“{stuck.get_state_display()}”，不需要处理。")
    return stuck


def drop_waiting(system: System) -> int:
    """Part of the act that ends the system's webhook; how many it was still to be told."""
    waiting = Call.objects.filter(system=system, state__in=[State.WAITING, State.SENDING])
    return waiting.update(state=State.DROPPED, claim="")


@transaction.atomic
def give_up_old() -> int:
    """What a receiver could not be told in a week; one entry for all of them."""
    old = Call.objects.filter(
        state=State.WAITING, created_at__lt=shifted(now(), days=-rules.LONGEST_WAIT_DAYS)
    )
    given_up = old.update(state=State.DEAD, last_error=f"{rules.LONGEST_WAIT_DAYS}天内没有送达。")
    if given_up:
        record(SYSTEM, "systems.call_fail", None, calls=given_up, days=rules.LONGEST_WAIT_DAYS)
    return given_up


def forget_old(most: int = 5_000) -> int:
    """Delete what was settled, and the keys of what was asked, a quarter of a year ago; how many."""
    before = shifted(now(), days=-KEPT_DAYS)
    settled = Call.objects.settled().filter(created_at__lt=before)
    asked = Submission.objects.filter(asked_at__lt=before)
    return _deleted(settled, most) + _deleted(asked, most)


def _deleted(rows: Any, most: int) -> int:
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    rows.model.objects.filter(pk__in=ids).delete()
    return len(ids)
