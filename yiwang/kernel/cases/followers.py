"""Who else hears of every deed in every case, whatever its kind?"""

from collections.abc import Callable

from yiwang.kernel.cases.models import Case, Event

_followers: list[Callable[[Case, Event], None]] = []


def register(call: Callable[[Case, Event], None]) -> None:
    """From ``AppConfig.ready``: ``call(case, event)`` runs in the transaction of the deed."""
    if call not in _followers:
        _followers.append(call)


def tell(case: Case, event: Event) -> None:
    for call in _followers:
        call(case, event)
