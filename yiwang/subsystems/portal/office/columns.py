"""How is the tree of columns kept?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.actions import columns as actions
from yiwang.subsystems.portal.duties import duties
from yiwang.subsystems.portal.forms import ColumnForm, MoveForm, NewColumnForm, ReasonForm, tree
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.rules import COLUMNS

MOST_SITES = 200


@require_safe
@office(COLUMNS)
def columns(request: OfficeRequest) -> HttpResponse:
    """The tree with owner, duty to update, and what is overdue."""
    sites = list(Site.objects.visible_to(request.post)[:MOST_SITES])
    site = _chosen(request, sites)
    rows = list(Column.objects.filter(site=site).select_related("unit", "site").in_order())
    by_id = {duty.column.pk: duty for duty in duties(rows)}
    ordered = [
        (by_id[node.id], depth, range(depth))
        for node, depth in tree(Column.objects.filter(site=site).nodes())
    ]
    return render(request, "portal/office/columns.html", {"site": site, "sites": sites, "rows": ordered})


@require_http_methods(["GET", "HEAD", "POST"])
@office(COLUMNS)
def new(request: OfficeRequest) -> HttpResponse:
    site = _chosen(request, list(Site.objects.visible_to(request.post)[:MOST_SITES]))
    if site is None:
        raise Http404
    form = NewColumnForm(
        request.POST or None,
        nodes=Column.objects.filter(site=site).nodes(),
        initial={"parent": request.GET.get("parent", "")},
    )
    if request.method == "POST" and form.is_valid():
        parent = _parent(form)
        try:
            made = actions.open_column(
                request.actor, site, form.cleaned_data["slug"], form.particulars(), parent
            )
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, f"已开设栏目“{made.title}”。")
            return _back(site.pk)
    context = {"form": form, "chosen": site}
    return render(request, "portal/office/column.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(COLUMNS)
def column(request: OfficeRequest, column_id: int) -> HttpResponse:
    found = _found(request, column_id)
    form = ColumnForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_column(request.actor, found.pk, form.particulars())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, "栏目信息已保存。")
            return _back(found.site_id)
    return _column_page(request, found, {"form": form}, 422 if form.errors else 200)


@require_POST
@office(COLUMNS)
def move(request: OfficeRequest, column_id: int) -> HttpResponse:
    """Under another column."""
    found = _found(request, column_id)
    form = MoveForm(request.POST, nodes=Column.objects.filter(site=found.site_id).nodes())
    if form.is_valid():
        try:
            actions.move_column(request.actor, found.pk, _parent(form))
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, f"已移动栏目“{found.title}”。")
            return _back(found.site_id)
    return _column_page(request, found, {"move": form}, 422)


@require_POST
@office(COLUMNS)
def shift(request: OfficeRequest, column_id: int) -> HttpResponse:
    """One place up or down among its siblings."""
    found = _found(request, column_id)
    siblings = list(
        Column.objects.filter(site=found.site, parent=found.parent).in_order().values_list("pk", flat=True)
    )
    at = siblings.index(found.pk)
    other = at - 1 if request.POST.get("direction") == "up" else at + 1
    if 0 <= other < len(siblings):
        siblings[at], siblings[other] = siblings[other], siblings[at]
        actions.order_columns(request.actor, found.site, found.parent, siblings)
    return _back(found.site_id)


@require_POST
@office(COLUMNS)
def close(request: OfficeRequest, column_id: int) -> HttpResponse:
    found = _found(request, column_id)
    form = ReasonForm(request.POST, prefix="close")
    if form.is_valid():
        try:
            actions.close_column(request.actor, found.pk, form.cleaned_data["reason"])
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, f"已关闭栏目“{found.title}”，原有内容仍可阅读。")
            return _back(found.site_id)
    return _column_page(request, found, {"close": form}, 422)


@require_POST
@office(COLUMNS)
def reopen(request: OfficeRequest, column_id: int) -> HttpResponse:
    found = _found(request, column_id)
    try:
        actions.reopen_column(request.actor, found.pk)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"栏目“{found.title}”已重新开放。")
    return _back(found.site_id)


def _chosen(request: OfficeRequest, sites: list[Site]) -> Site | None:
    """The site that ``?site=`` names, else the first."""
    asked = request.GET.get("site", "")
    return next((one for one in sites if str(one.pk) == asked), sites[0] if sites else None)


def _found(request: OfficeRequest, column_id: int) -> Column:
    rows = Column.objects.filter(site__in=Site.objects.visible_to(request.post))
    return get_object_or_404(rows.select_related("site", "parent"), pk=column_id)


def _back(site_id: int) -> HttpResponse:
    return redirect(f"{reverse('portal:columns')}?site={site_id}")


def _column_page(
    request: OfficeRequest, found: Column, forms: dict[str, object], status: int
) -> HttpResponse:
    nodes = Column.objects.filter(site=found.site_id).nodes()
    blank = {
        "form": ColumnForm(instance=found),
        "move": MoveForm(nodes=nodes, initial={"parent": str(found.parent_id or "")}),
        "close": ReasonForm(prefix="close"),
    }
    context = {"column": found, **blank, **forms}
    return render(request, "portal/office/column.html", context, status=status)


def _parent(form: NewColumnForm | MoveForm) -> Column | None:
    chosen = form.cleaned_data["parent"]
    return Column.objects.get(pk=chosen) if chosen else None


def _say(form: NewColumnForm | ColumnForm | MoveForm | ReasonForm, refused: Refused) -> None:
    refused.show_in(form)
