"""What does the worker do about messages?"""

from contextlib import ExitStack

from django.conf import settings

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.notifications.actions import (
    claim_next,
    settle_failed,
    settle_postponed,
    settle_sent,
    settle_unreachable,
)
from yiwang.kernel.notifications.carriers import (
    Carrier,
    PostponedError,
    UndeliverableError,
    UnreachableError,
    carrier,
)
from yiwang.kernel.notifications.models import Outgoing

# A round ends after so many seconds, so that a slow mail server does not hold up the worker's other jobs.
ROUND = 10


def deliver_due() -> int:
    """Send what is due, one message after the other; how many were taken over by the other side."""
    taken = 0
    carriers: dict[str, Carrier] = {}
    end = shifted(now(), seconds=ROUND)
    with ExitStack() as opened:
        while now() < end and (outgoing := claim_next(now(), settings.DELIVERY_LEASE)):
            taken += _delivered(outgoing, carriers, opened)
    return taken


def _delivered(outgoing: Outgoing, carriers: dict[str, Carrier], opened: ExitStack) -> bool:
    try:
        if outgoing.channel not in carriers:
            carriers[outgoing.channel] = opened.enter_context(carrier(outgoing.channel))
        proof = carriers[outgoing.channel].send(outgoing)
    except UndeliverableError as refusal:
        settle_failed(outgoing, str(refusal))
    except PostponedError as delay:
        settle_postponed(outgoing, str(delay))
    except UnreachableError as outage:
        settle_unreachable(outgoing, str(outage))
    else:
        return settle_sent(outgoing, proof)
    return False
