"""Which records did a source bring, what was found in each, and what was changed?"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.supervision.sources import queries, registry, rules
from yiwang.subsystems.supervision.sources.forms import NarrowForm
from yiwang.subsystems.supervision.sources.models import Import, Record
from yiwang.subsystems.supervision.sources.office.sources import source_or_404
from yiwang.subsystems.supervision.watching import rules as watching


@require_safe
@office(watching.READ)
def records(request: OfficeRequest, code: str) -> HttpResponse:
    """Those in force, the newest first, each with what was found in it."""
    source, form = source_or_404(code, imported=True), NarrowForm(request.GET)
    rows = Record.objects.visible_to(request.post).current().of(code).defer("values")
    rows = form.narrowed(rows, lambda: queries.found_in(request.post, code)).newest_first()
    page = queries.page_of(rows, request.GET.get("page", ""))
    found = queries.findings_of(request.post, code, page.rows)
    context = {
        "source": source,
        "form": form,
        "page": page,
        "rows": [(row, found.get(row.pk, [])) for row in page.rows],
    }
    return render(request, "supervision_sources/records.html", context)


@require_safe
@office(watching.READ)
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """One version, with what was found from it and the other versions."""
    rows = Record.objects.visible_to(request.post)
    shown = get_object_or_404(rows.select_related("imported", "unit"), pk=pk)
    versions = list(rows.filter(source=shown.source, key=shown.key).order_by("-version"))
    before = next((each for each in versions if each.version < shown.version), None)
    findings = queries.findings_of(request.post, shown.source, versions)
    context = {
        "record": shown,
        "source": registry.registered().get(shown.source),
        "lines": queries.lines_of(shown, before),
        "versions": versions,
        "findings": [finding for each in versions for finding in findings.get(each.pk, [])],
        "opens_import": Import.objects.visible_to(request.post).filter(pk=shown.imported_id).exists(),
        "way": rules.WAYS[rules.IMPORTED],
    }
    return render(request, "supervision_sources/record.html", context)
