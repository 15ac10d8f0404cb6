"""Which sources are there, how well are they connected, and what was found in all of them?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.sources import integration, queries, registry, rules, sheets
from yiwang.subsystems.supervision.sources.actions import connecting
from yiwang.subsystems.supervision.sources.forms import ConnectForm
from yiwang.subsystems.supervision.sources.registry import Source
from yiwang.subsystems.supervision.watching import rules as watching


def source_or_404(code: str, *, imported: bool = False) -> Source:
    source = registry.registered().get(code)
    if source is None or (imported and source.is_live):
        raise Http404
    return source


@require_safe
@office(watching.READ)
def sources(request: OfficeRequest) -> HttpResponse:
    context = {
        "states": integration.states(today()),
        "days": integration.DAYS,
        "warnings": queries.warnings(request.post),
        "may_import": may(request.post, rules.IMPORT),
    }
    return render(request, "supervision_sources/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(watching.READ)
def source(request: OfficeRequest, code: str) -> HttpResponse:
    """One source; who may set rules says here who answers for it."""
    found = source_or_404(code)
    state = integration.states(today(), found)[0]
    held = state.connection
    initial = {
        "unit": held.unit.name if held else "",
        "silent_days": held.silent_days if held else found.silent_days,
    }
    form = ConnectForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            connecting.connect(request.actor, request.post, found, said["unit"], said["silent_days"])
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "已保存。")
            return redirect("supervision_sources:source", code)
    context = {
        "source": found,
        "state": state,
        "form": form if may(request.post, watching.SET) else None,
        "may_import": may(request.post, rules.IMPORT) and not found.is_live,
        "scope": rules.SCOPE,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "supervision_sources/source.html", context, status=status)


@require_safe
@office(rules.IMPORT)
def template(request: OfficeRequest, code: str) -> HttpResponse:
    """An empty CSV to fill in, as spreadsheet programs open it."""
    found = source_or_404(code, imported=True)
    response = HttpResponse(sheets.written(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-template.csv"'
    return response
