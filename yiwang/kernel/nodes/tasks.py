"""What does the worker do about parcels?"""

from yiwang.kernel.nodes.actions import loopback
from yiwang.kernel.nodes.queries import own


def sweep_loopback() -> int:
    """What processes killed at their commit left for our own node."""
    return loopback.sweep(own())
