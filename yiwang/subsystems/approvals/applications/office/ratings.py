"""What does the workbench show of bad ratings, and what may be done about each?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import parties
from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.approvals.applications import indicators, rules, waiting
from yiwang.subsystems.approvals.applications.actions import following_up
from yiwang.subsystems.approvals.applications.forms import CallBackForm, RectifyForm, UnfoundedForm
from yiwang.subsystems.approvals.applications.models import FollowUp

TABS = {"": "待整改", "closed": "已办结", "all": "全部"}
VERBS: dict[str, tuple[str, str, type[forms.Form], Any]] = {
    "call": (
        "登记回访",
        "回访已登记。",
        CallBackForm,
        lambda by, pk, said: following_up.call_back(by, pk, **said),
    ),
    "rectify": (
        "报整改结果",
        "整改结果已登记，已办结。",
        RectifyForm,
        lambda by, pk, said: following_up.rectify(by, pk, said["measures"]),
    ),
    "dismiss": (
        "认定不实",
        "已认定不实，不再计入统计。",
        UnfoundedForm,
        lambda by, pk, said: following_up.dismiss(by, pk, said["measures"]),
    ),
}


@require_safe
@office(rules.FOLLOW_UP)
def follow_ups(request: OfficeRequest) -> HttpResponse:
    """With the three rates of the post's units; a fixed number of queries."""
    tab = request.GET.get("state", "")
    rows = FollowUp.objects.visible_to(request.post).in_full()
    if tab != "all":
        rows = rows.exclude(closed_at=None) if tab == "closed" else rows.open()
    page = page_of(rows.order_by("-opened_at", "-pk"), request.GET.get("page"))
    clocks = waiting.clocks_of(following_up.CLOCK, (row.pk for row in page.rows))
    context = {
        "page": page,
        "rows": [(row, due_of(clocks.get(row.pk))) for row in page.rows],
        "tab": tab,
        "tabs": TABS.items(),
        "rates": indicators.rates(request.post),
    }
    return render(request, "applications/office/follow_ups.html", context)


def _found(request: OfficeRequest, follow_up_id: int) -> FollowUp:
    return get_object_or_404(FollowUp.objects.visible_to(request.post).in_full(), pk=follow_up_id)


@require_safe
@office(rules.FOLLOW_UP)
def follow_up(request: OfficeRequest, follow_up_id: int) -> HttpResponse:
    return _page(request, _found(request, follow_up_id), {})


def _page(request: OfficeRequest, shown: FollowUp, refused: dict[str, forms.Form]) -> HttpResponse:
    clock = waiting.clocks_of(following_up.CLOCK, [shown.pk]).get(shown.pk)
    offers = (
        []
        if shown.closed_at
        else [(verb, VERBS[verb][0], refused.get(verb) or _blank(verb)) for verb in VERBS]
    )
    party = shown.application.case.party
    context = {
        "follow_up": shown,
        "case": shown.application.case,
        "party": parties.name_shown(party),
        "due": due_of(clock) if not shown.closed_at else Due(),
        "outcome": following_up.OUTCOMES.get(shown.outcome, ""),
        "calls": shown.call_backs.all(),
        "offers": offers,
        "open": next(iter(refused), ""),
    }
    return render(request, "applications/office/follow_up.html", context, status=422 if refused else 200)


def _blank(verb: str) -> forms.Form:
    return VERBS[verb][2](prefix=verb)


@require_POST
@office(rules.FOLLOW_UP)
def step(request: OfficeRequest, follow_up_id: int, verb: str) -> HttpResponse:
    """Do it; what is refused is said on the page, with what was typed."""
    if verb not in VERBS:
        raise Http404
    shown = _found(request, follow_up_id)
    _, said_so, form_class, call = VERBS[verb]
    form = form_class(request.POST, prefix=verb)
    if form.is_valid():
        try:
            call(request.actor, shown.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, said_so)
            return redirect("applications:follow_up", shown.pk)
    return _page(request, _found(request, follow_up_id), {verb: form})
