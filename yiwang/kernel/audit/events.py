"""Which acts does the platform record, and what are they called?"""

from collections.abc import Mapping
from types import MappingProxyType

_declared: dict[str, str] = {}


def declare(**labels: str) -> None:
    """Name the acts of one package, ``package__noun_verb="中文名称"``; called once from ``AppConfig.ready``.

    The double underscore becomes a dot: ``portal__article_publish`` is
    recorded as ``portal.article_publish``.
    """
    for name, label in labels.items():
        _declared[name.replace("__", ".", 1)] = label


def declared() -> Mapping[str, str]:
    """Every declared act with its Chinese label."""
    return MappingProxyType(_declared)


def label(act: str) -> str:
    return _declared[act]
