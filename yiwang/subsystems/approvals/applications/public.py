"""What does everybody read of the results: which licences were granted, to whom, by whom, until when?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.approvals.applications.forms import ResultsForm
from yiwang.subsystems.approvals.applications.models import PublishedResult
from yiwang.subsystems.approvals.applications.publicity import sheets
from yiwang.subsystems.approvals.applications.publicity.rules import in_words

SIZE = 30
MOST_ROWS = 5_000


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The newest decisions first; two queries."""
    form = ResultsForm(request.GET)
    page = page_of(form.narrowed(PublishedResult.objects.readable()), request.GET.get("page"), SIZE)
    context = {"form": form, "page": page, "is_narrowed": form.is_narrowed}
    return render(request, "applications/public/results.html", context)


@require_safe
def result(request: HttpRequest, uid: str) -> HttpResponse:
    """One result; where it was taken down, the page says so and why."""
    found = get_object_or_404(PublishedResult, uid=uid)
    is_withdrawn = found.state != "published"
    context = {"result": found, "rows": in_words(found.record), "is_withdrawn": is_withdrawn}
    return render(request, "applications/public/result.html", context, status=410 if is_withdrawn else 200)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same list as CSV under the national field codes, what nobody may read left out."""
    form = ResultsForm(request.GET)
    rows = form.narrowed(PublishedResult.objects.readable()).values_list("record", flat=True)[:MOST_ROWS]
    response = HttpResponse(sheets.written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="licences.csv"'
    patch_cache_control(response, max_age=300)
    return response
