"""Which form field asks for which element of a kind's body?"""

import types
from collections.abc import Mapping
from datetime import date
from typing import Any, Union, get_args, get_origin

from django import forms
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from yiwang.kernel.exchange.forms.narrowing import day_input
from yiwang.kernel.exchange.messages import DOCUMENT_TYPES, INFORMATION_TYPES

DISCLOSURES = ("", "主动公开", "依申请公开", "不予公开")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "document_type": DOCUMENT_TYPES,
    "information_type": INFORMATION_TYPES,
    "disclosure": DISCLOSURES,
}
LONG = 1_000


def fields_of(body: type[BaseModel]) -> dict[str, forms.Field]:
    """A field for every element that has a title, in the order of the body."""
    return {name: _field(name, info) for name, info in body.model_fields.items() if info.title}


def _field(name: str, info: FieldInfo) -> forms.Field:
    options: dict[str, Any] = {"label": info.title, "required": info.is_required()}
    if not info.is_required() and info.default not in (None, ""):
        options["initial"] = info.default
    if name in CHOICES:
        return forms.ChoiceField(choices=[(one, one or "（未定）") for one in CHOICES[name]], **options)
    limits = _limits(info)
    plain = _plain(info.annotation)
    if plain is date:
        return forms.DateField(widget=day_input(), **options)
    if plain is int:
        return forms.IntegerField(min_value=limits.get("ge"), max_value=limits.get("le"), **options)
    longest = limits.get("max_length")
    if longest is not None and longest <= LONG:
        return forms.CharField(max_length=longest, **options)
    return forms.CharField(
        max_length=longest, strip=False, widget=forms.Textarea(attrs={"rows": 12}), **options
    )


def _plain(annotation: Any) -> Any:
    """``date`` of ``date | None``."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _limits(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for limit in info.metadata:
        for name in ("max_length", "ge", "le"):
            if getattr(limit, name, None) is not None:
                found[name] = getattr(limit, name)
    return found
