"""What does the worker do about systems?"""

from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from time import monotonic

from yiwang.kernel.audit.rules import canonical
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.sealing import opened
from yiwang.kernel.systems import rules
from yiwang.kernel.systems.actions import calls
from yiwang.kernel.systems.actions.webhooks import PURPOSE
from yiwang.kernel.systems.models import Call
from yiwang.kernel.systems.receivers import Handover, NotTakenError

# A round ends after so many seconds, so that slow receivers do not hold up the worker's other jobs.
ROUND = 10.0
AT_ONCE = 8
LEASE = 120


@dataclass(frozen=True)
class Flight:
    call: Call
    handover: Handover


def deliver_due() -> int:
    """Tell systems what they are owed, one call at a time each and several systems at once; how many took it.

    Who does not answer holds up nobody else: it has one place for ten seconds and then rests.
    """
    taken = 0
    end = monotonic() + ROUND
    turns = deque(calls.receivers_due(now()))
    flying: dict[Future[str], Flight] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while turns or flying:
            while turns and len(flying) < AT_ONCE and monotonic() < end:
                _take_off(turns.popleft(), pool, flying)
            if not flying and (not turns or monotonic() >= end):
                break
            landed, _ = wait(flying, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in landed:
                flight = flying.pop(future)
                taken += _landed(flight.call, future, turns)
            for flight in flying.values():
                if flight.handover.is_overdue:
                    flight.handover.stop()
    return taken


def _take_off(system_id: int, pool: ThreadPoolExecutor, flying: dict[Future[str], Flight]) -> None:
    call = calls.claim_next(system_id, now(), LEASE)
    if call is None:
        return
    handover = _handover(call)
    flying[pool.submit(handover.run)] = Flight(call, handover)


def _landed(call: Call, future: Future[str], turns: deque[int]) -> bool:
    """Settle the call and let its system have another turn, unless it fell silent."""
    try:
        future.result()
    except NotTakenError as fault:
        calls.settle_postponed(call, str(fault), is_silent=fault.is_silent)
        if not fault.is_silent:
            turns.append(call.system_id)
        return False
    turns.append(call.system_id)
    return calls.settle_taken(call)


def _handover(call: Call) -> Handover:
    """The call as it goes over the wire, signed at this moment: an old one cannot be played again."""
    about = {"id": call.pk, "event": call.event, "created_at": call.created_at.isoformat()}
    body = canonical({**call.body, **about})
    timestamp = str(int(now().timestamp()))
    secret = opened(call.system.webhook_secret, PURPOSE)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Yiwang/1",
        "X-Yiwang-Event": call.event,
        "X-Yiwang-Delivery": str(call.pk),
        "X-Yiwang-Timestamp": timestamp,
        "X-Yiwang-Signature": rules.signature(secret, timestamp, body),
    }
    return Handover(call.system.webhook_address, headers, body)


def tidy() -> int:
    """Give up what is a week old, forget what was settled a quarter of a year ago."""
    return calls.give_up_old() + calls.forget_old()
