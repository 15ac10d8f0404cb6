"""Which problems were found, with which evidence, and who ends one?"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import rules as findings_rules
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.watching import actions, findings, rules, sight
from yiwang.subsystems.supervision.watching.forms.narrowing import FindingsForm
from yiwang.subsystems.supervision.watching.forms.setting import EndForm

DONE = {findings_rules.CLOSED: "已销号。", findings_rules.DISMISSED: "已认定不成立，不再统计。"}
TONES = {findings_rules.OPEN: "warn", findings_rules.CLOSED: "good", findings_rules.DISMISSED: ""}


@require_safe
@office
def findings_list(request: OfficeRequest) -> HttpResponse:
    """Newest first."""
    sight.require(request.post)
    form = FindingsForm(request.GET)
    rows, after = findings.listing(request.post, form.narrowing(), request.GET.get("after", "")[:80])
    asked = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form,
        "rows": [(row, TONES[row.state]) for row in rows],
        "next": f"?{urlencode(asked | {'after': after})}" if after else "",
        "first": f"?{urlencode(asked)}" if request.GET.get("after") else "",
        "is_narrowed": bool(asked),
    }
    return render(request, "supervision_watching/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def finding(request: OfficeRequest, finding_id: int) -> HttpResponse:
    """Whoever reads it as a supervisor of others is recorded."""
    sight.require(request.post)
    rows = Finding.objects.visible_to(request.post).select_related("unit")
    shown = get_object_or_404(rows, pk=finding_id)
    may_end = shown.state == findings_rules.OPEN and may(request.post, rules.LEAD)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
        try:
            actions.end_finding(request.actor, request.post, shown.pk, state, reason)
        except Refused as refused:
            if not may_end:
                messages.error(request, refused.sentence)
                return redirect("supervision_watching:finding", shown.pk)
            refused.show_in(form)
        else:
            messages.success(request, DONE[state])
            return redirect("supervision_watching:finding", shown.pk)
    if request.method == "GET" and sight.is_overseen(request.post, shown.unit):
        actions.read_finding(request.actor, shown)
    context = {
        "finding": shown,
        "tone": TONES[shown.state],
        "form": form,
        "may_end": may_end,
    }
    return render(request, "supervision_watching/finding.html", context, status=422 if form.errors else 200)
