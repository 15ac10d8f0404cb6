"""What may a token allow? Packages declare it in code."""

from collections.abc import Mapping
from types import MappingProxyType

_declared: dict[str, str] = {}


def declare(code: str, label: str) -> None:
    """Say once, in ``AppConfig.ready``, what a token may allow: ``declare("exchange.send", "发送")``."""
    _declared[code] = label


def declared() -> Mapping[str, str]:
    """Every declared scope with its Chinese label, in the order of declaration."""
    return MappingProxyType(_declared)


def label(code: str) -> str:
    return _declared.get(code, code)
