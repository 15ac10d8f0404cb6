"""Where does the public read drafts, say something to them, and read what became of it?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.intake.gate import handed_in, public_form
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.consultations import progress, rules
from yiwang.subsystems.participation.consultations.forms.writing import WHOLE, OpinionForm
from yiwang.subsystems.participation.consultations.models import OpenConsultation

TABS = {"": "征集中", "answered": "已反馈", "all": "全部"}
PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    day = today()
    found = OpenConsultation.objects.published().light().newest_first()
    if tab == "":
        found = found.filter(state=rules.PUBLISHED, closes_on__gte=day)
    elif tab == "answered":
        found = found.filter(state=rules.ANSWERED)
    page = page_of(found, request.GET.get("page"), PER_PAGE)
    rows = [(one, *standing(one)) for one in page.rows]
    context = {"rows": rows, "page": page, "tab": tab, "tabs": TABS.items()}
    return render(request, "consultations/public/list.html", context)


def standing(shown: OpenConsultation) -> tuple[str, str]:
    """Label and tone."""
    if shown.state == rules.PUBLISHED:
        phase = shown.phase(today())
        return rules.PHASES[phase], rules.TONES[phase]
    return rules.STATES[shown.state], rules.TONES[shown.state]


@require_safe
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "consultations/public/draft.html", _context(_found(reference)))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, reference: str) -> HttpResponseBase:
    shown = _found(reference)
    if not _is_open(shown):
        status = 409 if request.method == "POST" else 200
        return render(request, "consultations/public/closed.html", _context(shown), status=status)
    if request.method != "POST":
        return _form_page(request, shown, OpinionForm(shown=shown))
    form = OpinionForm(request.POST, shown=shown)
    response = handed_in(request, form) if form.is_valid() else None
    return response or _form_page(request, shown, form)


def _form_page(request: HttpRequest, shown: OpenConsultation, form: OpinionForm) -> HttpResponse:
    asked = request.GET.get("clause", "")
    context = {**_context(shown), "form": form, "asked": asked, "whole": WHOLE}
    status = 422 if form.is_bound else 200
    return render(request, "consultations/public/write.html", context, status=status)


def _found(reference: str) -> OpenConsultation:
    found = OpenConsultation.objects.prefetch_related("files").filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _is_open(shown: OpenConsultation) -> bool:
    return shown.state == rules.PUBLISHED and shown.phase(today()) == rules.OPEN


def _context(shown: OpenConsultation) -> dict[str, Any]:
    label, tone = standing(shown)
    return {
        "shown": shown,
        "label": label,
        "tone": tone,
        "is_open": _is_open(shown),
        "is_withdrawn": shown.state == rules.WITHDRAWN,
        "days": rules.days(shown.opens_on, shown.closes_on),
        "files": [stored for stored in shown.files.all() if stored.is_clean],
        "clauses": progress.with_opinions(shown),
        "whole_opinions": progress.of_whole(shown),
        "figures": progress.figures(shown),
    }
