"""Which pieces do all pages share?"""

from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
    SelectMultiple,
)
from django.http import QueryDict

register = template.Library()


def dressed(bound: BoundField) -> str:
    """The field's widget with the frame's classes and the attributes that tie hint and error to it."""
    widget = bound.field.widget
    attributes: dict[str, Any] = {}
    if isinstance(widget, (CheckboxInput, CheckboxSelectMultiple, RadioSelect)):
        attributes["class"] = "form-check-input"
    elif isinstance(widget, (Select, SelectMultiple)):
        attributes["class"] = "form-select"
    else:
        attributes["class"] = "form-control"
    if own := widget.attrs.get("class"):
        attributes["class"] += f" {own}"
    if bound.errors:
        attributes["class"] += " is-invalid"
        attributes["aria-invalid"] = "true"
    if told := described(bound):
        attributes["aria-describedby"] = told
    return bound.as_widget(attrs=attributes)


def described(bound: BoundField) -> str:
    """The ids of what tells more about a field: its hint and its error."""
    told = [f"{bound.auto_id}_hint"] if bound.help_text else []
    return " ".join([*told, *([f"{bound.auto_id}_error"] if bound.errors else [])])


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, hint and error."""
    widget = bound.field.widget
    return {
        "bound": bound,
        "widget": dressed(bound),
        "described": described(bound),
        "is_checkbox": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, (CheckboxSelectMultiple, RadioSelect)),
        "options": options(bound) if isinstance(widget, (CheckboxSelectMultiple, RadioSelect)) else [],
    }


def options(bound: BoundField) -> list[dict[str, str]]:
    """The boxes or buttons of a group, one by one with its label."""
    for option in bound.subwidgets:
        option.data["attrs"]["class"] = "form-check-input"
    return [
        {"input": option.tag(), "label": option.choice_label, "id": option.id_for_label or ""}
        for option in bound.subwidgets
    ]


@register.inclusion_tag("components/fields.html")
def fields(form: Any) -> dict[str, Any]:
    """Every visible field of a form, its hidden ones, and the errors that belong to no field."""
    return {"form": form}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with the form as a whole."""
    return {"form": form}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Earlier and later pages of a list that knows ``number``, ``has_previous`` and ``has_next``."""
    return {"page": page, **neighbours(context, page)}


def neighbours(context: template.Context, page: Any) -> dict[str, str]:
    previous = page.has_previous() if callable(page.has_previous) else page.has_previous
    following = page.has_next() if callable(page.has_next) else page.has_next
    return {
        "previous": turned(context, page.number - 1) if previous else "",
        "following": turned(context, page.number + 1) if following else "",
    }


def turned(context: template.Context, number: int) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/empty.html")
def empty(sentence: str, address: str = "", label: str = "") -> dict[str, str]:
    """What a list says when it has nothing, and what one could do about it."""
    return {"sentence": sentence, "address": address, "label": label}


@register.inclusion_tag("components/provisional.html")
def provisional(ends: object) -> dict[str, bool]:
    """Behind a last day: says that it may still move. ``ends``: a Clock, a Due or whatever else knows."""
    return {"is_shown": bool(getattr(ends, "is_provisional", False))}


@register.inclusion_tag("components/state.html")
def state(label: str, tone: str = "") -> dict[str, str]:
    """A state as a small badge; ``tone`` is good, warn, bad, info or empty."""
    return {"label": label, "tone": tone}
