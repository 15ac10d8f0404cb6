"""How does a clerk take an application in: choose the item, fill in, print the receipt?"""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import day_of, now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import sealing
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.papers import pdf
from yiwang.subsystems.approvals.applications import editions
from yiwang.subsystems.approvals.counter import papers, places, rules
from yiwang.subsystems.approvals.counter.actions import taking_in
from yiwang.subsystems.approvals.counter.actions.taking_in import Applied
from yiwang.subsystems.approvals.counter.forms.taking import MaterialsForm, PartyForm, materials_form
from yiwang.subsystems.approvals.counter.models import TakenIn
from yiwang.subsystems.approvals.items import queries
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.sheets import entries
from yiwang.subsystems.approvals.sheets.fields import Sheet
from yiwang.subsystems.approvals.sheets.forms import SheetForm, form_for
from yiwang.subsystems.approvals.sheets.reading import read as read_sheet

KEPT, PURPOSE, KEPT_MINUTES = "counter_receipt", "counter", 60
SHOWN = 40


@require_safe
@office(rules.SERVE)
def items(request: OfficeRequest) -> HttpResponse:
    """Which item? By words or code; first those that the clerk's window serves."""
    asked = request.GET.get("q", "").strip()[:60]
    rows = Implementation.objects.in_force().select_related("unit").order_by("name", "code")
    window = places.window_of(request.post)
    units = [unit.pk for service in window.services.all() for unit in service.units.all()] if window else []
    if asked:
        rows = rows.mentioning(asked)
    elif units:
        rows = rows.filter(unit__in=units)
    context = {"rows": list(rows[:SHOWN]), "q": asked, "is_ours": bool(units and not asked)}
    return render(request, "counter/items.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.SERVE)
def take(request: OfficeRequest, code: str) -> HttpResponse:
    """Party, form and materials on one page; everything typed and uploaded stays when something is wrong."""
    edition = _edition(code)
    elements = editions.elements_of(edition)
    sheet = read_sheet(elements.sheet) if elements.sheet else None
    party = PartyForm(elements, request.POST or None)
    materials = materials_form(elements.materials_asked, request, request.actor)
    filled, is_rearranged = _sheet_form(request, sheet)
    if request.method != "POST" or is_rearranged:
        if is_rearranged:
            materials.is_valid()
        return _page(request, edition, party, filled, materials)
    is_right = all([party.is_valid(), filled is None or filled.is_valid(), materials.is_valid()])
    if not is_right:
        return _page(request, edition, party, filled, materials, status=422)
    applied = Applied(
        party=party.party(),
        answers=filled.answers if filled else {},
        brought=materials.brought(),
        delivery=party.delivery(),
        project=party.cleaned_data.get("project", ""),
    )
    try:
        receipt = taking_in.take_in(request.actor, edition, applied)
    except Refused as refused:
        refusal = "" if party.refuse(refused) else refused.sentence
        return _page(request, edition, party, filled, materials, refusal=refusal, status=422)
    _keep(request, receipt)
    messages.success(request, "已收件，请打印收件回执交给申请人。")
    return redirect("counter:receipt", receipt.taken.pk)


def _edition(code: str) -> Edition:
    """Raises Refused, with the sentence that says since when nobody can apply."""
    implementation = get_object_or_404(Implementation, code=code)
    try:
        return queries.in_force(code, today())
    except Refused:
        raise Refused(editions.closed_sentence(implementation)) from None


def _sheet_form(request: OfficeRequest, sheet: Sheet | None) -> tuple[SheetForm | None, bool]:
    """The form, and whether a row was only added or removed."""
    if sheet is None:
        return None, False
    if request.method != "POST":
        return form_for(sheet), False
    given = entries.entered(sheet, request.POST)
    rearranged = entries.rearranged(sheet, given, request.POST)
    if rearranged is not None:
        return form_for(sheet, given=rearranged), True
    return form_for(sheet, request.POST), False


def _page(
    request: OfficeRequest,
    edition: Edition,
    party: PartyForm,
    filled: SheetForm | None,
    materials: MaterialsForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    elements = editions.elements_of(edition)
    context = {
        "edition": edition,
        "elements": elements,
        "party": party,
        "form": filled,
        "faults": filled.summary() if filled and filled.is_bound else [],
        "materials": materials,
        "refusal": refusal,
    }
    return render(request, "counter/take.html", context, status=status)


def _keep(request: OfficeRequest, receipt: taking_in.Receipt) -> None:
    """The code, sealed, for this session and an hour: long enough to print it again when paper jams."""
    kept = {"taken": receipt.taken.pk, "code": receipt.code, "at": now().timestamp()}
    request.session[KEPT] = sealing.seal(json.dumps(kept), PURPOSE)


def _kept_code(request: OfficeRequest, taken: TakenIn) -> str:
    sealed = request.session.get(KEPT, "")
    kept: dict[str, Any] = json.loads(sealing.opened(sealed, PURPOSE)) if sealed else {}
    is_fresh = now().timestamp() - kept.get("at", 0) < KEPT_MINUTES * 60
    return str(kept["code"]) if is_fresh and kept.get("taken") == taken.pk else ""


def _own(request: OfficeRequest, taken_id: int) -> TakenIn:
    """What the clerk took in."""
    taken = TakenIn.objects.select_related("case__party", "case__unit")
    return get_object_or_404(taken, pk=taken_id, clerk=request.post.person_id, is_first=True)


@require_safe
@office(rules.SERVE)
def receipt(request: OfficeRequest, taken_id: int) -> HttpResponse:
    taken = _own(request, taken_id)
    context = {
        "taken": taken,
        "has_code": bool(_kept_code(request, taken)),
        "rows": [(one, papers.FORMS[one["form"]]) for one in taken.materials],
    }
    return render(request, "counter/receipt.html", context)


@require_safe
@office(rules.SERVE)
def receipt_paper(request: OfficeRequest, taken_id: int) -> HttpResponse:
    taken = _own(request, taken_id)
    content = pdf.drawn(papers.receipt(taken, _kept_code(request, taken), _promised(taken)))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{taken.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _promised(taken: TakenIn) -> list[tuple[str, str]]:
    """Until when the applicant is answered, and how long the decision may take."""
    due = taken.case.accept_due_at
    elements = editions.elements_of(taken.case.application.edition)
    limit = elements.promised_limit or elements.legal_limit
    promised = []
    if due:
        last = day_of(shifted(due, seconds=-1))
        words = f"最迟{last.year}年{last.month}月{last.day}日告知是否受理、需要补正什么"
        promised.append(("受理答复", words))
    if limit:
        promised.append(("办结时限", f"受理以后{limit}"))
    return promised
