"""Which consultations does the unit hold?"""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.models import Consultation

TABS = {"": "全部", "draft": "起草", "open": "征集中", "over": "待反馈", "answered": "已反馈"}


@require_safe
@office(rules.EDIT)
def consultation_list(request: OfficeRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    day, moment = today(), now()
    found = Consultation.objects.visible_to(request.post).light().newest_first()
    if tab in {rules.DRAFT, rules.ANSWERED}:
        found = found.filter(state=tab)
    elif tab == "open":
        found = found.open(day)
    elif tab == "over":
        found = found.over(day)
    text = request.GET.get("q", "").strip()[:60]
    if text:
        found = found.filter(title__icontains=text)
    page = page_of(found, request.GET.get("page"))
    rows = [(one, *standing(one), is_late(one, moment)) for one in page.rows]
    context = {"rows": rows, "page": page, "tab": tab, "tabs": TABS.items(), "text": text}
    return render(request, "consultations/office/list.html", context)


def is_late(shown: Consultation, moment: datetime) -> bool:
    """The feedback is due and not there."""
    clock = shown.clock
    return bool(clock and clock.stopped_at is None and clock.due_at and clock.due_at <= moment)


def standing(shown: Consultation) -> tuple[str, str]:
    """Label and tone."""
    if shown.state == rules.PUBLISHED:
        phase = shown.phase(today())
        return rules.PHASES[phase], rules.TONES[phase]
    return rules.STATES[shown.state], rules.TONES[shown.state]
