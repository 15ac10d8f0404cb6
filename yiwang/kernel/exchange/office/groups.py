"""How are address groups kept, the unit's own and those for everybody?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange.actions import groups as actions
from yiwang.kernel.exchange.forms.groups import GroupForm, line_set, lines_of
from yiwang.kernel.exchange.models import AddressGroup
from yiwang.kernel.exchange.office.mail import own_unit
from yiwang.kernel.exchange.rules import MANAGE, USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import may, require


@require_safe
@office
def groups(request: OfficeRequest) -> HttpResponse:
    unit = _keeper(request)
    found = list(AddressGroup.objects.usable_by(unit).prefetch_related("entries__unit"))
    members = addressing.members_of(found)
    context = {
        "rows": [(group, len(members[group.pk]), _may_change(request, group)) for group in found],
        "may_manage": may(request.post, MANAGE),
        "may_use": may(request.post, USE),
        "unit": unit,
    }
    return render(request, "exchange/groups.html", context)


@require_safe
@office
def group(request: OfficeRequest, group_id: int) -> HttpResponse:
    """Its lines, and the units that they mean today."""
    found = _group(request, group_id)
    context = {
        "group": found,
        "entries": found.entries.select_related("unit"),
        "members": addressing.members(found),
        "kinds": dict(Unit.Kind.choices),
        "may_change": _may_change(request, found),
    }
    return render(request, "exchange/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def new(request: OfficeRequest) -> HttpResponse:
    """``?for=all``: for everybody, with the permission to do so."""
    unit = _keeper(request)
    is_for_all = request.GET.get("for") == "all"
    require(request.post, MANAGE if is_for_all else USE)
    form, lines = _forms(request, unit, None)
    if request.method == "POST" and form.is_valid() & lines.is_valid():
        try:
            made = actions.make_group(
                request.actor, None if is_for_all else unit, form.cleaned_data["name"], lines_of(form, lines)
            )
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, f"已新建地址组“{made.name}”。")
            return redirect("exchange:group", made.pk)
    return _form_page(request, form, lines, {"is_for_all": is_for_all})


@require_http_methods(["GET", "HEAD", "POST"])
@office
def edit(request: OfficeRequest, group_id: int) -> HttpResponse:
    found = _changeable(request, group_id)
    form, lines = _forms(request, own_unit(request), found)
    if request.method == "POST" and form.is_valid() & lines.is_valid():
        try:
            actions.change_group(request.actor, found, form.cleaned_data["name"], lines_of(form, lines))
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, "地址组已保存。")
            return redirect("exchange:group", found.pk)
    return _form_page(request, form, lines, {"group": found, "is_for_all": found.unit_id is None})


@require_POST
@office
def remove(request: OfficeRequest, group_id: int) -> HttpResponse:
    found = _changeable(request, group_id)
    actions.remove_group(request.actor, found)
    messages.success(request, f"已删除地址组“{found.name}”，已发出的不受影响。")
    return redirect("exchange:groups")


def _keeper(request: OfficeRequest) -> Unit:
    """The unit of a clerk, or of whoever keeps the city's groups. Raises Refused for the rest."""
    if not may(request.post, MANAGE):
        require(request.post, USE)
    return own_unit(request)


def _group(request: OfficeRequest, group_id: int) -> AddressGroup:
    found = AddressGroup.objects.usable_by(_keeper(request)).filter(pk=group_id).first()
    if found is None:
        raise Http404
    return found


def _changeable(request: OfficeRequest, group_id: int) -> AddressGroup:
    found = _group(request, group_id)
    require(request.post, MANAGE if found.unit_id is None else USE)
    return found


def _may_change(request: OfficeRequest, found: AddressGroup) -> bool:
    return may(request.post, MANAGE if found.unit_id is None else USE)


def _forms(request: OfficeRequest, unit: Unit, found: AddressGroup | None) -> tuple[GroupForm, Any]:
    data = request.POST if request.method == "POST" else None
    return GroupForm(unit, data, initial={"name": found.name if found else ""}), line_set(data, found)


def _form_page(request: OfficeRequest, form: GroupForm, lines: Any, context: dict[str, Any]) -> HttpResponse:
    is_wrong = bool(form.errors) or (lines.is_bound and not lines.is_valid())
    context |= {"form": form, "lines": lines}
    return render(request, "exchange/group_form.html", context, status=422 if is_wrong else 200)


def _say(form: GroupForm, refused: Refused) -> None:
    field = {"lines": "pasted"}.get(refused.field or "", refused.field)
    form.add_error(field if field in form.fields else None, refused.sentence)
