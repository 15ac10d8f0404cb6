"""How is a round of inspections opened, reported to, followed and announced?"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.papers import docx
from yiwang.subsystems.portal.inspection import bulletin as papers
from yiwang.subsystems.portal.inspection import queries, rules
from yiwang.subsystems.portal.inspection.actions import rounds as actions
from yiwang.subsystems.portal.inspection.forms import ListForm, MeasureForm, RoundForm
from yiwang.subsystems.portal.inspection.models import Entry, Problem, Round

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIVE_SHOWN = 50


@require_safe
@office(rules.READ)
def listing(request: OfficeRequest) -> HttpResponse:
    """Those that the post's unit opened, and those in which one of its sites is."""
    entered = Entry.objects.visible_to(request.post).values("round")
    found = (Round.objects.visible_to(request.post) | Round.objects.filter(pk__in=entered)).distinct()
    context = {
        "page": page_of(found.select_related("unit"), request.GET.get("page")),
        "may_inspect": may(request.post, rules.INSPECT),
    }
    return render(request, "portal_inspection/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.INSPECT)
def new(request: OfficeRequest) -> HttpResponse:
    form = RoundForm(request.POST or None, initial={"starts_on": today()}, post=request.post)
    if request.method == "POST" and form.is_valid():
        chosen = [site.pk for site in form.cleaned_data["sites"]]
        try:
            opened = actions.open_round(request.actor, form.plan(), chosen)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "专项检查已开始，已通知各网站责任人。")
            return redirect("portal_inspection:round", opened.pk)
    return render(
        request, "portal_inspection/round_form.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@office(rules.READ)
def round_page(request: OfficeRequest, round_id: int) -> HttpResponse:
    """Every site of it that the post sees, with its list, its score and what is still open."""
    held = _seen(request, round_id)
    is_own = _is_own(request, held)
    context = {
        "round": held,
        "rows": queries.entry_rows(held, None if is_own else request.post),
        "is_own": is_own,
    }
    return render(request, "portal_inspection/round.html", context)


@require_safe
@office(rules.INSPECT)
def bulletin(request: OfficeRequest, round_id: int) -> HttpResponse:
    held = _own(request, round_id)
    response = HttpResponse(docx.drawn(papers.of(held)), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="bulletin-{held.pk}-{today():%Y%m%d}.docx"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@office(rules.INSPECT)
def close(request: OfficeRequest, round_id: int) -> HttpResponse:
    actions.close_round(request.actor, _own(request, round_id).pk)
    messages.success(request, "专项检查已结束。")
    return redirect("portal_inspection:round", round_id)


@require_safe
@office(rules.READ)
def entry(request: OfficeRequest, entry_id: int) -> HttpResponse:
    return _entry_page(request, _seen_entry(request, entry_id))


@require_POST
@office(rules.RECTIFY)
def list_problem(request: OfficeRequest, entry_id: int) -> HttpResponse:
    shown, form = _seen_entry(request, entry_id), ListForm(request.POST)

    def deed() -> object:
        said = form.cleaned_data
        return actions.list_problem(request.actor, shown.pk, said["text"], said["address"])

    return _done(request, shown, form, deed, "已列入自查问题清单。", listing=form)


@require_POST
@office(rules.RECTIFY)
def put_right(request: OfficeRequest, entry_id: int, listed_id: int) -> HttpResponse:
    shown, form = _seen_entry(request, entry_id), MeasureForm(request.POST)
    get_object_or_404(shown.listed, pk=listed_id)

    def deed() -> object:
        return actions.put_right(request.actor, shown.pk, listed_id, form.cleaned_data["measure"])

    return _done(request, shown, form, deed, "整改情况已填报。", measuring=(listed_id, form))


@require_POST
@office(rules.RECTIFY)
def hand_in(request: OfficeRequest, entry_id: int) -> HttpResponse:
    shown = _seen_entry(request, entry_id)
    actions.hand_in(request.actor, shown.pk)
    messages.success(request, "自查问题清单已报送。")
    return redirect("portal_inspection:entry", shown.pk)


def _done(
    request: OfficeRequest,
    shown: Entry,
    form: forms.Form,
    deed: Callable[[], object],
    told: str,
    *,
    listing: ListForm | None = None,
    measuring: tuple[int, MeasureForm] | None = None,
) -> HttpResponse:
    if form.is_valid():
        try:
            deed()
        except Refused as refused:
            if shown.round.closed_at:
                raise
            refused.show_in(form)
        else:
            messages.success(request, told)
            return redirect("portal_inspection:entry", shown.pk)
    return _entry_page(request, shown, listing, measuring)


def _entry_page(
    request: OfficeRequest,
    shown: Entry,
    listing: ListForm | None = None,
    measuring: tuple[int, MeasureForm] | None = None,
) -> HttpResponse:
    may_report = shown.round.closed_at is None and may(request.post, rules.RECTIFY, shown.site.unit)
    at, refused = measuring or (0, None)
    lines = [
        (line, refused if line.pk == at else MeasureForm(auto_id=f"id_{line.pk}_%s"))
        for line in shown.listed.all()
    ]
    live = Problem.objects.live().filter(site=shown.site_id).select_related("unit").order_by("due_on", "pk")
    context = {
        "entry": shown,
        "lines": lines,
        "live": live[:LIVE_SHOWN],
        "form": (listing or ListForm()) if may_report else None,
        "may_report": may_report,
    }
    is_wrong = listing is not None or measuring is not None
    return render(request, "portal_inspection/entry.html", context, status=422 if is_wrong else 200)


def _seen(request: OfficeRequest, round_id: int) -> Round:
    entered = Entry.objects.visible_to(request.post).values("round")
    found = (Round.objects.visible_to(request.post) | Round.objects.filter(pk__in=entered)).distinct()
    return get_object_or_404(found.select_related("unit"), pk=round_id)


def _is_own(request: OfficeRequest, held: Round) -> bool:
    return may(request.post, rules.INSPECT, held.unit)


def _own(request: OfficeRequest, round_id: int) -> Round:
    seen = Round.objects.visible_to(request.post).select_related("unit")
    return get_object_or_404(seen, pk=round_id)


def _seen_entry(request: OfficeRequest, entry_id: int) -> Entry:
    found = Entry.objects.visible_to(request.post).select_related("round__unit", "site__unit", "reported_by")
    return get_object_or_404(found, pk=entry_id)
