"""What was taken over from other systems, what was refused, and can it be taken back?"""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import pressed
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.portal.group.actions import importing as actions
from yiwang.subsystems.portal.group.forms import ImportForm
from yiwang.subsystems.portal.group.models import Import, ImportedItem
from yiwang.subsystems.portal.group.office.sites import seen
from yiwang.subsystems.portal.group.rules import IMPORT
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import Site

TONES = {"good": "info", "done": "good", "refused": "bad", "undone": "", "kept": "warn"}


@require_safe
@office(IMPORT)
def listing(request: OfficeRequest) -> HttpResponse:
    rows = Import.objects.filter(site__in=Site.objects.visible_to(request.post))
    context = {
        "page": page_of(rows.select_related("site", "made_by"), request.GET.get("page")),
        "sites": Site.objects.visible_to(request.post).exclude(state="closed")[:200],
    }
    return render(request, "portal_group/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(IMPORT)
def new(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    form = ImportForm(request.POST or None, request.FILES or None, site=shown)
    if request.method == "POST" and form.is_valid():
        try:
            made = _examined(request, form)
        except Refused as refused:
            refused.show_in(form)
        else:
            return redirect("portal_group:import", made.pk)
    context = {"shown": shown, "form": form}
    return render(request, "portal_group/import_form.html", context, status=422 if form.errors else 200)


def _examined(request: OfficeRequest, form: ImportForm) -> Import:
    said = form.cleaned_data
    stored = actions.keep(request.actor, said["file"])
    if not stored.is_clean:
        raise Refused("文件没有通过安全检查，已隔离，请联系安全管理员。", field="file")
    with store.on_disk(stored.blob_id or "") as path:
        source = actions.Source(said["form"], said["file"].name or "", path, said["column"].pk, stored)
        return actions.examine(request.actor, source)


def _seen(request: OfficeRequest, batch_id: int) -> Import:
    rows = Import.objects.filter(site__in=Site.objects.visible_to(request.post))
    return get_object_or_404(rows.select_related("site", "column", "made_by"), pk=batch_id)


@require_safe
@office(IMPORT)
def batch(request: OfficeRequest, batch_id: int) -> HttpResponse:
    shown = _seen(request, batch_id)
    counts = dict(
        shown.items.order_by().values("outcome").annotate(number=Count("pk")).values_list("outcome", "number")
    )
    asked = request.GET.get("outcome", "")
    rows = shown.items.filter(outcome=asked) if asked in TONES else shown.items.all()
    page = page_of(rows, request.GET.get("page"))
    titles = dict(Column.objects.filter(site=shown.site).values_list("slug", "title"))
    context = {
        "batch": shown,
        "counts": [(one.value, one.label, counts.get(one.value, 0)) for one in ImportedItem.Outcome],
        "asked": asked,
        "page": page,
        "rows": [(one, TONES[one.outcome], titles.get(one.column, one.column)) for one in page.rows],
        "good": counts.get("good", 0),
        "reasons": shown.items.filter(outcome="refused")
        .order_by()
        .values("reason")
        .annotate(number=Count("pk"))
        .order_by("-number")[:10],
    }
    return render(request, "portal_group/import.html", context)


@require_POST
@office(IMPORT)
def step(request: OfficeRequest, batch_id: int, verb: str) -> HttpResponse:
    shown = _seen(request, batch_id)
    deed, told = {
        "confirm": (actions.confirm, "已开始导入，片刻后刷新查看结果。"),
        "undo": (actions.undo, "已开始撤销，片刻后刷新查看结果。"),
    }[verb]
    here = reverse("portal_group:import", args=[shown.pk])
    return pressed(request, lambda: deed(request.actor, shown.pk), told, here)
