"""What else does the page of a case show, whatever its kind?"""

from yiwang.kernel.cases.kinds import Panel

_registered: dict[str, Panel] = {}


def register(code: str, panel: Panel) -> None:
    """For a package whose block may stand on the page of any case, such as cards: from ``AppConfig.ready``.

    A kind's own blocks stand in ``kinds.Kind.panels`` and come first.
    """
    _registered[code] = panel


def registered() -> tuple[Panel, ...]:
    return tuple(_registered.values())
