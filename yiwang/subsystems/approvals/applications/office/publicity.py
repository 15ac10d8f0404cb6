"""What does the workbench show of licences to be published, and what may be done with each?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.approvals.applications import rules, waiting
from yiwang.subsystems.approvals.applications.actions import exporting, publishing
from yiwang.subsystems.approvals.applications.forms import CorrectForm, ExemptForm, SpanForm, WithdrawForm
from yiwang.subsystems.approvals.applications.models import Publicity
from yiwang.subsystems.approvals.applications.publicity import rules as licences

State = Publicity.State
TABS = {"": "待公示", "published": "已公示", "exempt": "不予公示", "withdrawn": "已撤下"}
TONES = {State.DUE: "warn", State.PUBLISHED: "good", State.EXEMPT: "", State.WITHDRAWN: "bad"}
VERBS: dict[str, tuple[str, str, type[forms.Form], str, Any]] = {
    "publish": (
        "立即公示",
        "已公示。",
        forms.Form,
        State.DUE,
        lambda by, pk, said: publishing.publish(by, pk),
    ),
    "correct": (
        "更正内容",
        "已更正。",
        CorrectForm,
        State.DUE,
        publishing.correct,
    ),
    "exempt": (
        "不予公示",
        "已登记为不予公示。",
        ExemptForm,
        State.DUE,
        lambda by, pk, said: publishing.exempt(by, pk, said["ground"], said["reason"]),
    ),
    "withdraw": (
        "撤下公示",
        "已撤下。",
        WithdrawForm,
        State.PUBLISHED,
        lambda by, pk, said: publishing.take_down(by, pk, said["reason"]),
    ),
}


@require_safe
@office(rules.PUBLISH)
def publicity_list(request: OfficeRequest) -> HttpResponse:
    tab = request.GET.get("state", "")
    rows = Publicity.objects.visible_to(request.post).filter(state=tab if tab in State.values else State.DUE)
    page = page_of(rows.select_related("unit").order_by("-decided_on", "-pk"), request.GET.get("page"))
    clocks = waiting.clocks_of(publishing.CLOCK, (row.pk for row in page.rows))
    context = {
        "page": page,
        "rows": [(row, _due(row, clocks.get(row.pk)), _faults(row)) for row in page.rows],
        "tab": tab if tab in State.values else "",
        "tabs": TABS.items(),
        "span": SpanForm.of_this_month(),
    }
    return render(request, "applications/office/publicity_list.html", context)


def _due(row: Publicity, clock: Any) -> Due:
    return due_of(clock) if row.state == State.DUE else Due()


def _faults(row: Publicity) -> list[str]:
    return licences.faults(row.record, today()) if row.state == State.DUE else []


def _found(request: OfficeRequest, publicity_id: int) -> Publicity:
    visible = Publicity.objects.visible_to(request.post).select_related("unit", "application__case")
    return get_object_or_404(visible, pk=publicity_id)


@require_safe
@office(rules.PUBLISH)
def publicity(request: OfficeRequest, publicity_id: int) -> HttpResponse:
    return _page(request, _found(request, publicity_id), {})


def _page(request: OfficeRequest, shown: Publicity, refused: dict[str, forms.Form]) -> HttpResponse:
    """As everybody reads or would read it, with what is in the way."""
    fields = licences.in_words(licences.shown(shown.record, publishing.masked_name(shown)))
    context = {
        "publicity": shown,
        "case": shown.application.case,
        "tone": TONES[State(shown.state)],
        "ground": licences.GROUNDS.get(shown.ground, ""),
        "fields": fields,
        "faults": _faults(shown),
        "due": _due(shown, waiting.clocks_of(publishing.CLOCK, [shown.pk]).get(shown.pk)),
        "offers": [
            (verb, label, refused.get(verb) or form(prefix=verb, initial=shown.record))
            for verb, (label, _, form, state, _) in VERBS.items()
            if shown.state == state
        ],
        "open": next(iter(refused), ""),
    }
    return render(request, "applications/office/publicity.html", context, status=422 if refused else 200)


@require_POST
@office(rules.PUBLISH)
def step(request: OfficeRequest, publicity_id: int, verb: str) -> HttpResponse:
    """Do it; what is refused is said on the page, with what was typed."""
    if verb not in VERBS:
        raise Http404
    shown = _found(request, publicity_id)
    _, said_so, form_class, _, call = VERBS[verb]
    form = form_class(request.POST, prefix=verb)
    if form.is_valid():
        try:
            call(request.actor, shown.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, said_so)
            return redirect("applications:publicity", shown.pk)
    return _page(request, _found(request, publicity_id), {verb: form})


@require_safe
@office(rules.PUBLISH)
def table(request: OfficeRequest) -> HttpResponse:
    """For the credit platform: every field, unmasked; who took it out stands in the record."""
    form = SpanForm(request.GET)
    if not form.is_valid():
        raise Refused("请选择起止日期。")
    said = form.cleaned_data
    text = exporting.export(request.actor, request.post, said["since"], said["until"])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="licences-full.csv"'
    return response
