"""What does the page of a case offer, and what was answered?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django import forms

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.forms import deeds as asked
from yiwang.kernel.cases.office.deeds import DEEDS, Deed
from yiwang.kernel.cases.sight import Sight
from yiwang.kernel.files.forms import receiving

OWN = "own-"
MISSING = object()


@dataclass(eq=False)
class Offer:
    """A deed as the page shows it: ``path`` is the rest of its address.

    ``asks``: whether anything has to be filled in; ``build`` makes the form, which costs more than all that
    is said of the deed without it, so only a form that stands open is made.
    """

    code: str
    label: str
    path: str
    tone: str
    is_main: bool
    asks: bool
    build: Callable[[], forms.Form]
    is_open: bool = False
    is_refused: bool = False

    @cached_property
    def form(self) -> forms.Form:
        return self.build()

    @property
    def stands_open(self) -> bool:
        """What it is the turn for, and what was asked for."""
        return self.is_open or (self.is_main and self.tone == "primary")

    @property
    def has_files(self) -> bool:
        return self.form.is_multipart()


def offers(sight: Sight, held: Offer | None = None) -> list[Offer]:
    """What the post may do now. ``held``: a form that was asked for, or refused, shown in its place."""
    found = [
        _offer(code, sight, target)
        for code, deed in DEEDS.items()
        if deed.among != "materials"
        for target in deed.offered(sight)
    ]
    found += [_own(sight, deed.code) for deed in sight.kind.deeds if deed.offered(sight.case, sight.post)]
    if held is None:
        return found
    rest = [held if offer.path == held.path else offer for offer in found]
    return rest if held in rest else [held, *rest]


def opened(sight: Sight, code: str, target_id: int) -> Offer | None:
    """The offer with its form still empty; None where it cannot be done now."""
    path = f"{code}/{target_id}/"
    targets = sight.materials if code in DEEDS and DEEDS[code].among == "materials" else []
    found = [offer for material in targets for offer in of_material(sight, material)] or offers(sight)
    offer = next((each for each in found if each.path == path), None)
    if offer:
        offer.is_open = True
    return offer


def of_material(sight: Sight, material: Any, held: Offer | None = None) -> list[Offer]:
    """What may be done with one material."""
    found = [
        _offer(code, sight, material)
        for code, deed in DEEDS.items()
        if deed.among == "materials" and deed.offered(sight)
    ]
    return [held if held and held.path == offer.path else offer for offer in found]


def answered(sight: Sight, by: Actor, code: str, target_id: int, data: Any, files: Any) -> Offer | None:
    """The offer with what was handed in, also where it is no longer offered: the action says why not.

    None where there is no such deed or target.
    """
    if code.startswith(OWN):
        known = any(deed.code == code.removeprefix(OWN) for deed in sight.kind.deeds)
        offer = _own(sight, code.removeprefix(OWN), data, files) if known else None
    else:
        target = _target(sight, code, target_id)
        offer = _offer(code, sight, target, data, files) if code in DEEDS and target is not MISSING else None
    if offer:
        offer.is_open = True
        receiving(offer.form, by=by)
    return offer


def call(sight: Sight, by: Actor, offer: Offer) -> str:
    """Do what was asked for with the form, which is valid; the sentence that says it is done."""
    said = offer.form.cleaned_data
    if offer.code.startswith(OWN):
        deed = next(each for each in sight.kind.deeds if OWN + each.code == offer.code)
        return deed.call(by, sight.case, said)
    form: Any = offer.form
    return DEEDS[offer.code].call(by, sight, form.target, said)


def _offer(code: str, sight: Sight, target: Any, data: Any = None, files: Any = None) -> Offer:
    deed = DEEDS[code]
    key = target.pk if target is not None else 0
    build = partial(deed.form, data, files, prefix=f"{code}-{key}", sight=sight, target=target)
    name = _name(deed, target)
    label = f"{deed.label}：{name}" if name else deed.label
    asks = bool(deed.form.base_fields)
    return Offer(code, label, f"{code}/{key}/", deed.tone, deed.is_main, asks, build)


def _name(deed: Deed, target: Any) -> str:
    """Of the target, where its deed could be about several."""
    if deed.names:
        return deed.names(target)
    if deed.among not in {"mine", "consultations"} or deed.form is asked.OpinionForm:
        return ""
    return getattr(target, "label", "") or target.unit.called


def _own(sight: Sight, code: str, data: Any = None, files: Any = None) -> Offer:
    deed = next(each for each in sight.kind.deeds if each.code == code)
    build = partial(deed.form, data, files, prefix=f"{OWN}{code}")
    asks = bool(deed.form.base_fields)
    return Offer(OWN + code, deed.label, f"{OWN}{code}/0/", "outline-primary", False, asks, build)


def _target(sight: Sight, code: str, target_id: int) -> Any:
    among = DEEDS[code].among if code in DEEDS else ""
    if not among:
        return None if target_id == 0 else MISSING
    rows = sight.steps if among in {"mine", "steps"} else getattr(sight, among)
    return next((row for row in rows if row.pk == target_id), MISSING)
