"""Which kinds of things may the public hand in, and who takes each in on the inner side?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.panels import Panel

if TYPE_CHECKING:
    from yiwang.kernel.files.models import StoredFile
    from yiwang.kernel.intake.models import Matter


@dataclass(frozen=True)
class TakenSubmission:
    """What arrived: ``body`` as the kind's model read it; files may still be in quarantine here."""

    matter: "Matter"
    body: Any
    files: "tuple[StoredFile, ...]"


@dataclass(frozen=True)
class TakenSupplement:
    """What the applicant handed in after being asked in step ``step``.

    ``materials``: by the code of each thing asked for (``Report.asks``) the files given for it, all of them
    among ``files`` too.
    """

    matter: "Matter"
    step: int
    text: str
    files: "tuple[StoredFile, ...]"
    at: datetime
    materials: "Mapping[str, tuple[StoredFile, ...]]" = field(default_factory=dict)


@dataclass(frozen=True)
class TakenRating:
    """1 (very dissatisfied) to 5 stars."""

    matter: "Matter"
    stars: int
    comment: str
    at: datetime


@dataclass(frozen=True)
class TakenWithdrawal:
    matter: "Matter"
    at: datetime


@dataclass(frozen=True)
class Kind:
    """``body``: what is handed in; titles of its fields are what the applicant sees again.

    ``prefix``: two to four capital letters that begin the number. Each call runs once, on the inner side, in
    the transaction that takes the message in.

    ``panels``: what its progress page shows beyond the common story: a chart of the steps, the last day with
    its working, files (see ``panels.Panel``). What they show has to cross first: the inner side says it in
    ``Report(..., facts={...})``, any JSON object that the kind's own panel understands; ``queries.facts``
    gives the newest of each key. A supplement that is asked for piece by piece needs nothing here: the inner
    side names the pieces in ``Report(kind="ask", asks=[Asked(code, label, why), ...])``, the form then has
    upload fields for each, and ``TakenSupplement.materials`` says which file answers which code.
    ``entered``: what the outer side gets of the data of an entry made inside on behalf of somebody
    (``actions.entering``); None: all of it, as if it had been handed in outside.
    ``private``: fields of the body that cross only sealed, for they say who somebody is.
    """

    code: str
    label: str
    prefix: str
    body: type[BaseModel]
    take: Callable[[TakenSubmission], None]
    take_supplement: Callable[[TakenSupplement], None]
    take_withdrawal: Callable[[TakenWithdrawal], None]
    take_rating: Callable[[TakenRating], None] | None = None
    most_files: int = 3
    promise: str = ""
    panels: tuple[Panel, ...] = ()
    entered: Callable[[Any], Mapping[str, Any]] | None = None
    private: tuple[str, ...] = ()


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called from ``AppConfig.ready`` in both zones; codes are ``package.noun``.

    Raises ValueError for a prefix that is malformed or another kind's.
    """
    taken = {one.prefix for one in _registered.values() if one.code != kind.code}
    if not (2 <= len(kind.prefix) <= 4 and kind.prefix.isascii() and kind.prefix.isupper()):
        raise ValueError(f"{kind.prefix!r} is no prefix of two to four capital letters.")
    if kind.prefix in taken:
        raise ValueError(f"The prefix {kind.prefix} belongs to another kind.")
    _registered[kind.code] = kind


def registered() -> Mapping[str, Kind]:
    return MappingProxyType(_registered)


def known(code: str) -> Kind:
    """Raises Refused for a kind that nobody registered."""
    if code not in _registered:
        raise Refused(f"本平台不受理“{code}”这种提交，请核对内外网两边的版本。")
    return _registered[code]


def label(code: str) -> str:
    return _registered[code].label if code in _registered else code


def read(kind: Kind, data: Mapping[str, Any]) -> BaseModel:
    """The data as the kind describes it. Raises Refused naming the first element that is wrong."""
    try:
        return kind.body.model_validate(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        element = kind.body.model_fields.get(name)
        title = element.title if element and element.title else name or "内容"
        raise Refused(f"“{title}”填写有误，请修改后再提交。", field=name or None) from None


def shown(code: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Title and value of everything that was handed in, as its applicant sees it again."""
    kind = _registered.get(code)
    if kind is None:
        return []
    elements = kind.body.model_fields.items()
    return [(one.title, str(data[name])) for name, one in elements if one.title and data.get(name)]
