"""Which processes run beside the web server? Packages below the workbench name theirs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Companion:
    """``command`` of yiwang, without arguments; it reads <variable>_HOST and <variable>_PORT.

    Without ``variable`` it answers nobody and needs no place.
    """

    command: str
    variable: str = ""


_registered: dict[str, Companion] = {}


def register(command: str, variable: str = "") -> None:
    """Let ``yiwang serve`` start it too, begin it again when it dies, stop it with the rest.

    Said once, in ``AppConfig.ready``.
    """
    _registered[command] = Companion(command, variable)


def registered() -> tuple[Companion, ...]:
    return tuple(_registered.values())
