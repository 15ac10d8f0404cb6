"""How is a form designed on a page of the workbench, without scripts, and whose form is it?

The page belongs to whoever keeps the form: it calls ``page`` from a view of its own, behind its own
permission, with a ``Design`` that says how the changed form is stored.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.sheets import changes, designing
from yiwang.subsystems.approvals.sheets.designer_forms import AddFieldForm, FieldForm, GroupForm, HeadForm
from yiwang.subsystems.approvals.sheets.fields import EMPTY, Field, Kind, Sheet
from yiwang.subsystems.approvals.sheets.forms import form_for
from yiwang.subsystems.approvals.sheets.reading import read


@dataclass(frozen=True)
class Design:
    """``schema``: as stored now, {} for none. ``save(schema)`` stores the changed one, or raises Refused.

    ``address``: of the page itself. ``back`` and ``back_label``: where it came from. ``in_force``: the schema
    that applies now, for comparison; None where there is none. ``is_open``: whether it may be changed.
    """

    title: str
    schema: dict[str, Any]
    save: Callable[[dict[str, Any]], None]
    address: str
    back: str
    back_label: str
    in_force: dict[str, Any] | None = None
    is_open: bool = True

    @property
    def sheet(self) -> Sheet:
        return read(self.schema) if self.schema else EMPTY


def page(request: HttpRequest, design: Design) -> HttpResponse:
    """GET shows, POST changes one thing and comes back to it; a refused form stays as it was filled in."""
    if request.method != "POST":
        return _shown(request, design, {})
    if not design.is_open:
        raise Refused("这张表现在不能修改。")
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Refused("没有这项操作，请刷新页面。")
    return deed(request, design)


def _stored(request: HttpRequest, design: Design, change: designing.Change, **asked: str) -> HttpResponse:
    """Raises Refused where the change or the keeper says no."""
    design.save(designing.apply(design.schema, change))
    messages.success(request, "表单已保存。")
    anchor = asked.pop("anchor", "")
    return redirect(f"{design.address}?{urlencode(asked)}{anchor}" if asked else f"{design.address}{anchor}")


def _add(request: HttpRequest, design: Design) -> HttpResponse:
    inside = request.POST.get("inside", "")
    form = AddFieldForm(design.sheet, request.POST, inside=inside)
    if form.is_valid():
        said = form.cleaned_data
        change = designing.AddField(Kind(said["kind"]), said["title"], said.get("group", ""), inside)
        try:
            changed = read(designing.apply(design.schema, change))
            path = (
                f"{inside}.{designing.found(changed, inside).columns[-1].key}"
                if inside
                else changed.fields[-1].key
            )
            return _stored(request, design, change, field=path)
        except Refused as refused:
            refused.show_in(form)
    return _shown(request, design, {"add_form": form, "inside": inside})


def _edit(request: HttpRequest, design: Design) -> HttpResponse:
    path = request.POST.get("path", "")
    field = designing.found(design.sheet, path)
    holder = path.rpartition(".")[0]
    form = FieldForm(design.sheet, field, request.POST, inside=holder)
    if form.is_valid():
        changed = form.changed_field()
        now_at = f"{holder}.{changed.key}" if holder else changed.key
        asked = {"field": now_at} if changed.kind is not field.kind else {}
        try:
            return _stored(
                request, design, designing.PutField(path, changed), anchor=_anchor(now_at), **asked
            )
        except Refused as refused:
            form.refuse(refused)
    return _shown(request, design, {"field_form": form, "path": path})


def _group(request: HttpRequest, design: Design) -> HttpResponse:
    """A new one, or the words of one."""
    key = request.POST.get("key", "")
    form = GroupForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        change = (
            designing.PutGroup(key, said["title"], said["hint"]) if key else designing.AddGroup(said["title"])
        )
        return _stored(request, design, change, anchor="#groups")
    return _shown(request, design, {"group_form": form, "group_key": key})


def _head(request: HttpRequest, design: Design) -> HttpResponse:
    form = HeadForm(request.POST)
    if form.is_valid():
        return _stored(request, design, designing.PutHead(**form.cleaned_data))
    return _shown(request, design, {"head_form": form})


def _place(request: HttpRequest, design: Design) -> HttpResponse:
    """Up, down or away: a field by its path, a group by its key."""
    deed, path, key = (request.POST.get(name, "") for name in ("deed", "path", "key"))
    by = {"up": -1, "down": 1}.get(deed) or _places(request.POST.get("by", ""))
    if key:
        change: designing.Change = (
            designing.RemoveGroup(key) if deed == "remove" else designing.MoveGroup(key, by)
        )
        return _stored(request, design, change, anchor="#groups")
    change = designing.RemoveField(path) if deed == "remove" else designing.MoveField(path, by)
    return _stored(request, design, change, anchor="#fields" if deed == "remove" else _anchor(path))


def _places(text: str) -> int:
    """How far something was dragged; nonsense moves nothing."""
    return int(text) if re.fullmatch(r"-?\d{1,3}", text, re.ASCII) else 0


_DEEDS: dict[str, Callable[[HttpRequest, Design], HttpResponse]] = {
    "add": _add,
    "edit": _edit,
    "group": _group,
    "head": _head,
    "up": _place,
    "down": _place,
    "move": _place,
    "remove": _place,
}


def _anchor(path: str) -> str:
    return f"#field-{path.replace('.', '-')}"


def _shown(request: HttpRequest, design: Design, forms_given: dict[str, Any]) -> HttpResponse:
    sheet = design.sheet
    context = {
        "design": design,
        "sheet": sheet,
        "sections": list(sheet.sections()),
        "head_form": HeadForm(initial={"title": sheet.title, "hint": sheet.hint}),
        "group_form": GroupForm(),
        "add_form": AddFieldForm(sheet),
        "preview": form_for(sheet, prefix="preview"),
        "differences": _differences(design),
        **_opened(request, sheet),
        **forms_given,
    }
    is_wrong = any(form.errors for form in forms_given.values() if isinstance(form, forms.BaseForm))
    return render(request, "sheets/designer.html", context, status=422 if is_wrong else 200)


def _opened(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """What the address asks to edit; nothing where it is gone."""
    if path := request.GET.get("field", ""):
        try:
            field: Field = designing.found(sheet, path)
        except Refused:
            return {}
        holder = path.rpartition(".")[0]
        return {"field_form": FieldForm(sheet, field, inside=holder), "path": path}
    group = next((group for group in sheet.groups if group.key == request.GET.get("group", "")), None)
    if group:
        return {
            "group_form": GroupForm(initial={"title": group.title, "hint": group.hint}),
            "group_key": group.key,
        }
    inside = sheet.field(request.GET.get("inside", ""))
    if inside and inside.kind is Kind.ROWS:
        return {"add_form": AddFieldForm(sheet, inside=inside.key), "inside": inside.key}
    return {}


def _differences(design: Design) -> list[str] | None:
    """None where nothing is in force yet."""
    if design.in_force is None:
        return None
    return changes.between(read(design.in_force) if design.in_force else EMPTY, design.sheet)
