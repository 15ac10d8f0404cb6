"""Which certificates does the workbench list, and how are they taken out?"""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.certificates import actions, ledger, queries, rules
from yiwang.subsystems.approvals.certificates.forms.entering import IssueForm, KindForm, NarrowForm
from yiwang.subsystems.approvals.certificates.models import Kind

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@office(rules.KEEP)
def certificates(request: OfficeRequest) -> HttpResponse:
    form = NarrowForm(request.GET)
    page = queries.page_of(request.post, form.narrowing(), _before(request))
    context = {
        "form": form,
        "page": page,
        "following": _with_before(request, page.next),
        "is_later": "before" in request.GET,
        "query": _query(request),
        "today": today(),
        "may_register": may(request.post, rules.REGISTER),
    }
    return render(request, "certificates/list.html", context)


def _before(request: OfficeRequest) -> int | None:
    asked = request.GET.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None


def _query(request: OfficeRequest) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    return query.urlencode()


def _with_before(request: OfficeRequest, before: int | None) -> str:
    return f"?{_query(request)}&before={before}".replace("?&", "?") if before else ""


@require_safe
@office(rules.KEEP)
def export(request: OfficeRequest) -> HttpResponse:
    """The same list as Excel; who took it out stands in the record."""
    narrowing = NarrowForm(request.GET).narrowing()
    rows = list(queries.found(request.post, narrowing)[: queries.MOST_EXPORTED + 1])
    if len(rows) > queries.MOST_EXPORTED:
        raise Refused(f"符合条件的超过{queries.MOST_EXPORTED}本，请缩小范围分几次导出。")
    content = ledger.written(rows)
    actions.note_export(request.actor, queries.shown_narrowing(narrowing), len(rows))
    return downloaded(content, EXCEL, f"证照{today():%Y%m%d}.xlsx")


def downloaded(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.KEEP)
def new(request: OfficeRequest) -> HttpResponse:
    """Enter a certificate for the unit of the post."""
    form = IssueForm(request.POST or None, initial=_beginning(today()))
    if form.is_bound and form.is_valid():
        try:
            certificate = actions.issue(request.actor, form.issuing(request.post.unit))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已发证，编号{certificate.number}。")
            return redirect("certificates:certificate", certificate.pk)
    context = {"form": form, "kinds": Kind.objects.all()}
    return render(request, "certificates/new.html", context, status=422 if form.errors else 200)


def _beginning(day: date) -> dict[str, Any]:
    return {"issued_on": day, "valid_from": day}


def refuse(form: Any, refused: Refused) -> None:
    refused.show_in(form)


@require_safe
@office(rules.KEEP)
def kinds(request: OfficeRequest) -> HttpResponse:
    context = {"kinds": Kind.objects.all(), "may_register": may(request.post, rules.REGISTER)}
    return render(request, "certificates/kinds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.REGISTER)
def kind(request: OfficeRequest, kind_id: int | None = None) -> HttpResponse:
    """Enter a kind, or change its rules."""
    held = get_object_or_404(Kind, pk=kind_id) if kind_id else None
    form = KindForm(request.POST or None, instance=held)
    if form.is_bound and form.is_valid():
        saved = actions.save_kind(request.actor, form.save(commit=False))
        messages.success(request, f"已保存“{saved.name}”。")
        return redirect("certificates:kinds")
    context = {"form": form, "kind": held}
    return render(request, "certificates/kind.html", context, status=422 if form.errors else 200)
