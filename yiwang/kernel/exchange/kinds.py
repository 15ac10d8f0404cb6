"""Which kinds of envelopes exist, what may stand in each, and who takes it in?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.systems import faults

if TYPE_CHECKING:
    from yiwang.kernel.exchange.models import Delivery, Envelope
    from yiwang.kernel.files.models import StoredFile


@dataclass(frozen=True)
class Taken:
    """An envelope as its kind takes it in: ``deliveries`` are those of its recipients who live here."""

    envelope: "Envelope"
    body: Any
    files: "tuple[StoredFile, ...]"
    deliveries: "tuple[Delivery, ...]"


@dataclass(frozen=True)
class Kind:
    """``take`` runs once for an envelope, in the transaction that delivers it; None: it is only read."""

    code: str
    version: int
    label: str
    category: str
    body: type[BaseModel]
    take: "Callable[[Taken], None] | None" = None


_registered: dict[tuple[str, int], Kind] = {}
_newest: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called once for each version from ``AppConfig.ready``; codes are ``package.noun``.

    ``take`` may raise Refused: then every recipient here refuses it, with the sentence as the reason.
    """
    if kind.category not in rules.CATEGORIES:
        raise ValueError(f"{kind.category!r} is none of {tuple(rules.CATEGORIES)}.")
    _registered[kind.code, kind.version] = kind
    if kind.code not in _newest or _newest[kind.code].version <= kind.version:
        _newest[kind.code] = kind


def registered() -> Mapping[tuple[str, int], Kind]:
    return MappingProxyType(_registered)


def newest(code: str) -> Kind:
    """The version in which we send. Raises Refused for a kind nobody registered."""
    if code not in _newest:
        raise Refused(f"没有“{code}”这种交换内容。", field="kind")
    return _newest[code]


def known(code: str, version: int) -> Kind:
    """The kind as it was sent. Raises Refused for a kind or a version nobody registered."""
    kind = _registered.get((code, version))
    if kind is None:
        raise Refused(f"收件方不认识“{code}”第{version}版，请联系平台管理员升级后重发。")
    return kind


def label(code: str) -> str:
    return _newest[code].label if code in _newest else code


def read(kind: Kind, body: Mapping[str, Any]) -> BaseModel:
    """The body as its kind describes it. Raises Refused naming the first element that is wrong."""
    try:
        return kind.body.model_validate(body)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        sentence, field = faults.named(first, kind.body)
        raise Refused(sentence, field=field) from None


def shown(kind: Kind, body: BaseModel) -> list[tuple[str, str]]:
    """Label and value of each element that has a title and is not empty, except the running text."""
    pairs = []
    for name, field in kind.body.model_fields.items():
        value = getattr(body, name)
        if field.title and name != "text" and value not in (None, ""):
            pairs.append((field.title, str(value)))
    return pairs
