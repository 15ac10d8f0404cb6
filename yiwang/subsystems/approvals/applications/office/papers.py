"""How does an official read a paper of a case, and send again what did not reach the applicant?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.approvals.applications.actions import issuing, telling
from yiwang.subsystems.approvals.applications.models import Application, Paper, Telling


@require_safe
@office
def paper(request: OfficeRequest, paper_id: int, form: str) -> HttpResponse:
    """``pdf`` or ``docx``; drawn now where nobody asked for it before."""
    if form not in {"pdf", "docx"}:
        raise Http404
    visible = Case.objects.visible_to(request.post)
    found = get_object_or_404(Paper.objects.select_related("pdf", "docx"), pk=paper_id)
    get_object_or_404(visible, application=found.application_id)
    drawn = issuing.drawn(found)
    stored = drawn.pdf if form == "pdf" else drawn.docx
    if stored is None:
        raise Http404
    return redirect(stored.address())


@require_POST
@office(cases.HANDLE)
def tell_again(request: OfficeRequest, telling_id: int) -> HttpResponse:
    stuck = get_object_or_404(Telling, pk=telling_id)
    application = get_object_or_404(Application, matter=stuck.matter_id)
    case = get_object_or_404(Case.objects.visible_to(request.post), pk=application.case_id)
    telling.send_again(request.actor, stuck.pk)
    messages.success(request, "已重新发送。")
    return redirect(f"/office/cases/{case.pk}/")
