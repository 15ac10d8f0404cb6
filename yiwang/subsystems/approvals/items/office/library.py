"""Which items are there, and how are they taken out as a file?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.items import queries, rules
from yiwang.subsystems.approvals.items.forms.narrowing import NarrowForm
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.models.catalogue import ImplementationQuerySet
from yiwang.subsystems.approvals.items.office.desk import check_keeper
from yiwang.subsystems.approvals.items.tables import writing

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@office
def library(request: OfficeRequest) -> HttpResponse:
    """The items of all units, by code; ``?after=`` goes on."""
    form, rows = _narrowed(request)
    stretch = queries.stretch(rows, request.GET.get("after", "")[:60])
    query = request.GET.copy()
    query.pop("after", None)
    working = _working([row.pk for row in stretch.rows])
    context = {
        "form": form,
        "stretch": stretch,
        "rows": [(row, working.get(row.pk)) for row in stretch.rows],
        "query": query.urlencode(),
        "is_first": "after" not in request.GET,
        "may_edit": may(request.post, rules.EDIT),
    }
    return render(request, "items/library.html", context)


def _narrowed(request: OfficeRequest) -> tuple[NarrowForm, ImplementationQuerySet]:
    check_keeper(request)
    form = NarrowForm(request.GET)
    return form, form.narrowed(queries.readable_by(request.post))


def _working(ids: list[int]) -> dict[int, Edition]:
    """The edition of each item that is being worked on; one query."""
    found = Edition.objects.working().filter(implementation__in=ids).defer("document")
    return {edition.implementation_id: edition for edition in found}


@require_safe
@office
def workbook(request: OfficeRequest) -> HttpResponse:
    """What the list shows, all of it; each item as its newest edition in force says."""
    response = HttpResponse(writing.workbook(_documents(request)), content_type=WORKBOOK)
    return _named(response, "xlsx")


@require_safe
@office
def as_json(request: OfficeRequest) -> HttpResponse:
    text = writing.as_json(_documents(request))
    return _named(HttpResponse(text, content_type="application/json; charset=utf-8"), "json")


def _documents(request: OfficeRequest) -> list[dict[str, object]]:
    """Of items that never were in force, none."""
    _, rows = _narrowed(request)
    held = rows.exclude(current=None).order_by("code")
    return list(held.values_list("current__document", flat=True)[:10_000])


def _named(response: HttpResponse, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="items-{today():%Y%m%d}.{ending}"'
    return response


@require_safe
@office(rules.REVIEW)
def reviews(request: OfficeRequest) -> HttpResponse:
    """What waits for a reviewer, the longest waiting first; then what was agreed to and waits for its day."""
    waiting = Edition.objects.submitted().in_full().order_by("submitted_at", "pk")[:100]
    agreed = Edition.objects.filter(state__in=[rules.REVIEWED, rules.PLANNED]).in_full()
    context = {"waiting": waiting, "agreed": agreed.order_by("submitted_at", "pk")[:100]}
    return render(request, "items/reviews.html", context)
