"""How is a draft written, section by section and part by part, without scripts?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import drafting
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.forms.parts import PartForm, SeatForm
from yiwang.subsystems.approvals.items.forms.sections import BY_CODE, SECTIONS, SectionForm, section_of
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.office import naming, shown
from yiwang.subsystems.approvals.items.office.desk import editable_edition, readable_edition
from yiwang.subsystems.approvals.items.office.editions import faults_of
from yiwang.subsystems.approvals.items.parts import Seat
from yiwang.subsystems.approvals.items.shapes import Shape, shapes_of
from yiwang.subsystems.approvals.sheets import designer
from yiwang.subsystems.approvals.sheets.designer import Design


def _draft(request: OfficeRequest, pk: int) -> Edition:
    found = editable_edition(request, pk)
    rules.check_editable(found.state)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def section(request: OfficeRequest, pk: int, code: str) -> HttpResponse:
    """A form for what there is once, and a list for what there are several of."""
    found = _draft(request, pk)
    if code not in BY_CODE:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = SectionForm(BY_CODE[code], found.document, data=data, initial={"revision": found.revision})
    if form.is_valid() and _saved(request, found, form, form.values()):
        following = request.POST.get("then", code)
        return redirect("items:section", found.pk, following if following in BY_CODE else code)
    return _section_page(request, found, code, form)


def _saved(request: OfficeRequest, found: Edition, form: Any, changes: dict[str, Any]) -> bool:
    """What is refused is said in the form, which keeps what was typed."""
    try:
        drafting.save(request.actor, found.pk, changes, form.cleaned_data["revision"])
    except Refused as refused:
        form.refuse(refused.field, refused.sentence)
        return False
    messages.success(request, "已保存。")
    return True


def _section_page(request: OfficeRequest, found: Edition, code: str, form: SectionForm) -> HttpResponse:
    faults = faults_of(found)
    here = [fault for fault in faults if section_of(fault.element) == code]
    files = {stored.digest or "": stored.address() for stored in found.files.all()}
    document = naming.named(found.document)
    piles = [
        (shape, shown.parts_of(shape, document, files))
        for shape in (shapes_of(Elements)[name] for name in BY_CODE[code].parts)
    ]
    codes = [each.code for each in SECTIONS]
    context = {
        "edition": found,
        "item": found.implementation,
        "section": BY_CODE[code],
        "following": next(iter(codes[codes.index(code) + 1 :]), ""),
        "tabs": _tabs(found, faults),
        "form": form,
        "piles": piles,
        "mendings": shown.mendings(found, here),
    }
    return render(request, "items/section.html", context, status=422 if form.errors else 200)


def _tabs(found: Edition, faults: Any) -> list[tuple[str, str, str, int]]:
    """Code, label, address of each section and how many faults it has."""
    counted = [section_of(fault.element) for fault in faults]
    tabs = [
        (
            each.code,
            each.label,
            reverse("items:section", args=[found.pk, each.code]),
            counted.count(each.code),
        )
        for each in SECTIONS
    ]
    return [*tabs, ("sheet", "申请表", reverse("items:sheet", args=[found.pk]), counted.count("sheet"))]


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def part(request: OfficeRequest, pk: int, element: str, number: int) -> HttpResponse:
    """The part with that number, from 1; 0: a new one."""
    found = _draft(request, pk)
    shape = _several(element)
    parts = list(found.document.get(element) or [])
    if number > len(parts):
        raise Http404
    form = _part_form(request, found, shape, parts[number - 1] if number else {})
    if form.is_valid():
        for stored in form.uploads():
            drafting.attach(request.actor, found.pk, stored)
        value = form.values()
        changed = [*parts, value] if not number else [*parts[: number - 1], value, *parts[number:]]
        if _saved(request, found, form, {element: changed}):
            return _back(found, element)
    context = {
        "edition": found,
        "item": found.implementation,
        "shape": shape,
        "section": BY_CODE[section_of(element)],
        "number": number,
        "form": form,
        "back": _back_address(found, element),
        "mendings": [each for each in faults_of(found) if (each.element, each.part) == (element, number - 1)],
    }
    return render(request, "items/part.html", context, status=422 if form.errors else 200)


def _several(element: str) -> Shape:
    shape = shapes_of(Elements).get(element)
    if shape is None or shape.part is None:
        raise Http404
    return shape


def _part_form(request: OfficeRequest, found: Edition, shape: Shape, held: dict[str, Any]) -> PartForm:
    given: dict[str, Any] = {"initial": {"revision": found.revision}}
    if request.method == "POST":
        given |= {"data": request.POST, "files": request.FILES}
    if shape.part is Seat:
        return SeatForm(str(found.document.get("process") or ""), held, **given)
    if shape.part is None:
        raise Http404
    form = PartForm(shape.part, held, **given)
    return receiving(form, by=request.actor)


@require_POST
@office(rules.EDIT)
def move(request: OfficeRequest, pk: int, element: str, number: int, verb: str) -> HttpResponse:
    """A part up, down or away."""
    found = _draft(request, pk)
    _several(element)
    parts = list(found.document.get(element) or [])
    at = number - 1
    if not 0 <= at < len(parts):
        raise Refused("这一项已被他人移动或删除，请刷新页面。")
    taken = parts.pop(at)
    if verb != "remove":
        parts.insert(max(at + (-1 if verb == "up" else 1), 0), taken)
    drafting.save(request.actor, found.pk, {element: parts}, found.revision)
    messages.success(request, "已删除。" if verb == "remove" else "已调整顺序。")
    return _back(found, element)


def _back_address(found: Edition, element: str) -> str:
    return f"{reverse('items:section', args=[found.pk, section_of(element)])}#pile_{element}"


def _back(found: Edition, element: str) -> HttpResponse:
    return redirect(_back_address(found, element))


@require_http_methods(["GET", "HEAD", "POST"])
@office
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """The application form, on the designer's page; whoever may not change it looks at it."""
    found = readable_edition(request, pk)
    is_open = found.state == rules.DRAFT
    if request.method == "POST":
        found = _draft(request, pk)
    current = found.implementation.current
    design = Design(
        title=found.implementation.name,
        schema=found.document.get("sheet") or {},
        save=lambda schema: _keep_sheet(request, found, schema),
        address=reverse("items:sheet", args=[found.pk]),
        back=reverse("items:edition", args=[found.pk]),
        back_label=str(found),
        in_force=(current.document.get("sheet") or {}) if current else None,
        is_open=is_open,
    )
    return designer.page(request, design)


def _keep_sheet(request: OfficeRequest, found: Edition, schema: dict[str, Any]) -> None:
    drafting.save(request.actor, found.pk, {"sheet": schema}, found.revision)
