"""How do officials draft a contest: its notice, scheme, sites and judges?"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done, pressed
from yiwang.subsystems.portal.contests import queries
from yiwang.subsystems.portal.contests.actions import drafting
from yiwang.subsystems.portal.contests.forms import (
    ContestForm,
    CriterionForm,
    EnterForm,
    begun,
    line_of,
    said_of,
)
from yiwang.subsystems.portal.contests.models import Contest
from yiwang.subsystems.portal.contests.office import seen
from yiwang.subsystems.portal.inspection.rules import INSPECT


@require_http_methods(["GET", "HEAD", "POST"])
@office(INSPECT)
def new(request: OfficeRequest) -> HttpResponse:
    form = ContestForm(request.POST or None, initial=begun(today().year))
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.draw_up(request.actor, form.plan())
        except Refused as refused:
            refused.show_in(form)
        else:
            return redirect("portal_contests:participants", made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@office(INSPECT)
def edit(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    form = ContestForm(request.POST or None, initial=said_of(shown))
    answer = request.method == "POST" and done(
        request,
        form,
        lambda: drafting.change(request.actor, shown.pk, form.plan()),
        "评比方案已保存。",
        reverse("portal_contests:contest", args=[shown.pk]),
    )
    return answer or _form_page(request, form, shown)


def _form_page(request: OfficeRequest, form: ContestForm, shown: Contest | None) -> HttpResponse:
    context = {"form": form, "shown": shown}
    return render(request, "portal_contests/contest_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(INSPECT)
def criterion(request: OfficeRequest, contest_id: int, criterion_id: int | None = None) -> HttpResponse:
    """A new line of the scheme, or one that is there."""
    shown = seen.own(request, contest_id)
    held = get_object_or_404(shown.criteria, pk=criterion_id) if criterion_id else None
    form = CriterionForm(request.POST or None, initial=line_of(held) if held else {})
    answer = request.method == "POST" and done(
        request,
        form,
        lambda: drafting.lay_down(request.actor, shown.pk, form.line(), criterion_id),
        "评分指标已保存。",
        reverse("portal_contests:scheme", args=[shown.pk]),
    )
    if answer:
        return answer
    context = {"form": form, "contest": shown, "criterion": held}
    return render(request, "portal_contests/criterion_form.html", context, status=422 if form.errors else 200)


@require_POST
@office(INSPECT)
def strike(request: OfficeRequest, contest_id: int, criterion_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    to = reverse("portal_contests:scheme", args=[shown.pk])
    return pressed(
        request, lambda: drafting.strike(request.actor, shown.pk, criterion_id), "评分指标已删除。", to
    )


@require_safe
@office(INSPECT)
def participants(request: OfficeRequest, contest_id: int) -> HttpResponse:
    """The sites and judges of a draft; ``?q=`` looks for officials by name."""
    shown = seen.own(request, contest_id)
    return _participants(request, shown, EnterForm(contest=shown, post=request.post))


def _participants(request: OfficeRequest, shown: Contest, form: EnterForm) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    context = {
        "contest": shown,
        "entrants": shown.entrants.select_related("site__unit"),
        "jurors": shown.jurors.select_related("person", "unit"),
        "form": form,
        "q": text,
        "officials": queries.officials(text),
    }
    return render(request, "portal_contests/participants.html", context, status=422 if form.errors else 200)


@require_POST
@office(INSPECT)
def enter(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    form = EnterForm(request.POST, contest=shown, post=request.post)

    def deed() -> object:
        said = form.cleaned_data
        return drafting.enter(request.actor, shown.pk, said["group"], [one.pk for one in said["sites"]])

    return done(request, form, deed, "参评网站已列入。", _back(shown)) or _participants(request, shown, form)


@require_POST
@office(INSPECT)
def leave_out(request: OfficeRequest, contest_id: int, entrant_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    return pressed(
        request,
        lambda: drafting.leave_out(request.actor, shown.pk, entrant_id),
        "参评网站已移出。",
        _back(shown),
    )


@require_POST
@office(INSPECT)
def name_juror(request: OfficeRequest, contest_id: int, post_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    return pressed(
        request, lambda: drafting.name_juror(request.actor, shown.pk, post_id), "评委已确定。", _back(shown)
    )


@require_POST
@office(INSPECT)
def dismiss_juror(request: OfficeRequest, contest_id: int, juror_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    return pressed(
        request,
        lambda: drafting.dismiss_juror(request.actor, shown.pk, juror_id),
        "评委已移出。",
        _back(shown),
    )


def _back(shown: Contest) -> str:
    return reverse("portal_contests:participants", args=[shown.pk])
