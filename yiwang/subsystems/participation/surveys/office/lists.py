"""Which surveys does the unit hold?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.surveys import queries, rules
from yiwang.subsystems.participation.surveys.models import Survey

TABS = {"": "全部", "draft": "草稿", "open": "进行中", "over": "已结束"}


@require_safe
@office(rules.EDIT)
def survey_list(request: OfficeRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    moment = now()
    found = Survey.objects.visible_to(request.post).light().newest_first()
    if tab == "draft":
        found = found.filter(state=rules.DRAFT)
    elif tab == "open":
        found = found.open(moment)
    elif tab == "over":
        found = found.over(moment)
    text = request.GET.get("q", "").strip()[:60]
    if text:
        found = found.filter(title__icontains=text)
    page = page_of(found, request.GET.get("page"))
    remarks = queries.waiting_remarks(page.rows)
    rows = [(one, *standing(one, one.phase(moment)), remarks.get(one.pk, 0)) for one in page.rows]
    context = {"rows": rows, "page": page, "tab": tab, "tabs": TABS.items(), "text": text}
    return render(request, "surveys/office/list.html", context)


def standing(survey: Survey, phase: str) -> tuple[str, str]:
    """Label and tone."""
    if survey.state == rules.PUBLISHED:
        return rules.PHASES[phase], rules.TONES[phase]
    return rules.STATES[survey.state], rules.TONES[survey.state]
