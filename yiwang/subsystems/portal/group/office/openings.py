"""Which sites were asked for, what is still missing before they open, and who was guided?"""

from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done, pressed
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.actions import openings as actions
from yiwang.subsystems.portal.group.forms import (
    DecisionForm,
    GuidanceForm,
    NumbersForm,
    OpeningForm,
    TickForm,
)
from yiwang.subsystems.portal.group.models import Guidance, Opening
from yiwang.subsystems.portal.rules import SITES


@require_safe
@office(SITES)
def listing(request: OfficeRequest) -> HttpResponse:
    rows = Opening.objects.visible_to(request.post).select_related("unit", "site")
    return render(request, "portal_group/openings.html", {"page": page_of(rows, request.GET.get("page"))})


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def new(request: OfficeRequest) -> HttpResponse:
    form = OpeningForm(request.POST or None, post=request.post)
    if request.method == "POST" and form.is_valid():
        answer = done(
            request,
            form,
            lambda: actions.request(request.actor, form.cleaned_data["unit"], form.wish()),
            "开设申请已提交，等待审核。",
            reverse("portal_group:openings"),
        )
        if answer is not None:
            return answer
    context = {
        "form": form,
        "title": "申请开设网站",
        "back": "portal_group:openings",
        "back_label": "网站开设",
    }
    return render(request, "portal_group/form.html", context, status=422 if form.errors else 200)


@require_safe
@office(SITES)
def opening(request: OfficeRequest, opening_id: int) -> HttpResponse:
    return _page(request, _seen(request, opening_id), {})


def _seen(request: OfficeRequest, opening_id: int) -> Opening:
    rows = Opening.objects.visible_to(request.post).select_related(
        "unit", "site", "requested_by", "decided_by"
    )
    return get_object_or_404(rows, pk=opening_id)


def _page(request: OfficeRequest, shown: Opening, forms: dict[str, Any]) -> HttpResponse:
    ticked = {one.code: one for one in shown.checks.select_related("done_by")}
    missing = {one.code for one in rules.missing_checks(ticked.keys(), shown.numbers())}
    blank = {"decision_form": DecisionForm(), "numbers_form": NumbersForm(instance=shown)}
    context = {
        "opening": shown,
        "checks": [(one, one.code not in missing, ticked.get(one.code)) for one in rules.CHECKS],
        "missing": len(missing),
        "may_manage": may(request.post, rules.GROUP, shown.unit),
        "is_own": request.post.person_id == shown.requested_by_id,
        **blank,
        **forms,
    }
    return render(request, "portal_group/opening.html", context, status=422 if forms else 200)


def _here(shown: Opening) -> str:
    return reverse("portal_group:opening", args=[shown.pk])


@require_POST
@office(rules.GROUP)
def decide(request: OfficeRequest, opening_id: int) -> HttpResponse:
    shown = _seen(request, opening_id)
    form = DecisionForm(request.POST)
    is_approval = request.POST.get("verb") == "approve"
    deed = actions.approve if is_approval else actions.refuse
    answer = done(
        request,
        form,
        lambda: deed(request.actor, shown.pk, form.cleaned_data["decision"]),
        "已同意开设，可以开始筹建。" if is_approval else "已答复不同意。",
        _here(shown),
    )
    return answer or _page(request, shown, {"decision_form": form})


@require_POST
@office(SITES)
def numbers(request: OfficeRequest, opening_id: int) -> HttpResponse:
    shown = _seen(request, opening_id)
    form = NumbersForm(request.POST, instance=shown)
    answer = done(
        request,
        form,
        lambda: actions.note_numbers(request.actor, shown.pk, form.numbers()),
        "编号已保存。",
        _here(shown),
    )
    return answer or _page(request, shown, {"numbers_form": form})


@require_POST
@office(SITES)
def tick(request: OfficeRequest, opening_id: int) -> HttpResponse:
    shown = _seen(request, opening_id)
    form = TickForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"code": "", "note": ""}
    return pressed(
        request,
        lambda: actions.tick(request.actor, shown.pk, said["code"], said["note"]),
        "已记录完成。",
        _here(shown),
    )


@require_POST
@office(rules.GROUP)
def open_to_public(request: OfficeRequest, opening_id: int) -> HttpResponse:
    shown = _seen(request, opening_id)
    return pressed(
        request,
        lambda: actions.open_to_public(request.actor, shown.pk),
        f"“{shown.name}”已开通。",
        _here(shown),
    )


@require_safe
@office(SITES)
def guidance(request: OfficeRequest) -> HttpResponse:
    """The record with its running total, and this year's."""
    rows = Guidance.objects.visible_to(request.post).select_related("unit", "recorded_by")
    year = rows.filter(held_on__year=today().year)
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "total": rows.count(),
        "year": year.count(),
        "people": rows.aggregate(people=Sum("people"))["people"] or 0,
        "may_manage": may(request.post, rules.GROUP),
    }
    return render(request, "portal_group/guidance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.GROUP)
def new_guidance(request: OfficeRequest) -> HttpResponse:
    form = GuidanceForm(request.POST or None, post=request.post)
    if request.method == "POST":
        answer = done(
            request,
            form,
            lambda: actions.note_guidance(request.actor, form.lesson()),
            "指导记录已保存。",
            reverse("portal_group:guidance"),
        )
        if answer is not None:
            return answer
    context = {"form": form, "title": "记录指导", "back": "portal_group:guidance", "back_label": "建站指导"}
    return render(request, "portal_group/form.html", context, status=422 if form.errors else 200)
