"""Which problems did a report from above name, and what becomes of one?"""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.audit.queries import history
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.contests import lines, queries, rules
from yiwang.subsystems.portal.contests.actions import reported
from yiwang.subsystems.portal.contests.forms import ClaimForm, ImportForm, LookForm
from yiwang.subsystems.portal.contests.models import Report, Reported
from yiwang.subsystems.portal.contests.office import seen
from yiwang.subsystems.portal.inspection.rules import INSPECT, READ, RECTIFY
from yiwang.subsystems.portal.spreadsheets import spreadsheet

TABS = {"": "未销号", "late": "已逾期", **rules.PROBLEM_STATES, "all": "全部"}
HEAD = ("通报", "网站", "责任单位", "问题", "网址", "整改期限", "状态", "整改情况", "核实情况")
MOST_ROWS = 5000


@require_safe
@office(READ)
def listing(request: OfficeRequest) -> HttpResponse:
    page = page_of(queries.problems(request.post, request.GET.dict()), request.GET.get("page"))
    state = request.GET.get("state", "")
    day = today()
    context = {
        "page": page,
        "rows": [(one, one.state == rules.WAITING and one.due_on < day) for one in page.rows],
        "tabs": TABS.items(),
        "state": state if state in TABS else "",
        "may_import": may(request.post, INSPECT),
        "may_read": True,
    }
    return render(request, "portal_contests/problems.html", context)


@require_safe
@office(READ)
def table(request: OfficeRequest) -> HttpResponse:
    """The same list for a spreadsheet program."""
    rows = queries.problems(request.post, request.GET.dict())[:MOST_ROWS]
    return spreadsheet("reported", HEAD, (_line(row) for row in rows))


def _line(row: Reported) -> Sequence[str]:
    return (
        row.report.name,
        row.site.name,
        row.unit.called,
        row.text,
        row.address,
        f"{row.due_on}",
        row.get_state_display(),
        row.measure,
        row.verdict,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office(INSPECT)
def take_in(request: OfficeRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, initial={"received_on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(lines.MOST_BYTES + 1)
        try:
            taken = reported.take_in(request.actor, form.told(), data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已导入{taken.problems.count()}个问题，已通知各网站责任人。")
            return redirect("portal_contests:report", taken.pk)
    status = 422 if form.errors else 200
    return render(request, "portal_contests/import_form.html", {"form": form}, status=status)


@require_safe
@office(INSPECT)
def report(request: OfficeRequest, report_id: int) -> HttpResponse:
    """What was taken in, and the lines that were not, each with the reason."""
    shown = get_object_or_404(Report.objects.visible_to(request.post).select_related("unit"), pk=report_id)
    context = {
        "report": shown,
        "page": page_of(shown.problems.select_related("site", "unit"), request.GET.get("page")),
    }
    return render(request, "portal_contests/report.html", context)


@require_safe
@office(READ)
def problem(request: OfficeRequest, problem_id: int) -> HttpResponse:
    return _page(request, seen.problem(request, problem_id), {})


def _page(request: OfficeRequest, shown: Reported, refused: dict[str, forms.Form]) -> HttpResponse:
    may_claim = shown.state == rules.WAITING and may(request.post, RECTIFY, shown.unit)
    may_look = shown.state == rules.CLAIMED and may(request.post, INSPECT, shown.report.unit)
    context = {
        "problem": shown,
        "is_late": shown.state == rules.WAITING and shown.due_on < today(),
        "claim": refused.get("claim") or (ClaimForm() if may_claim else None),
        "look": refused.get("look") or (LookForm() if may_look else None),
        "history": history("portal_contests.reported", shown.pk),
    }
    return render(request, "portal_contests/problem.html", context, status=422 if refused else 200)


@require_POST
@office(RECTIFY)
def claim(request: OfficeRequest, problem_id: int) -> HttpResponse:
    shown, form = seen.problem(request, problem_id), ClaimForm(request.POST)
    return done(
        request,
        form,
        lambda: reported.claim(request.actor, shown.pk, form.cleaned_data["text"]),
        "整改情况已报告，等待核实。",
        _here(shown),
    ) or _page(request, shown, {"claim": form})


@require_POST
@office(INSPECT)
def look_at(request: OfficeRequest, problem_id: int) -> HttpResponse:
    shown, form = seen.problem(request, problem_id), LookForm(request.POST)

    def deed() -> object:
        said = form.cleaned_data
        return reported.look_at(request.actor, shown.pk, said["text"], is_right=said["is_right"])

    return done(request, form, deed, "核实情况已登记。", _here(shown)) or _page(
        request, shown, {"look": form}
    )


def _here(shown: Reported) -> str:
    return reverse("portal_contests:problem", args=[shown.pk])
