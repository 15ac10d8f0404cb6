"""Which kinds of cases are there, and what does each subsystem add to the common engine?"""

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from django import forms

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules
from yiwang.kernel.deadlines.rules import Limits
from yiwang.kernel.errors import Refused

if TYPE_CHECKING:
    from yiwang.kernel.cases.models import Case, Event
    from yiwang.kernel.files.models import StoredFile
    from yiwang.kernel.organizations.models import Post


@dataclass(frozen=True)
class Told:
    """What the party learns of a step, and nothing that is internal.

    ``asks``: of an ``ask``, the code of each material that is to be handed in again, and why.
    """

    kind: Literal["note", "ask", "answer", "close"]
    label: str
    text: str = ""
    due_on: date | None = None
    files: "tuple[StoredFile, ...]" = ()
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """A block on the case page, which draws its heading.

    ``context(case, post)`` runs with every view of the page, with a fixed number of queries; its template
    finds the answer as ``part``, beside ``case`` and ``csrf_token``. None: not shown to this post.
    """

    title: str
    template: str
    context: "Callable[[Case, Post], Mapping[str, Any] | None]"


@dataclass(frozen=True)
class Deed:
    """A deed on the case page beside the common ones.

    ``form``: what is asked for. ``call(by, case, cleaned)`` is an action of the subsystem (it locks and
    records itself) and answers with the sentence shown. ``offered(case, post)``: may this post do it now?
    """

    code: str
    label: str
    form: type[forms.Form]
    call: "Callable[[Actor, Case, Mapping[str, Any]], str]"
    offered: "Callable[[Case, Post], bool]"


def _tells_nobody(by: Actor, case: "Case", told: Told) -> None:
    """A kind without a party outside."""


def _follows_nothing(case: "Case", event: "Event") -> None:
    """A kind that keeps nothing of its own in step with the case."""


def _has_links_to_nothing(case: "Case", post: "Post") -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class Kind:
    """``prefix``: two to four capital letters, the series of its numbers. ``number``: the pattern of a number
    out of {prefix}, {year}, {serial} (with a width, ``{serial:06d}``) and {unit} (code; the series is then
    the unit's own).

    ``told(by, case, told)`` and ``happened(case, event)`` run in the transaction of the deed.
    ``outcomes``: what can be decided; those in ``refusals`` need a reason. ``acceptance``: within which time
    it has to be accepted, asked for what is missing or declined; ``is_deemed_accepted``: what is not then
    counts as accepted from receipt (art. 32(四)). ``runs_from_receipt``: the clock starts with receipt,
    whenever it is accepted. ``pauses``: codes of rules.PAUSES for which its time may stand still, by
    ``pause_basis``. ``is_party_masked``: a natural person's name is hidden in lists and pages.
    ``links(case, post)``: labels and addresses shown in the head of the case page.
    """

    code: str
    label: str
    prefix: str
    number: str = "{prefix}{year}{serial:06d}"
    told: "Callable[[Actor, Case, Told], None]" = _tells_nobody
    happened: "Callable[[Case, Event], None]" = _follows_nothing
    outcomes: Mapping[str, str] = field(default_factory=lambda: rules.OUTCOMES)
    refusals: frozenset[str] = frozenset({rules.REFUSED})
    acceptance: Limits | None = None
    is_deemed_accepted: bool = False
    runs_from_receipt: bool = False
    pauses: frozenset[str] = frozenset(rules.SPECIAL_PROCEDURES)
    pause_basis: str = "《行政许可法》第四十五条"
    is_party_masked: bool = True
    panels: tuple[Panel, ...] = ()
    deeds: tuple[Deed, ...] = ()
    links: "Callable[[Case, Post], Sequence[tuple[str, str]]]" = _has_links_to_nothing

    @property
    def is_numbered_by_unit(self) -> bool:
        return any(name == "unit" for _, name, _, _ in string.Formatter().parse(self.number))

    def outcome_label(self, outcome: str) -> str:
        return self.outcomes.get(outcome, "办结" if outcome == rules.DONE else outcome)


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called from ``AppConfig.ready``; codes are ``package.noun``.

    Raises ValueError for a prefix that is malformed or another kind's, and for a number without its serial.
    """
    if not (2 <= len(kind.prefix) <= 4 and kind.prefix.isascii() and kind.prefix.isupper()):
        raise ValueError(f"{kind.prefix!r} is no prefix of two to four capital letters.")
    if any(one.prefix == kind.prefix for one in _registered.values() if one.code != kind.code):
        raise ValueError(f"The prefix {kind.prefix} belongs to another kind.")
    named = {name for _, name, _, _ in string.Formatter().parse(kind.number) if name}
    if not {"year", "serial"} <= named <= {"prefix", "year", "serial", "unit"}:
        raise ValueError(f"{kind.number!r} is no pattern of a number.")
    _registered[kind.code] = kind


def registered() -> Mapping[str, Kind]:
    return MappingProxyType(_registered)


def known(code: str) -> Kind:
    """Raises Refused for a kind that nobody registered."""
    if code not in _registered:
        raise Refused(f"本平台没有“{code}”这类办件。")
    return _registered[code]


def of(case: "Case") -> Kind:
    """The kind of a case. Raises Refused as ``known``."""
    return known(case.kind)


def outcome_label(case: "Case") -> str:
    """How the case was decided, in the words of its kind; empty while it is not."""
    about = _registered.get(case.kind)
    return about.outcome_label(case.outcome) if about and case.outcome else ""


def label(code: str) -> str:
    return _registered[code].label if code in _registered else code
