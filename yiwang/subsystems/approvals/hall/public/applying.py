"""How does somebody apply: who they are, the form, the materials, and what they sign?"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.intake import limits, throttle, tracking
from yiwang.kernel.intake.gate import by, who
from yiwang.subsystems.approvals.hall import guide_page, readiness, rules, shown
from yiwang.subsystems.approvals.hall.actions import drafts
from yiwang.subsystems.approvals.hall.actions.handing_in import Signed, hand_in
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.forms import MaterialsForm, PartyForm, SignForm
from yiwang.subsystems.approvals.hall.models import DraftFile
from yiwang.subsystems.approvals.hall.public.place import Place, step, without_draft
from yiwang.subsystems.approvals.sheets import entries, known
from yiwang.subsystems.approvals.sheets.forms import Fault, SheetForm, form_for

SAVE, NEXT = "save", "next"


@require_http_methods(["GET", "HEAD", "POST"])
@step
def party(request: HttpRequest, place: Place) -> HttpResponse:
    if request.method != "POST":
        form = PartyForm(place.elements, initial=dict(place.written.party))
        return _party_page(place, form)
    form = PartyForm(place.elements, request.POST)
    is_right = form.is_valid()
    try:
        place.write(Content(form.typed(), place.written.answers))
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _party_page(place, form)
    if _asks_to_save(request):
        return place.saved()
    return _onward(place, rules.PARTY) if is_right else _party_page(place, form)


def _party_page(place: Place, form: PartyForm) -> HttpResponse:
    return place.page(
        "hall/apply_party.html",
        rules.PARTY,
        status=422 if form.errors else 200,
        form=form,
        faults=form.summary(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@step
def sheet(request: HttpRequest, place: Place) -> HttpResponse:
    if place.draft is None:
        return without_draft(request, place)
    if rules.SHEET not in place.steps:
        return place.led(rules.step_after(rules.PARTY, place.steps))
    if request.method != "POST":
        given = known.filled(place.sheet, place.written.answers, place.written.facts())
        form = form_for(place.sheet, given=given)
        return _sheet_page(place, form, brought=len(given) - len(place.written.answers))
    given = entries.entered(place.sheet, request.POST)
    rearranged = entries.rearranged(place.sheet, given, request.POST)
    form = form_for(place.sheet, given=rearranged) if rearranged else form_for(place.sheet, request.POST)
    try:
        place.write(replace(place.written, answers=rearranged or form.given))
    except Refused as refused:
        return _sheet_page(place, form, refusal=refused.sentence)
    if rearranged is not None:
        return _sheet_page(place, form)
    if _asks_to_save(request):
        return place.saved()
    return _onward(place, rules.SHEET) if form.is_valid() else _sheet_page(place, form)


def _sheet_page(place: Place, form: SheetForm, *, brought: int = 0, refusal: str = "") -> HttpResponse:
    return place.page(
        "hall/apply_sheet.html",
        rules.SHEET,
        status=422 if form.faults or refusal else 200,
        form=form,
        faults=form.summary(),
        brought=brought,
        refusal=refusal,
        heading=place.sheet.title or "申请表",
        hint=place.sheet.hint,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@step
def materials(request: HttpRequest, place: Place) -> HttpResponse:
    """Each file is kept with the draft as soon as it came, whatever is wrong with the others."""
    if place.draft is None:
        return without_draft(request, place)
    if rules.MATERIALS not in place.steps:
        return place.led(rules.REVIEW)
    if request.method != "POST":
        return _materials_page(place, MaterialsForm(place.elements.materials_asked))
    if dropped := request.POST.get("drop", ""):
        return _dropped(place, dropped)
    form = receiving(
        MaterialsForm(place.elements.materials_asked, request.POST, request.FILES), by=by(request)
    )
    form.is_valid()
    _attach(place, form)
    if form.errors:
        return _materials_page(place, form)
    if _asks_to_save(request):
        return place.saved()
    if request.POST.get("go") != NEXT:
        return place.led(rules.MATERIALS)
    return _onward(place, rules.MATERIALS)


def _attach(place: Place, form: MaterialsForm) -> None:
    for name, material in form.materials.items():
        stored = form.cleaned_data.get(name)
        if stored is None or name in form.errors:
            continue
        try:
            drafts.attach(by(place.request), place.begun.pk, material.code, stored)
        except Refused as refused:
            form.add_error(name, refused.sentence)


def _dropped(place: Place, file_id: str) -> HttpResponse:
    if file_id.isascii() and file_id.isdigit():
        drafts.detach(by(place.request), place.begun.pk, int(file_id[:18]))
    return place.led(rules.MATERIALS)


def _materials_page(place: Place, form: MaterialsForm) -> HttpResponse:
    attached = _files(place)
    papers = guide_page.papers(place.guide, place.elements)
    rows = [
        {
            "paper": paper,
            "field": form[name] if name in form.fields else None,
            "files": [one for one in attached if one.material == paper.material.code],
        }
        for paper, name in zip(papers, form.materials, strict=True)
    ]
    faults = [
        Fault(form[name].auto_id, form.materials[name].name, str(text))
        for name, errors in form.errors.items()
        if name in form.fields
        for text in errors
    ]
    return place.page(
        "hall/apply_materials.html",
        rules.MATERIALS,
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        shared=guide_page.shared(place.elements),
        faults=faults,
    )


def _files(place: Place) -> list[DraftFile]:
    return list(place.draft.files.select_related("stored")) if place.draft else []


@require_http_methods(["GET", "HEAD", "POST"])
@step
def review(request: HttpRequest, place: Place) -> HttpResponse:
    """Everything once more, the statement, the signature; then it is handed in."""
    if place.draft is None:
        return without_draft(request, place)
    if request.method != "POST":
        return _review_page(place, SignForm())
    form = SignForm(request.POST)
    if _asks_to_save(request):
        return place.saved()
    if not form.is_valid():
        return _review_page(place, form)
    throttle.spend(throttle.Count("submissions", limits.SUBMISSIONS_AN_HOUR), who(request))
    return _handed_in(request, place, form)


def _handed_in(request: HttpRequest, place: Place, form: SignForm) -> HttpResponse:
    said = form.cleaned_data
    signed = Signed(said["token"], said["signer"], said["strokes"], request.META.get("HTTP_USER_AGENT", ""))
    try:
        receipt = hand_in(by(request), place.begun.pk, signed)
    except Refused as refused:
        if refused.field == "edition":
            return place.led(rules.REVIEW)
        refused.show_in(form)
        return _review_page(place, form)
    response = redirect("intake:receipt")
    tracking.show_receipt(response, receipt)
    return response


def _review_page(place: Place, form: SignForm) -> HttpResponse:
    attached = _files(place)
    gaps = [
        {"address": place.address(gap.step), "title": gap.title, "sentence": gap.sentence}
        for gap in readiness.gaps(place.elements, place.written, attached)
    ]
    listed = [
        {"name": material.name, "files": [one.name for one in attached if one.material == material.code]}
        for material in place.elements.materials_asked
    ]
    return place.page(
        "hall/apply_review.html",
        rules.REVIEW,
        status=422 if form.errors else 200,
        form=form,
        gaps=gaps,
        party=shown.of_draft(place.written),
        answers=shown.answers(place.elements, place.written.answers),
        materials=listed,
        statement=rules.STATEMENT,
        party_address=place.address(rules.PARTY),
        sheet_address=place.address(rules.SHEET) if rules.SHEET in place.steps else "",
        materials_address=place.address(rules.MATERIALS) if rules.MATERIALS in place.steps else "",
    )


def _asks_to_save(request: HttpRequest) -> bool:
    return request.POST.get("go") == SAVE


def _onward(place: Place, here: str) -> HttpResponse:
    """To the next step; what had changed was read by now."""
    drafts.hear(by(place.request), place.begun.pk)
    return place.led(rules.step_after(here, place.steps))
