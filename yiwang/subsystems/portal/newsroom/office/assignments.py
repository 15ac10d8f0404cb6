"""Who is sent where, what came of it, and how often were people sent?"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators.periods import Period, month
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.newsroom import queries
from yiwang.subsystems.portal.newsroom.actions import assigning
from yiwang.subsystems.portal.newsroom.forms import (
    ArticleForm,
    AssignmentFilter,
    CancelForm,
    PlanForm,
    planned_of,
)
from yiwang.subsystems.portal.newsroom.models import Assignment, AssignmentQuerySet
from yiwang.subsystems.portal.newsroom.rules import MANAGE, State
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.spreadsheets import spreadsheet

PER_PAGE = 20
MONTHS = 24


def _seen(request: OfficeRequest) -> AssignmentQuerySet:
    """Those of the post's units, and those to which its person is sent."""
    mine = Q(reporters__person=request.user.pk)
    own = Assignment.objects.visible_to(request.post).values("pk")
    return Assignment.objects.filter(Q(pk__in=own) | mine).distinct()


@require_safe
@office(WRITE)
def listing(request: OfficeRequest) -> HttpResponse:
    form = AssignmentFilter(request.GET)
    rows = _seen(request).for_list()
    if form.is_valid():
        rows = _narrowed(rows, form.cleaned_data, request.user.pk)
    context = {
        "form": form,
        "page": page_of(rows.order_by("-starts_at", "-pk"), request.GET.get("page"), PER_PAGE),
        "may_manage": may(request.post, MANAGE),
        "is_narrowed": any(form.cleaned_data.get(name) for name in ("month", "unit", "person")),
    }
    return render(request, "portal_newsroom/assignments.html", context)


def _narrowed(rows: AssignmentQuerySet, said: dict[str, Any], person: int) -> AssignmentQuerySet:
    if said["q"]:
        rows = rows.filter(event__icontains=said["q"])
    if said["state"]:
        rows = rows.filter(state=said["state"])
    if said["month"]:
        period = month(said["month"])
        rows = rows.filter(starts_at__gte=period.begins_at, starts_at__lt=period.ends_at)
    if said["unit"]:
        rows = rows.filter(pk__in=_sent(unit=said["unit"]))
    if said["person"]:
        rows = rows.filter(pk__in=_sent(person=said["person"]))
    return rows.filter(pk__in=_sent(person=person)) if said["mine"] else rows


def _sent(**who: int) -> Any:
    named = {f"reporters__{name}": value for name, value in who.items()}
    return Assignment.objects.filter(**named).values("pk")


@require_http_methods(["GET", "HEAD", "POST"])
@office(MANAGE)
def new(request: OfficeRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, post=request.post)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = assigning.assign(
                request.actor, form.plan(), said["reporters"], is_confirmed=said["is_confirmed"]
            )
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已派遣，采访人员会收到通知。")
            return redirect("portal_newsroom:assignment", made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@office(MANAGE)
def edit(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    shown = get_object_or_404(Assignment.objects.visible_to(request.post).in_full(), pk=assignment_id)
    form = PlanForm(request.POST or None, post=request.post, initial=planned_of(shown))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            assigning.change(
                request.actor,
                shown.pk,
                form.plan(),
                said["reporters"],
                is_confirmed=said["is_confirmed"],
            )
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "任务已调整，相关人员会收到通知。")
            return redirect("portal_newsroom:assignment", shown.pk)
    return _form_page(request, form, shown)


def _form_page(request: OfficeRequest, form: PlanForm, shown: Assignment | None) -> HttpResponse:
    context = {"form": form, "shown": shown}
    status = 422 if form.errors else 200
    return render(request, "portal_newsroom/assignment_form.html", context, status=status)


@require_safe
@office(WRITE)
def assignment(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    return _page(request, _found(request, assignment_id), {})


def _found(request: OfficeRequest, assignment_id: int) -> Assignment:
    return get_object_or_404(_seen(request).in_full(), pk=assignment_id)


def _page(
    request: OfficeRequest, shown: Assignment, refused: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    is_sent = any(held.person_id == request.user.pk for held in shown.reporters.all())
    manages = may(request.post, MANAGE, shown.unit)
    is_planned = shown.state == State.PLANNED
    context = {
        "assignment": shown,
        "manages": manages and is_planned,
        "may_complete": is_planned and (manages or is_sent) and shown.starts_at <= now(),
        "link_form": refused.get("link") or ArticleForm(post=request.post)
        if (manages or is_sent) and shown.state != State.CANCELLED
        else None,
        "cancel_form": refused.get("cancel") or CancelForm(prefix="cancel"),
        "open": next(iter(refused), ""),
        "materials": shown.materials.select_related("file")[:24],
    }
    return render(request, "portal_newsroom/assignment.html", context, status=status)


@require_POST
@office(WRITE)
def complete(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    assigning.complete(request.actor, _found(request, assignment_id).pk)
    messages.success(request, "已登记完成，计入采访人次。")
    return redirect("portal_newsroom:assignment", assignment_id)


@require_POST
@office(MANAGE)
def cancel(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    shown = _found(request, assignment_id)
    form = CancelForm(request.POST, prefix="cancel")
    answer = done(
        request,
        form,
        lambda: assigning.cancel(request.actor, shown.pk, form.cleaned_data["reason"]),
        "任务已取消，采访人员会收到通知。",
        _here(shown),
    )
    return answer or _page(request, shown, {"cancel": form}, status=422)


@require_POST
@office(WRITE)
def link(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    shown = _found(request, assignment_id)
    form = ArticleForm(request.POST, post=request.post)
    answer = done(
        request,
        form,
        lambda: assigning.link(request.actor, shown.pk, form.cleaned_data["article"]),
        "稿件已关联。",
        _here(shown),
    )
    return answer or _page(request, shown, {"link": form}, status=422)


def _here(shown: Assignment) -> str:
    return reverse("portal_newsroom:assignment", args=[shown.pk])


@require_safe
@office(WRITE)
def counts(request: OfficeRequest) -> HttpResponse:
    """Person-times of a month by unit and by person."""
    period = _period(request)
    units = queries.by_unit(request.post, period) if request.post else []
    context = {
        "period": period,
        "months": _months(),
        "units": units,
        "people": queries.by_person(request.post, period) if request.post else [],
        "total": sum(one.person_times for one in units),
    }
    return render(request, "portal_newsroom/counts.html", context)


@require_safe
@office(WRITE)
def counts_table(request: OfficeRequest) -> HttpResponse:
    period = _period(request)
    people = queries.by_person(request.post, period) if request.post else []
    return spreadsheet(
        f"assignments-{period.first:%Y%m}",
        ("单位", "姓名", "人次", "关联稿件"),
        (
            (one.unit.name, one.person.name if one.person else "", str(one.person_times), str(one.articles))
            for one in people
        ),
    )


def _period(request: OfficeRequest) -> Period:
    try:
        asked = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month, no moment
    except ValueError:
        asked = today()
    return month(asked if 2000 <= asked.year <= 2200 else today())


def _months() -> list[Any]:
    first = month(today()).first
    return [months_later(first, -back) for back in range(MONTHS)]
