"""How do officials find a unit, read its history, and change it?"""

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.actions import units
from yiwang.kernel.organizations.forms.units import CHANGES, AliasForm, ChangeForm, OrderForm, UnitSearchForm
from yiwang.kernel.organizations.models import Alias, Post, Unit, UnitQuerySet
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may

MANAGE = "organizations.unit_manage"
WHILE_OPEN = ("open", "rename", "remark", "reclassify")
BELOW_ROOT = ("move", "split", "merge", "close")


@office
def unit_list(request: OfficeRequest) -> HttpResponse:
    """The tree level by level; with a search, a flat list of what fits."""
    form = UnitSearchForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    is_search = any(told.values())
    shown = _found(request.post, told) if is_search else Unit.objects.none()
    top = request.post.unit
    context = {
        "form": form,
        "page": page_of(shown.select_related("parent", "merged_into"), request.GET.get("page")),
        "is_search": is_search,
        "top": top,
        "children": [] if is_search else _children(top),
        "may_manage": may(request.post, MANAGE),
    }
    return render(request, "organizations/unit_list.html", context)


@office
def unit_page(request: OfficeRequest, unit_id: int) -> HttpResponse:
    return _unit_page(request, _seen(request, unit_id))


@office(MANAGE)
def change(request: OfficeRequest, unit_id: int, name: str) -> HttpResponse:
    """The form of one kind of change, and its deed."""
    unit = _seen(request, unit_id)
    if name not in _offered(unit):
        raise Http404
    form = CHANGES[name](unit, Unit.objects.visible_to(request.post).open(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = form.apply(request.actor)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"{form.title}：“{changed.name}”，已完成。")
            return redirect("organizations:unit", changed.pk)
    return _form_page(request, unit, form)


@require_POST
@office(MANAGE)
def add_alias(request: OfficeRequest, unit_id: int) -> HttpResponse:
    unit = _seen(request, unit_id)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            units.add_alias(request.actor, unit, **form.cleaned_data)
            messages.success(request, "别名已增加。")
            return redirect("organizations:unit", unit.pk)
        except Refused as refused:
            refused.show_in(form)
    return _unit_page(request, unit, alias_form=form)


@require_POST
@office(MANAGE)
def remove_alias(request: OfficeRequest, alias_id: int) -> HttpResponse:
    seen = Unit.objects.visible_to(request.post)
    alias = get_object_or_404(Alias.objects.select_related("unit"), pk=alias_id, unit__in=seen)
    units.remove_alias(request.actor, alias)
    messages.success(request, "别名已删除。")
    return redirect("organizations:unit", alias.unit_id)


@require_POST
@office(MANAGE)
def reorder(request: OfficeRequest, unit_id: int) -> HttpResponse:
    unit = _seen(request, unit_id)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _unit_page(request, unit, order_form=form)
    units.reorder(request.actor, unit, form.cleaned_data["order"])
    messages.success(request, "排序已修改。")
    return redirect("organizations:unit", unit.pk)


def _seen(request: OfficeRequest, unit_id: int) -> Unit:
    seen = Unit.objects.visible_to(request.post).select_related("parent", "merged_into")
    return get_object_or_404(seen, pk=unit_id)


def _found(post: Post | None, told: dict[str, str]) -> UnitQuerySet:
    found = Unit.objects.visible_to(post).order_by("path")
    if told["q"]:
        found = found.matching(told["q"].strip())
    if told["kind"]:
        found = found.filter(kind=told["kind"])
    if told["state"] == "closed":
        return found.closed()
    return found if told["state"] == "all" else found.open()


def _children(unit: Unit) -> UnitQuerySet:
    below = Count("children", filter=Q(children__closed_on=None))
    return unit.children.open().annotate(below=below).order_by("order", "path")


def _offered(unit: Unit) -> tuple[str, ...]:
    """The changes that make sense for this unit."""
    if not unit.is_open:
        return ("reopen",)
    return WHILE_OPEN if unit.parent_id is None else WHILE_OPEN + BELOW_ROOT


def _unit_page(
    request: OfficeRequest,
    unit: Unit,
    alias_form: AliasForm | None = None,
    order_form: OrderForm | None = None,
) -> HttpResponse:
    offered = _offered(unit) if may(request.post, MANAGE, unit) else ()
    held = (
        unit.posts.in_full()
        .not_ended(today())
        .order_by(F("stands_in_for").asc(nulls_first=True), "title", "pk")
    )
    context = {
        "unit": unit,
        "above": Unit.objects.above(unit).visible_to(request.post),
        "aliases": unit.aliases.all(),
        "versions": unit.versions.select_related("parent", "other"),
        "posts": page_of(held, request.GET.get("page")),
        "children": _children(unit),
        "absorbed": unit.absorbed.order_by("closed_on"),
        "changes": [(name, CHANGES[name].title) for name in offered],
        "alias_form": alias_form or AliasForm(),
        "order_form": order_form or OrderForm(initial={"order": unit.order}),
        "today": today(),
    }
    status = 200 if alias_form is None and order_form is None else 422
    return render(request, "organizations/unit.html", context, status=status)


def _form_page(request: OfficeRequest, unit: Unit, form: ChangeForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "organizations/unit_change.html", {"unit": unit, "form": form}, status=status)
