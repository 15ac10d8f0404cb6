"""Who hears that a file of the published tree is not what was made?"""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

_registered: list[Callable[[str, bytes | None], None]] = []


def register(call: Callable[[str, bytes | None], None]) -> None:
    """Said once, in ``AppConfig.ready``: ``call(file, content)``; None where the file is away."""
    _registered[:] = [call]


def raised(file: str, content: bytes | None) -> None:
    """Tell; a reader is answered, whatever happens to those who hear of it."""
    logger.error("The published file %s is not what was made.", file)
    for call in _registered:
        call(file, content)
