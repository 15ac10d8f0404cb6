"""Who did what? The record of acts, read by those who may, their reading recorded too."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from yiwang.kernel.audit.actions import record_reading
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.queries import EntryPage, page_of
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.workbench.forms import AuditSearchForm


@office("audit.entry_read")
def entries(request: OfficeRequest) -> HttpResponse:
    form = AuditSearchForm(request.GET)
    page = EntryPage((), None)
    if form.is_valid():
        search = form.search()
        page = page_of(search, form.cleaned_data["before"])
        record_reading(request.actor, search.narrowing())
    older = request.GET.copy()
    older["before"] = str(page.older)
    context = {"form": form, "page": page, "older": older.urlencode() if page.older else ""}
    return render(request, "workbench/audit.html", context)


@office("audit.entry_read")
def entry(request: OfficeRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Entry, number=number)
    record_reading(request.actor, {"number": number})
    return render(request, "workbench/audit_entry.html", {"entry": found})
