"""What does an official see of one case, and what may be done with it now? Everything on one screen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.cases import actions, rules
from yiwang.kernel.cases.office import offers
from yiwang.kernel.cases.office.offers import Offer
from yiwang.kernel.cases.sight import Sight, sight_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest


@require_safe
@office(rules.READ)
def page(request: OfficeRequest, case_id: int) -> HttpResponse:
    """Whoever reads it as a supervisor of others is recorded."""
    return _page(request, _read(request, case_id))


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.READ)
def deed(request: OfficeRequest, case_id: int, code: str, target_id: int) -> HttpResponse:
    """Asked for, the page with its form open; handed in, do it. Where a rule says no, the page says so with
    what was typed still in the form.
    """
    if request.method != "POST":
        return _opened(request, case_id, code, target_id)
    sight = _seen(request, case_id)
    offer = offers.answered(sight, request.actor, code, target_id, request.POST, request.FILES)
    if offer is None:
        raise Http404
    if offer.form.is_valid():
        try:
            done = offers.call(sight, request.actor, offer)
        except Refused as refused:
            refused.show_in(offer.form)
        else:
            messages.success(request, done)
            return redirect("cases:page", case_id)
    offer.is_refused = True
    return _page(request, _seen(request, case_id), offer, status=422)


def _opened(request: OfficeRequest, case_id: int, code: str, target_id: int) -> HttpResponse:
    sight = _read(request, case_id)
    offer = offers.opened(sight, code, target_id)
    if offer is None:
        messages.info(request, "这项操作现在不能办理，下面是办件的最新情况。")
        return redirect("cases:page", case_id)
    return _page(request, sight, offer)


@require_POST
@office(rules.READ)
def party(request: OfficeRequest, case_id: int) -> HttpResponse:
    """The party in full, on this one page only; the record says who looked."""
    sight = _seen(request, case_id)
    facts = actions.read_party(request.actor, sight.case)
    return _page(request, sight, party=facts.shown)


@require_POST
@office(rules.HANDLE)
def phrase(request: OfficeRequest, case_id: int) -> HttpResponse:
    """Keep a common phrase, or drop one; the page comes back with it."""
    dropped = request.POST.get("drop", "")
    try:
        if dropped.isascii() and dropped.isdigit():
            actions.drop_phrase(request.actor, int(dropped[:18]))
        else:
            actions.keep_phrase(request.actor, request.POST.get("text", ""))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("cases:page", case_id)


def _read(request: OfficeRequest, case_id: int) -> Sight:
    sight = _seen(request, case_id)
    if sight.is_overseen:
        actions.oversee(request.actor, sight.case)
    return sight


def _seen(request: OfficeRequest, case_id: int) -> Sight:
    """Read anew: after an action, or after its refusal, the case may stand elsewhere."""
    sight = sight_of(case_id, request.post)
    if sight is None:
        raise Http404
    return sight


def _page(
    request: OfficeRequest,
    sight: Sight,
    held: Offer | None = None,
    *,
    party: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    about_material = held is not None and held.code in {"check-material", "add-file"}
    offered = offers.offers(sight, None if about_material else held)
    context: dict[str, Any] = {
        "sight": sight,
        "case": sight.case,
        "party": party or sight.party,
        "is_party_open": party is not None,
        "main": [offer for offer in offered if offer.is_main or offer.is_open],
        "more": [offer for offer in offered if not (offer.is_main or offer.is_open)],
        "materials": [
            (
                material,
                sight.files.get(material.pk, []),
                offers.of_material(sight, material, held if about_material else None),
            )
            for material in sight.materials
        ],
        "held": held,
    }
    return render(request, "cases/page.html", context, status=status)
