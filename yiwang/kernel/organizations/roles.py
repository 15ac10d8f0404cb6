"""Which roles exist, and what may each of them do? Packages declare them in code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Role:
    """What a post may do by carrying this role."""

    code: str
    label: str
    may: frozenset[str]
    description: str = ""
    second_factor: bool = False
    is_administrator: bool = False


SYSTEM_ADMINISTRATOR = "system_administrator"
SECURITY_ADMINISTRATOR = "security_administrator"
AUDIT_ADMINISTRATOR = "audit_administrator"

_declared: dict[str, Role] = {}
_permissions: dict[str, str] = {}


def declare(
    code: str,
    label: str,
    may: tuple[str, ...],
    *,
    description: str = "",
    second_factor: bool = False,
    is_administrator: bool = False,
) -> None:
    """Declare a role from ``AppConfig.ready``; ``may`` lists permissions such as ``portal.article_write``.

    ``second_factor``: whoever holds the role must set up a second factor before doing anything else.
    """
    _declared[code] = Role(code, label, frozenset(may), description, second_factor, is_administrator)


def describe(**labels: str) -> None:
    """Say what permissions allow: ``describe(portal__article_write="撰写文章")``, from ``ready``."""
    for name, label in labels.items():
        _permissions[name.replace("__", ".", 1)] = label


def declared() -> Mapping[str, Role]:
    """Every declared role by its code, in the order of declaration."""
    return MappingProxyType(_declared)


def permission_label(permission: str) -> str:
    return _permissions.get(permission, permission)


def granted(codes: Iterable[str]) -> frozenset[str]:
    """Every permission that the roles grant together; a code nobody declares any more grants nothing."""
    return frozenset().union(*(_declared[code].may for code in codes if code in _declared))
