"""Which deeds does a subsystem's own page of a case offer: at once, and among the others?"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from django import forms

Held = tuple[str, forms.Form] | None
"""A deed whose form is not done yet, with what was typed."""


class Deed(Protocol):
    """Each subsystem's own, with what it calls."""

    @property
    def form(self) -> Any: ...

    @property
    def is_main(self) -> bool: ...


class Offered(NamedTuple):
    """``is_open``: its form came back with a reason."""

    code: str
    deed: Deed
    form: forms.Form
    is_open: bool


def offered(
    deeds: Mapping[str, Deed], codes: Iterable[str], sight: Any, held: Held
) -> dict[str, list[Offered]]:
    """``main`` and ``more``; what came back stands first, even where it could not be begun any more."""
    refused = held[0] if held else ""
    named = dict.fromkeys([*([refused] if held else []), *codes])
    found = [Offered(code, deeds[code], _form(deeds, code, sight, held), code == refused) for code in named]
    return {
        "main": [each for each in found if each.deed.is_main or each.is_open],
        "more": [each for each in found if not (each.deed.is_main or each.is_open)],
    }


def _form(deeds: Mapping[str, Deed], code: str, sight: Any, held: Held) -> forms.Form:
    if held is not None and held[0] == code:
        return held[1]
    form: forms.Form = deeds[code].form(prefix=code, sight=sight)
    return form
