"""How are records imported from a file, tried first; which imports were there; how is one undone?"""

from collections.abc import Iterable
from itertools import islice

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.sources import queries, registry, rules, sheets
from yiwang.subsystems.supervision.sources.actions import importing, undoing
from yiwang.subsystems.supervision.sources.forms import ImportForm, UndoForm
from yiwang.subsystems.supervision.sources.models import Import
from yiwang.subsystems.supervision.sources.office.sources import source_or_404
from yiwang.subsystems.supervision.sources.reading.checking import Fault
from yiwang.subsystems.supervision.watching import rules as watching


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.IMPORT)
def upload(request: OfficeRequest, code: str) -> HttpResponse:
    """``deed``: try it, take it in, or fetch the list of what is rejected; the file is kept in between."""
    source = source_or_404(code, imported=True)
    form, outcome = ImportForm(), None
    if request.method == "POST":
        form = receiving(ImportForm(request.POST, request.FILES), by=request.actor)
        if form.is_valid():
            stored, deed = form.cleaned_data["file"], request.POST.get("deed")
            try:
                if deed == "rejections":
                    return _fetched(importing.faults_of(request.post, source, stored), code)
                if deed == "take":
                    begun = importing.begin(request.actor, request.post, source, stored)
                    return _told(request, importing.carry_on(begun))
                outcome = importing.rehearse(request.post, source, stored)
            except Refused as refused:
                form.add_error("file", refused.sentence)
    context = {"source": source, "form": form, "outcome": outcome}
    return render(request, "supervision_sources/upload.html", context, status=422 if form.errors else 200)


def _told(request: OfficeRequest, imported: Import) -> HttpResponse:
    if imported.state == rules.WAITING:
        messages.info(request, "文件较大，正在后台继续导入，可以稍后再看结果。")
    return redirect("supervision_sources:import", imported.pk)


def _fetched(faults: Iterable[Fault], code: str) -> HttpResponse:
    response = HttpResponse(
        "".join(sheets.rejections(islice(faults, importing.KEPT))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{code}-rejections.csv"'
    return response


@require_safe
@office(watching.READ)
def imports(request: OfficeRequest) -> HttpResponse:
    """The newest first; ``?source=``."""
    rows = Import.objects.visible_to(request.post).select_related("unit").newest_first()
    chosen = request.GET.get("source", "")
    if chosen in registry.imported():
        rows = rows.filter(source=chosen)
    context = {
        "page": queries.page_of(rows, request.GET.get("page", "")),
        "sources": registry.imported().values(),
        "chosen": chosen,
        "may_import": may(request.post, rules.IMPORT),
    }
    return render(request, "supervision_sources/imports.html", context)


def _visible(request: OfficeRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.post).select_related("unit"), pk=pk)


@require_safe
@office(watching.READ)
def imported(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk), UndoForm())


def _page(request: OfficeRequest, shown: Import, form: UndoForm, status: int = 200) -> HttpResponse:
    may_undo = may(request.post, rules.IMPORT) and shown.state in {rules.DONE, rules.BROKEN}
    found = undoing.found_from(shown)
    context = {
        "imported": shown,
        "source": registry.registered().get(shown.source),
        "rejections": shown.rejections.all()[: importing.SHOWN],
        "found": found,
        "form": form if may_undo and not found else None,
    }
    return render(request, "supervision_sources/import.html", context, status=status)


@require_POST
@office(rules.IMPORT)
def undo(request: OfficeRequest, pk: int) -> HttpResponse:
    shown, form = _visible(request, pk), UndoForm(request.POST)
    if form.is_valid():
        try:
            undoing.undo(request.actor, request.post, shown, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "已撤销这次导入。")
            return redirect("supervision_sources:import", pk)
    return _page(request, shown, form, 422)


@require_safe
@office(watching.READ)
def rejections(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    rows = shown.rejections.all().iterator(chunk_size=1000)
    return _fetched((Fault(each.row, each.field, each.value, each.sentence) for each in rows), shown.source)
