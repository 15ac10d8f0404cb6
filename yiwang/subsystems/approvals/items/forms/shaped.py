"""How is an element of any shape asked for, and how does what was typed become its value?

One element may need several fields: a limit is a number, a unit and a note. Whatever is left empty is None:
the element is then missing, or as its model says by default.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from yiwang.kernel.files.formats import ANY
from yiwang.kernel.files.forms import UploadField
from yiwang.subsystems.approvals.items import themes
from yiwang.subsystems.approvals.items.parts import Limit, Renewal
from yiwang.subsystems.approvals.items.shapes import Kind, Shape, shapes_of

Fields = dict[str, forms.Field]
INNER: dict[Kind, type[Limit] | type[Renewal]] = {Kind.LIMIT: Limit, Kind.RENEWAL: Renewal}
INNER_LABELS = {
    "number": "",
    "unit": "单位",
    "note": "说明",
    "days_before": "：届满前多少日",
    "when_late": "：逾期申请",
}
CHOOSE = ("", "请选择")
# Seldom filled in, and then with a few words.
SHORT = ("note",)
MANY = 12


def fields_of(shape: Shape) -> Fields:
    """By the names under which they are posted."""
    if shape.kind in INNER:
        return {
            f"{shape.name}_{name}": _field(inner, f"{shape.title}{INNER_LABELS[name]}")
            for name, inner in shapes_of(INNER[shape.kind]).items()
        }
    if shape.kind is Kind.THEMES:
        return {f"{shape.name}_{kind}": _themes(kind, label) for kind, label in themes.KINDS.items()}
    return {shape.name: _field(shape, shape.title)}


def _themes(kind: str, label: str) -> forms.Field:
    choices = [(theme.code, theme.label) for theme in themes.of_kind(kind)]
    boxes = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=boxes)


def _field(shape: Shape, label: str) -> forms.Field:
    hints = (
        "必填。" if shape.is_required and label == shape.title else "",
        shape.example and f"如：{shape.example}",
    )
    hint = "".join(filter(None, hints))
    facts: dict[str, Any] = {"label": label, "required": False, "help_text": hint}
    match shape.kind:
        case Kind.CODE:
            choices = list(shape.labels.items())
            return forms.ChoiceField(**facts, choices=choices if "" in shape.labels else [CHOOSE, *choices])
        case Kind.CODES:
            return forms.MultipleChoiceField(
                **facts, choices=list(shape.labels.items()), widget=forms.CheckboxSelectMultiple
            )
        case Kind.FLAG:
            return forms.BooleanField(**facts)
        case Kind.NUMBER:
            return forms.IntegerField(**facts, min_value=shape.least, max_value=shape.most)
        case Kind.MONEY:
            facts |= {"label": label.replace("（分）", "（元）"), "help_text": "金额不固定的留空。"}
            return forms.DecimalField(**facts, min_value=Decimal(0), max_digits=12, decimal_places=2)
        case Kind.LINES:
            return forms.CharField(
                **{**facts, "help_text": f"{hint}每行一条。"}, widget=forms.Textarea(attrs={"rows": 3})
            )
        case Kind.TEXT:
            area = forms.Textarea(attrs={"rows": 1 if shape.name in SHORT else 3})
            return forms.CharField(**facts, max_length=shape.longest, widget=area)
        case Kind.FILE:
            return UploadField(label=label, required=False, kinds=ANY)
        case _:
            return forms.CharField(**facts, max_length=shape.longest or None)


def initial_of(shape: Shape, value: Any) -> dict[str, Any]:
    """What the fields show of a value; ``value`` as JSON holds it."""
    if shape.kind in INNER:
        held = value if isinstance(value, Mapping) else {}
        defaults = {"unit": "working_days"} if shape.kind is Kind.LIMIT else {}
        return {
            f"{shape.name}_{name}": held.get(name, defaults.get(name))
            for name in INNER[shape.kind].model_fields
        }
    if shape.kind is Kind.THEMES:
        return {
            f"{shape.name}_{kind}": [code for code in value or [] if code.startswith(f"{kind}.")]
            for kind in themes.KINDS
        }
    if shape.kind is Kind.LINES:
        return {shape.name: "\n".join(map(str, value or []))}
    if shape.kind is Kind.MONEY and value is not None:
        return {shape.name: Decimal(value) / 100}
    return {shape.name: value}


def value_of(shape: Shape, said: Mapping[str, Any]) -> Any:
    """The value of cleaned fields; None where they are empty. Files are the caller's."""
    match shape.kind:
        case Kind.LIMIT | Kind.RENEWAL:
            return _inner(shape, said)
        case Kind.THEMES:
            return [code for kind in themes.KINDS for code in said.get(f"{shape.name}_{kind}") or []]
        case Kind.LINES:
            return [line.strip() for line in said[shape.name].splitlines() if line.strip()]
        case Kind.MONEY:
            amount = said[shape.name]
            return None if amount is None else int(amount * 100)
        case Kind.LINE | Kind.TEXT if not said[shape.name] and shape.is_required:
            return None
        case Kind.CODE if not said[shape.name] and "" not in shape.labels:
            return None
        case _:
            return said[shape.name]


def _inner(shape: Shape, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """Its first field decides whether there is one."""
    names = list(INNER[shape.kind].model_fields)
    given = {name: said.get(f"{shape.name}_{name}") for name in names}
    if given[names[0]] is None:
        return None
    return {name: value for name, value in given.items() if value not in (None, "")}


class ShapedForm(forms.Form):
    """Asks for some elements of a model; what is held fills it in."""

    def __init__(self, shapes: Iterable[Shape], held: Mapping[str, Any], **options: Any) -> None:
        self.shapes = tuple(shapes)
        initial: dict[str, Any] = {}
        for shape in self.shapes:
            initial |= initial_of(shape, held.get(shape.name))
        super().__init__(initial={**initial, **options.pop("initial", {})}, **options)
        self.held = held
        for shape in self.shapes:
            self.fields.update(fields_of(shape))

    def values(self) -> dict[str, Any]:
        """By element; the form is valid."""
        return {
            shape.name: value_of(shape, self.cleaned_data)
            for shape in self.shapes
            if shape.kind is not Kind.FILE
        }

    def first_field(self, element: str) -> str:
        """Under which name the element is asked for first; empty where it is not."""
        return next((name for name in self.fields if name == element or name.startswith(f"{element}_")), "")

    def laid_out(self) -> list[tuple[forms.BoundField, str]]:
        """Each visible field and its room: a third or half of a line, a line, columns of boxes."""
        thirds = {name for shape in self.shapes if shape.kind is Kind.LIMIT for name in fields_of(shape)}
        return [
            (bound, "third" if bound.name in thirds else _room(bound.field))
            for bound in self.visible_fields()
        ]

    def refuse(self, element: str | None, sentence: str) -> None:
        self.add_error(self.first_field(element or "") or None, sentence)


def _room(field: forms.Field) -> str:
    if isinstance(field, forms.MultipleChoiceField) and len(field.choices) > MANY:  # type: ignore[arg-type]
        return "boxes"
    is_wide = isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") != 1
    return "line" if is_wide else "half"
