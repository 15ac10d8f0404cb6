"""Which jobs does the worker do for the exchange?"""

from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.exchange.actions.following import BATCH, follow_batch

BATCHES = 20


def sweep_waiting() -> int:
    """Deliver what was committed but not delivered."""
    return deliver_waiting()


def follow_receipts() -> int:
    """Count and tell, a bounded number of batches a round."""
    followed = 0
    for _ in range(BATCHES):
        done = follow_batch()
        followed += done
        if done < BATCH:
            break
    return followed
