"""What does the page of a case offer, and what was answered?"""

from dataclasses import dataclass
from typing import Any

from django import forms

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.forms import deeds as asked
from yiwang.kernel.cases.office.deeds import DEEDS, Deed
from yiwang.kernel.cases.sight import Sight
from yiwang.kernel.files.forms import receiving

OWN = "own-"
MISSING = object()


@dataclass
class Offer:
    """A deed as the page shows it: ``path`` is the rest of its address."""

    code: str
    label: str
    form: forms.Form
    path: str
    tone: str
    is_main: bool
    is_open: bool = False
    is_refused: bool = False

    @property
    def asks(self) -> bool:
        return bool(self.form.fields)

    @property
    def is_primary(self) -> bool:
        """What it is the turn for: its form stands open."""
        return self.tone == "primary"

    @property
    def has_files(self) -> bool:
        return self.form.is_multipart()


def offers(sight: Sight, held: Offer | None = None) -> list[Offer]:
    """What the post may do now. ``held``: a form that was refused, shown in its place as it was filled in."""
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
    form = deed.form(data, files, prefix=f"{code}-{key}", sight=sight, target=target)
    name = _name(deed, target)
    label = f"{deed.label}：{name}" if name else deed.label
    return Offer(code, label, form, f"{code}/{key}/", deed.tone, deed.is_main)


def _name(deed: Deed, target: Any) -> str:
    """Of the target, where its deed could be about several."""
    if deed.names:
        return deed.names(target)
    if deed.among not in {"mine", "consultations"} or deed.form is asked.OpinionForm:
        return ""
    return getattr(target, "label", "") or target.unit.called


def _own(sight: Sight, code: str, data: Any = None, files: Any = None) -> Offer:
    deed = next(each for each in sight.kind.deeds if each.code == code)
    form = deed.form(data, files, prefix=f"{OWN}{code}")
    return Offer(OWN + code, deed.label, form, f"{OWN}{code}/0/", "outline-primary", is_main=False)


def _target(sight: Sight, code: str, target_id: int) -> Any:
    among = DEEDS[code].among if code in DEEDS else ""
    if not among:
        return None if target_id == 0 else MISSING
    rows = sight.steps if among in {"mine", "steps"} else getattr(sight, among)
    return next((row for row in rows if row.pk == target_id), MISSING)
