"""What does the workbench show of corrections, and which steps does it offer?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit import events
from yiwang.kernel.audit.queries import history
from yiwang.kernel.deadlines.due import due_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.rules import STARS
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.portal.corrections import actions, rules, timing
from yiwang.subsystems.portal.corrections.forms import NarrowForm, WordsForm
from yiwang.subsystems.portal.corrections.models import Correction, CorrectionQuerySet

TABS = {"": "待办", "all": "全部", **rules.STATES}
STEPS: dict[str, tuple[str, type[forms.Form], Any]] = {
    "accept": ("已受理，网民能看到。", forms.Form, lambda by, pk, said: actions.accept(by, pk)),
    "ask": ("已请网民补充，期限暂停。", WordsForm, lambda by, pk, said: actions.ask(by, pk, said["text"])),
    "answer": ("已答复。", WordsForm, lambda by, pk, said: actions.answer(by, pk, said["text"])),
    "dismiss": ("已办结。", WordsForm, lambda by, pk, said: actions.dismiss(by, pk, said["text"])),
}


@require_safe
@office(rules.HANDLE)
def correction_list(request: OfficeRequest) -> HttpResponse:
    tab = request.GET.get("state", "")
    rows = _in_tab(Correction.objects.visible_to(request.post).in_full(), tab)
    form = NarrowForm(request.GET)
    page = page_of(_narrowed(rows, form).order_by("-received_at", "-pk"), request.GET.get("page"))
    clocks = timing.clocks_of(page.rows)
    context = {
        "page": page,
        "rows": [(row, due_of(clocks.get(row.pk))) for row in page.rows],
        "tab": tab,
        "tabs": TABS.items(),
        "form": form,
    }
    return render(request, "portal/office/corrections.html", context)


def _in_tab(rows: CorrectionQuerySet, tab: str) -> CorrectionQuerySet:
    if tab in rules.STATES:
        return rows.standing(tab)
    return rows if tab == "all" else rows.waiting_for_us()


def _narrowed(rows: CorrectionQuerySet, form: NarrowForm) -> CorrectionQuerySet:
    if not form.is_valid():
        return rows
    said = form.cleaned_data
    if said["q"]:
        rows = rows.mentioning(said["q"])
    return rows.filter(fault=said["fault"]) if said["fault"] else rows


def _found(request: OfficeRequest, correction_id: int) -> Correction:
    visible = Correction.objects.visible_to(request.post).in_full()
    return get_object_or_404(visible, pk=correction_id)


@require_safe
@office(rules.HANDLE)
def correction(request: OfficeRequest, correction_id: int) -> HttpResponse:
    """One correction: what was said, what was done, what may be done now."""
    return _page(request, _found(request, correction_id), {})


def _page(
    request: OfficeRequest,
    shown: Correction,
    refused: dict[str, forms.Form],
    *,
    contact: Contact | None = None,
    status: int = 200,
) -> HttpResponse:
    offers = [
        (step, rules.STEP_LABELS[step], refused.get(step) or STEPS[step][1](prefix=step))
        for step in rules.allowed(shown.state)
    ]
    context = {
        "correction": shown,
        "due": due_of(timing.clocks_of([shown]).get(shown.pk)),
        "offers": offers,
        "open": next(iter(refused), ""),
        "contact": contact.shown if contact else _masked(shown),
        "is_contact_open": contact is not None,
        "files": shown.files.all(),
        "supplements": shown.supplements.prefetch_related("files"),
        "stars": STARS.get(shown.stars or 0, ""),
        "timeline": [
            (events.label(entry.act), entry) for entry in history("portal.correction", shown.pk, most=50)
        ],
    }
    return render(request, "portal/office/correction.html", context, status=status)


def _masked(shown: Correction) -> list[tuple[str, str]]:
    try:
        return contacts.of_matter(shown.matter).masked.shown
    except Refused as refused:
        return [("联系方式", refused.sentence)]


@require_POST
@office(rules.HANDLE)
def step(request: OfficeRequest, correction_id: int, verb: str) -> HttpResponse:
    """Take the step; what is refused is said on the page, with what was typed."""
    if verb not in STEPS:
        raise Http404
    said_so, form_class, take = STEPS[verb]
    shown = _found(request, correction_id)
    form = form_class(request.POST, prefix=verb)
    if form.is_valid():
        try:
            take(request.actor, shown.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, said_so)
            return redirect("portal:correction", shown.pk)
    return _page(request, _found(request, correction_id), {verb: form}, status=422)


@require_POST
@office(rules.HANDLE)
def contact(request: OfficeRequest, correction_id: int) -> HttpResponse:
    """The contact in full, on this one page only; the record says who looked."""
    shown = _found(request, correction_id)
    return _page(request, shown, {}, contact=actions.look_at_contact(request.actor, shown))
