"""Which problems do websites have, and what becomes of one?"""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.queries import history
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.inspection import queries, rules
from yiwang.subsystems.portal.inspection.actions import problems as actions
from yiwang.subsystems.portal.inspection.forms import ClaimForm, DismissForm
from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.models import Problem, Sighting, Watched
from yiwang.subsystems.portal.inspection.office.sites import MOST_ROWS, spreadsheet

TABS = {"": "未整改", "late": "已逾期", **rules.PROBLEM_STATES, "all": "全部"}
HEAD = ("网站", "责任单位", "指标", "问题", "处数", "整改期限", "状态", "整改情况", "理由")
PLACES = 50


@require_safe
@office(rules.READ)
def listing(request: OfficeRequest) -> HttpResponse:
    page = page_of(queries.problems(request.post, request.GET.dict()), request.GET.get("page"))
    state = request.GET.get("state", "")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "rows": [
            (one, catalogue()[one.code].label, one.is_live and one.due_on < today()) for one in page.rows
        ],
        "tabs": TABS.items(),
        "state": state if state in TABS else "",
        "sites": Watched.objects.visible_to(request.post).order_by("name").values_list("pk", "name")[:500],
        "site": request.GET.get("site", ""),
        "indicators": [(code, one.label) for code, one in catalogue().items()],
        "code": request.GET.get("code", ""),
        "query": query.urlencode(),
    }
    return render(request, "portal_inspection/problems.html", context)


@require_safe
@office(rules.READ)
def table(request: OfficeRequest) -> HttpResponse:
    """The same list for a spreadsheet program."""
    rows = queries.problems(request.post, request.GET.dict())[:MOST_ROWS]
    return spreadsheet("problems", HEAD, (_line(row) for row in rows))


def _line(row: Problem) -> Sequence[str]:
    return (
        row.site.name,
        row.unit.called,
        catalogue()[row.code].label,
        row.about,
        str(row.places),
        f"{row.due_on}",
        row.get_state_display(),
        row.said,
        row.reason,
    )


@require_safe
@office(rules.READ)
def problem(request: OfficeRequest, problem_id: int) -> HttpResponse:
    return _page(request, _seen(request, problem_id), {})


@require_POST
@office(rules.RECTIFY)
def claim(request: OfficeRequest, problem_id: int) -> HttpResponse:
    shown, form = _seen(request, problem_id), ClaimForm(request.POST)
    return _done(request, shown, "claim", form, "整改情况已报告，等待下一次检查复查。")


@require_POST
@office(rules.INSPECT)
def dismiss(request: OfficeRequest, problem_id: int) -> HttpResponse:
    shown, form = _seen(request, problem_id), DismissForm(request.POST)
    return _done(request, shown, "dismiss", form, "已认定不成立，不再计分。")


def _done(request: OfficeRequest, shown: Problem, verb: str, form: forms.Form, told: str) -> HttpResponse:
    if form.is_valid():
        deed = actions.claim if verb == "claim" else actions.dismiss
        try:
            deed(request.actor, shown.pk, form.cleaned_data["text"])
        except Refused as refused:
            if not shown.is_live:
                raise
            refused.show_in(form)
        else:
            messages.success(request, told)
            return redirect("portal_inspection:problem", shown.pk)
    return _page(request, shown, {verb: form})


def _page(request: OfficeRequest, shown: Problem, refused: dict[str, forms.Form]) -> HttpResponse:
    places = Sighting.objects.filter(problem=shown, run=shown.last_in_id).order_by("pk")
    may_claim = shown.is_live and may(request.post, rules.RECTIFY, shown.unit)
    may_dismiss = shown.is_live and may(request.post, rules.INSPECT, shown.unit)
    context = {
        "problem": shown,
        "indicator": catalogue()[shown.code],
        "places": places[:PLACES],
        "more": max(shown.places - PLACES, 0),
        "is_late": shown.is_live and shown.due_on < today(),
        "claim": refused.get("claim") or (ClaimForm() if may_claim else None),
        "dismiss": refused.get("dismiss") or (DismissForm(auto_id="id_dismiss_%s") if may_dismiss else None),
        "history": history("portal_inspection.problem", shown.pk),
    }
    return render(request, "portal_inspection/problem.html", context, status=422 if refused else 200)


def _seen(request: OfficeRequest, problem_id: int) -> Problem:
    found = Problem.objects.visible_to(request.post).in_full().select_related("last_in", "found_in")
    return get_object_or_404(found, pk=problem_id)
