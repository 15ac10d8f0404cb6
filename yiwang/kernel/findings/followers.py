"""What follows from a finding?"""

from collections.abc import Callable, Sequence

from yiwang.kernel.findings.models import Finding

_followers: list[Callable[[Sequence[Finding]], None]] = []


def register(call: Callable[[Sequence[Finding]], None]) -> None:
    """From ``AppConfig.ready``: ``call(findings)`` runs in the transaction in which they were first found."""
    if call not in _followers:
        _followers.append(call)


def tell(findings: Sequence[Finding]) -> None:
    for call in _followers:
        call(findings)
