"""By what are units appraised, and who is exempt from what?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators import actions, figures, schemes
from yiwang.kernel.indicators import rules as points
from yiwang.kernel.indicators.models import Exemption, StoredScheme
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may, require
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.board.forms.scoring import ExemptForm, SchemeForm
from yiwang.subsystems.supervision.watching import sight
from yiwang.subsystems.supervision.watching.rules import SET

SHOWN = 200


def scheme_now() -> tuple[points.Scheme, int]:
    return schemes.in_force(rules.SCHEME, month(today()).first)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def scheme(request: OfficeRequest) -> HttpResponse:
    """Every line with what it counts; a new version holds from a month on."""
    sight.of(request.post)
    shown, version = scheme_now()
    is_sent = request.method == "POST"
    form = SchemeForm(request.POST if is_sent else None, scheme=shown) if may(request.post, SET) else None
    if is_sent:
        require(request.post, SET)
        if form and form.is_valid() and _laid_down(request, form):
            return redirect("supervision_board:scheme")
    known = figures.registered()
    context = {
        "scheme": shown,
        "version": version,
        "form": form,
        "lines": [
            (line, points.plain(points.full_points(shown, line)), known.get(line.figure), _counting(line))
            for line in shown.lines
        ],
        "versions": StoredScheme.objects.filter(code=rules.SCHEME),
    }
    return render(
        request, "supervision_board/scheme.html", context, status=422 if form and form.errors else 200
    )


def _counting(line: points.Line) -> str:
    """In words: by share, or so many points each time."""
    if not line.figure:
        return "由下级指标合成"
    if line.formula == points.SHARE:
        return points.FORMULAS[points.SHARE]
    sign = "扣" if line.formula == points.DEDUCTED or line.per < 0 else "加"
    cap = "" if line.cap is None else f"，最多{points.plain(line.cap)}分"
    return f"每次{sign}{points.plain(abs(line.per))}分{cap}"


def _laid_down(request: OfficeRequest, form: SchemeForm) -> bool:
    said = form.cleaned_data
    try:
        actions.lay_down(request.actor, form.changed_scheme(), said["first_month"], said["reason"])
    except Refused as refused:
        refused.show_in(form)
        return False
    messages.success(request, "新的考核方案已经保存，从选定的月份起执行。")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@office
def exemptions(request: OfficeRequest) -> HttpResponse:
    """Those of the units that the post sees, and a form for whoever sets the rules."""
    seen = sight.of(request.post)
    shown, _ = scheme_now()
    is_sent = request.method == "POST"
    form = None
    if may(request.post, SET):
        form = ExemptForm(request.POST if is_sent else None, scheme=shown, among=seen.units())
    if is_sent:
        require(request.post, SET)
        if form and form.is_valid() and _exempted(request, form):
            return redirect("supervision_board:exemptions")
    labels = {line.code: line.label for line in shown.lines}
    found = seen.cut(Exemption.objects.filter(scheme=rules.SCHEME)).select_related("unit")[:SHOWN]
    context = {"rows": [(each, labels.get(each.line, each.line)) for each in found], "form": form}
    status = 422 if form and form.errors else 200
    return render(request, "supervision_board/exemptions.html", context, status=status)


def _exempted(request: OfficeRequest, form: ExemptForm) -> bool:
    said = form.cleaned_data
    try:
        actions.exempt(
            request.actor, rules.SCHEME, said["line"], said["unit"], said["first_month"], said["reason"]
        )
    except Refused as refused:
        refused.show_in(form)
        return False
    messages.success(request, f"{said['unit'].called}的免考已经登记。")
    return True


@require_POST
@office(SET)
def end_exemption(request: OfficeRequest, exemption_id: int) -> HttpResponse:
    seen = sight.of(request.post)
    granted = get_object_or_404(seen.cut(Exemption.objects.filter(scheme=rules.SCHEME)), pk=exemption_id)
    actions.end_exemption(request.actor, granted.pk)
    messages.success(request, "免考已经终止，以后的月份照常考核。")
    return redirect("supervision_board:exemptions")
