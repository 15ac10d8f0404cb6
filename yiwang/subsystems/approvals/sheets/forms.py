"""How is an application form filled in on a page: which widgets, in which groups, with which errors?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from yiwang.kernel.workbench.templatetags.components import options
from yiwang.subsystems.approvals.sheets import answers, entries
from yiwang.subsystems.approvals.sheets.fields import MOST_ROWS, Field, Group, Kind, Sheet

_AUTOCOMPLETE = {
    "party.name": "name",
    "party.phone": "tel",
    "party.address": "street-address",
    "agent.phone": "tel",
}
MOST_BUTTONS = 5
BUTTONS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class Entry(forms.Field):
    """Shows a field; what it may contain is decided by ``answers`` alone."""

    def clean(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Part:
    """A field as the page draws it: ``is_grouped`` with its buttons in a fieldset."""

    field: Field
    bound: BoundField

    @property
    def is_grouped(self) -> bool:
        return isinstance(self.bound.field.widget, BUTTONS)

    @property
    def options(self) -> list[dict[str, str]]:
        """Its buttons one by one, each tied to the sentence that is wrong with it."""
        return options(self.bound)


@dataclass(frozen=True)
class Row:
    number: int
    place: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Rows:
    """A list as the page draws it: its rows, and whether one more may follow."""

    field: Field
    count: BoundField
    rows: tuple[Row, ...]
    can_add: bool
    form_prefix: str


@dataclass(frozen=True)
class Section:
    group: Group
    parts: tuple[Part | Rows, ...]


@dataclass(frozen=True)
class Fault:
    """A line of the summary: where it leads, and what is wrong there."""

    anchor: str
    title: str
    sentence: str


class SheetForm(forms.Form):
    """``given``: what was typed so far. ``answers`` after ``is_valid``: what counts."""

    def __init__(
        self,
        sheet: Sheet,
        *,
        data: QueryDict | None = None,
        given: Mapping[str, Any] | None = None,
        prefix: str = entries.PREFIX,
    ) -> None:
        self.sheet = sheet
        self.given = entries.entered(sheet, data, prefix) if data is not None else dict(given or {})
        self.answers: dict[str, Any] = {}
        self.faults: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        super().__init__(data, prefix=prefix)
        for field in sheet.fields:
            self._add(field)

    def _add(self, field: Field) -> None:
        if field.kind is not Kind.ROWS:
            self._show(field.key, field, self.given.get(field.key))
            return
        rows = self.given.get(field.key) or [{}] * int(field.least or (1 if field.is_required else 0))
        self.rows[field.key] = len(rows)
        count = Entry(label=field.title, widget=forms.HiddenInput, initial=len(rows), required=False)
        self.fields[f"{field.key}-rows"] = count
        for number, row in enumerate(rows):
            for column in field.columns:
                self._show(f"{field.key}-{number}-{column.key}", column, row.get(column.key))

    def _show(self, name: str, field: Field, value: Any) -> None:
        shown = ("yes" if value else "no") if isinstance(value, bool) and field.kind is Kind.YES_NO else value
        hint = "　".join(text for text in (field.hint, field.example) if text)
        self.fields[name] = Entry(
            label=field.label,
            help_text=hint,
            required=field.is_required,
            widget=widget_of(field),
            initial=shown,
        )

    def clean(self) -> dict[str, Any]:
        """Rows without a word do not count, but the page goes on showing them."""
        rows = entries.without_empty_rows(self.sheet, self.given)
        checked = answers.check(self.sheet, rows)
        self.answers, self.faults = checked.answers, _as_typed(self.sheet, self.given, checked.faults)
        for path, sentence in self.faults.items():
            self.add_error(self._name(path), sentence)
        return self.cleaned_data

    def _name(self, path: str) -> str | None:
        name = path.replace(".", "-")
        field = self.sheet.field(name)
        if field and field.kind is Kind.ROWS:
            name = f"{name}-rows"
        return name if name in self.fields else None

    def sections(self) -> list[Section]:
        return [
            Section(group, tuple(self._part(field) for field in fields))
            for group, fields in self.sheet.sections()
        ]

    def _part(self, field: Field) -> Part | Rows:
        if field.kind is not Kind.ROWS:
            return Part(field, self[field.key])
        count = self[f"{field.key}-rows"]
        number = self.rows[field.key]
        rows = tuple(
            Row(
                at + 1,
                f"{field.key}.{at}",
                tuple(Part(column, self[f"{field.key}-{at}-{column.key}"]) for column in field.columns),
            )
            for at in range(number)
        )
        return Rows(field, count, rows, number < (field.most or MOST_ROWS), str(self.prefix))

    def summary(self) -> list[Fault]:
        """What is wrong, in the order of the form, each with the place it leads to."""
        return [
            Fault(self._anchor(path), answers.titled(self.sheet, path), sentence)
            for path, sentence in self.faults.items()
        ]

    def _anchor(self, path: str) -> str:
        name = self._name(path)
        if name is None:
            return ""
        part = self[name]
        is_group = isinstance(part.field.widget, BUTTONS) or part.is_hidden
        return f"{part.auto_id}_group" if is_group else part.auto_id


def form_for(
    sheet: Sheet,
    data: QueryDict | None = None,
    given: Mapping[str, Any] | None = None,
    prefix: str = entries.PREFIX,
) -> SheetForm:
    """The form to fill in. ``data``: what a browser sent; ``given``: answers to show without judging them."""
    return SheetForm(sheet, data=data, given=given, prefix=prefix)


def widget_of(field: Field) -> forms.Widget:
    choices = [(option.value, option.label) for option in field.options]
    match field.kind:
        case Kind.LONG_TEXT:
            return forms.Textarea(attrs={"rows": 4})
        case Kind.DATE:
            return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        case Kind.CHOICE if len(choices) > MOST_BUTTONS:
            return forms.Select(choices=[("", "请选择"), *choices])
        case Kind.CHOICE:
            return forms.RadioSelect(choices=choices)
        case Kind.CHOICES:
            return forms.CheckboxSelectMultiple(choices=choices)
        case Kind.YES_NO:
            return forms.RadioSelect(choices=[("yes", "是"), ("no", "否")])
        case Kind.CONSENT:
            return forms.CheckboxInput()
    return forms.TextInput(attrs=_line_attributes(field))


def _line_attributes(field: Field) -> dict[str, str]:
    modes = {Kind.WHOLE: "numeric", Kind.NUMBER: "decimal", Kind.PHONE: "tel", Kind.EMAIL: "email"}
    attributes = {"inputmode": modes[field.kind]} if field.kind in modes else {}
    if field.source in _AUTOCOMPLETE:
        attributes["autocomplete"] = _AUTOCOMPLETE[field.source]
    return attributes


def _as_typed(sheet: Sheet, given: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, str]:
    """Faults of rows at the number that the page shows: empty rows before them were not counted."""
    shown: dict[str, str] = {}
    for path, sentence in faults.items():
        key, *rest = path.split(".")
        if not rest or not rest[0].isdigit():
            shown[path] = sentence
            continue
        kept = [at for at, row in enumerate(given.get(key, [])) if row]
        shown[".".join([key, str(kept[int(rest[0])]), *rest[1:]])] = sentence
    return shown
