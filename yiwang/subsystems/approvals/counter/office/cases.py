"""How does a case that was begun on the web, or here, go on at the window?"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as case_rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.counter import delivering, looking, rules
from yiwang.subsystems.approvals.counter.actions import going_on
from yiwang.subsystems.approvals.counter.forms.taking import (
    FetchForm,
    FindForm,
    MaterialsForm,
    SupplyForm,
    materials_form,
)
from yiwang.subsystems.approvals.counter.models import TakenIn
from yiwang.subsystems.approvals.payments import rules as payments
from yiwang.subsystems.approvals.payments.models import Bill

NOT_FOUND = "没有这个编号的办件，请对照回执核对。"


@require_POST
@office(rules.SERVE)
def find(request: OfficeRequest) -> HttpResponse:
    """By the exact number; a number never stands in an address."""
    form = FindForm(request.POST, auto_id="find_%s")
    if form.is_valid():
        case = looking.found(request.actor, form.cleaned_data["number"])
        if case:
            return redirect("counter:case", case.reference)
        form.add_error("number", NOT_FOUND)
    return render(request, "counter/find.html", {"find_form": form}, status=422)


@require_safe
@office(rules.SERVE)
def case(request: OfficeRequest, reference: str) -> HttpResponse:
    """By its reference, which only those know who gave the exact number."""
    return _page(request, _found(reference))


def _found(reference: str) -> Case:
    cases = Case.objects.filter(kind=applications.KIND).select_related(
        "party", "unit", "clock", "application"
    )
    return get_object_or_404(cases, reference=reference)


def _page(
    request: OfficeRequest,
    shown: Case,
    *,
    materials: MaterialsForm | None = None,
    supply: SupplyForm | None = None,
    fetch: FetchForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    listed = list(shown.materials.all())
    given = [form for form in (materials, supply, fetch) if form is not None]
    is_wrong = bool(refusal) or any(form.errors for form in given)
    is_decided = shown.state == case_rules.DECIDED
    context = {
        "case": shown,
        "party": parties.facts_of(shown.party).masked.shown,
        "materials": materials or MaterialsForm(listed),
        "supply_form": supply or SupplyForm(),
        "is_asked": shown.state == case_rules.ASKED,
        "fetch_form": fetch or FetchForm(),
        "is_to_fetch": is_decided,
        "right": delivering.right_to(request.post, shown) if is_decided else None,
        "events": shown.events.public().order_by("-pk")[:20],
        "bills": Bill.objects.filter(case=shown).order_by("pk"),
        "may_demand": may(request.post, payments.DEMAND) and shown.is_open,
        "taken": TakenIn.objects.filter(case=shown).select_related("window__hall", "clerk"),
        "refusal": refusal,
    }
    return render(request, "counter/case.html", context, status=422 if is_wrong else 200)


@require_POST
@office(rules.SERVE)
def supply(request: OfficeRequest, reference: str) -> HttpResponse:
    """What was asked for, or only originals that are compared: as the case stands."""
    shown = _found(reference)
    materials = materials_form(list(shown.materials.all()), request, request.actor)
    said = SupplyForm(request.POST)
    if not all([materials.is_valid(), said.is_valid()]):
        return _page(request, shown, materials=materials, supply=said)
    brought = materials.brought()
    try:
        if shown.state == case_rules.ASKED:
            going_on.supply(request.actor, shown.pk, said.cleaned_data["text"], brought)
        else:
            going_on.check_originals(request.actor, shown.pk, brought.originals)
    except Refused as refused:
        return _page(request, shown, materials=materials, supply=said, refusal=refused.sentence)
    messages.success(request, "已登记。")
    return redirect("counter:case", reference)


@require_POST
@office(rules.SERVE)
def hand_over(request: OfficeRequest, reference: str) -> HttpResponse:
    shown = _found(reference)
    form = FetchForm(request.POST)
    if form.is_valid():
        try:
            going_on.hand_over(request.actor, shown.pk, form.fetched())
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, "已送达，办件办结。")
            return redirect("counter:case", reference)
    return _page(request, _found(reference), fetch=form)


def _refuse(form: forms.Form, refused: Refused) -> None:
    refused.show_in(form)
