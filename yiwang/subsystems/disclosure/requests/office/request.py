"""What does an official see of one request, and what is done with it there?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.office.own_pages import Held, offered
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests import sight as sights
from yiwang.subsystems.disclosure.requests.office.deeds import DEEDS
from yiwang.subsystems.disclosure.requests.sight import Sight


@require_safe
@office(rules.READ)
def page(request: OfficeRequest, request_id: int) -> HttpResponse:
    """Whoever reads it without handling it is recorded."""
    sight = _seen(request, request_id)
    if not sight.may_open_party:
        cases.oversee(request.actor, sight.case)
    return _page(request, sight)


@require_POST
@office(rules.READ)
def deed(request: OfficeRequest, request_id: int, code: str) -> HttpResponse:
    """Do it; where a rule says no, the page says so with what was typed still in the form."""
    if code not in DEEDS:
        raise Http404
    sight = _seen(request, request_id)
    form = DEEDS[code].form(request.POST, request.FILES, prefix=code, sight=sight)
    if receiving(form, by=request.actor).is_valid():
        try:
            told = DEEDS[code].call(request.actor, sight, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, told)
            return redirect("disclosure_requests:request_page", request_id)
    return _page(request, _seen(request, request_id), (code, form), status=422)


@require_POST
@office(rules.READ)
def party(request: OfficeRequest, request_id: int) -> HttpResponse:
    """The applicant in full, on this one page only; the record says who looked."""
    sight = _seen(request, request_id)
    if not sight.may_open_party:
        raise Refused("只有办理这件申请的单位可以查看申请人完整信息。")
    facts = cases.read_party(request.actor, sight.case).shown
    return _page(request, sight, party=sights.called(facts))


def _seen(request: OfficeRequest, request_id: int) -> Sight:
    sight = sights.sight_of(request_id, request.post)
    if sight is None:
        raise Http404
    return sight


def _page(
    request: OfficeRequest,
    sight: Sight,
    held: Held = None,
    *,
    party: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "sight": sight,
        "wanted": sight.request,
        "case": sight.case,
        "party": party or sight.party,
        "is_party_open": party is not None,
        **offered(DEEDS, sight.deeds, sight, held),
        "rating": states.LEVELS.get(sight.case.rating, ""),
    }
    return render(request, "requests/request.html", context, status=status)
