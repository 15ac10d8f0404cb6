"""How are items taken in from a file, tried first, with what is wrong given back?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import importing
from yiwang.subsystems.approvals.items.forms.narrowing import ImportForm
from yiwang.subsystems.approvals.items.office.library import WORKBOOK
from yiwang.subsystems.approvals.items.tables import reading, rejections, writing

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def upload(request: OfficeRequest) -> HttpResponse:
    """``deed``: try it, take it in, or fetch the list of what is rejected; the file is kept in between."""
    form, outcome = ImportForm(), None
    if request.method == "POST":
        form = receiving(ImportForm(request.POST, request.FILES), by=request.actor)
        if form.is_valid():
            try:
                outcome = _outcome(request, form.cleaned_data["file"])
            except Refused as refused:
                form.add_error("file", refused.sentence)
    deed = request.POST.get("deed", "")
    if outcome and deed == "rejections":
        return _fetched(rejections.workbook(outcome.rejections), f"rejected-{today():%Y%m%d}.xlsx")
    if outcome and deed == "take":
        taken = len(outcome.new) + len(outcome.changed)
        messages.success(request, f"已导入{taken}个事项为草稿，退回{outcome.rejected}个。")
        if not outcome.rejections:
            return redirect("items:library")
    context = {
        "form": form,
        "outcome": outcome,
        "is_taken": deed == "take",
        "rejections": outcome.rejections[:SHOWN] if outcome else [],
        "more": max(len(outcome.rejections) - SHOWN, 0) if outcome else 0,
    }
    return render(request, "items/import.html", context, status=422 if form.errors else 200)


def _outcome(request: OfficeRequest, stored: StoredFile) -> importing.Outcome:
    with store.opened(stored.digest or "") as content:
        file = reading.read(content.read(reading.MOST_BYTES + 1))
    act = importing.take if request.POST.get("deed") == "take" else importing.rehearse
    return act(request.actor, request.post, file)


@require_safe
@office(rules.EDIT)
def template(request: OfficeRequest) -> HttpResponse:
    """An empty workbook to fill in."""
    return _fetched(writing.workbook([]), "items-template.xlsx")


def _fetched(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
