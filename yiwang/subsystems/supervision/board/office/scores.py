"""Which unit stands where, why, and which single events are behind it?"""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators import actions as indicators
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.cuts import Cut
from yiwang.kernel.indicators.models import Score, Snapshot
from yiwang.kernel.indicators.periods import Period, month
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.board import rules, standing
from yiwang.subsystems.supervision.board.forms.scoring import TakeForm
from yiwang.subsystems.supervision.board.models import Paper, Preview
from yiwang.subsystems.supervision.board.rules import Span
from yiwang.subsystems.supervision.watching import sight
from yiwang.subsystems.supervision.watching.rules import LEAD, SET

NOW = "now"
HISTORY = 12


def spans(taken: list[Snapshot]) -> list[tuple[str, str]]:
    """Months whose result was taken, and quarters of which all three were."""
    months = [snapshot.month for snapshot in taken]
    quarters = dict.fromkeys(rules.quarter_of(each) for each in months)
    whole = [each for each in quarters if set(each.months) <= set(months)]
    return [(span.code, span.label) for span in [*(Span((each,)) for each in months), *whole]]


@require_safe
@office
def ranking(request: OfficeRequest) -> HttpResponse:
    """Of the last month taken, unless ``?span=`` asks for another, a quarter, or the month that lasts."""
    seen = sight.of(request.post)
    taken = standing.snapshots()
    asked = request.GET.get("span") or (Span((taken[0].month,)).code if taken else NOW)
    is_preview = asked == NOW
    span = None if is_preview else rules.span_of(asked)
    snapshot = next((each for each in taken if span and span.months == (each.month,)), None)
    rows = standing.of_span(seen, span) if span else standing.preview(seen)
    running = Preview.objects.order_by("-counted_at").first() if is_preview else None
    context = {
        "span": asked,
        "label": span.label if span else f"{month(today()).label}（进行中）",
        "spans": [(NOW, f"{month(today()).label}（进行中）"), *spans(taken)],
        "is_preview": is_preview,
        "is_quarter": bool(span and len(span.months) > 1),
        "months": [f"{each.month}月" for each in span.months] if span else [],
        "rows": rows,
        "snapshot": snapshot,
        "counted_at": running.counted_at if running else None,
        "take": TakeForm() if may(request.post, SET) else None,
    }
    return render(request, "supervision_board/ranking.html", context)


@require_POST
@office(SET)
def take(request: OfficeRequest) -> HttpResponse:
    """The result of a month that the regular job did not take: before the platform ran, say."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Refused("请选择考核月份。")
    snapshot = indicators.take(request.actor, rules.SCHEME, form.cleaned_data["month"])
    messages.success(request, f"{month(snapshot.month).label}的考核结果已经生成，今后不能修改。")
    return redirect(f"../?span={snapshot.month:%Y-%m}")


@require_safe
@office
def own(request: OfficeRequest) -> HttpResponse:
    """The unit for which the post answers, in the last month taken."""
    sight.of(request.post)
    cut = Cut()
    unit_id = cut.of(request.post.unit_id)
    last = Score.objects.filter(snapshot__scheme=rules.SCHEME, unit=unit_id).order_by("-snapshot__month")
    score = last.select_related("snapshot").first()
    span = f"{score.snapshot.month:%Y-%m}" if score else NOW
    return redirect("supervision_board:unit", unit_id, span)


@require_safe
@office
def unit(request: OfficeRequest, unit_id: int, span: str) -> HttpResponse:
    """Line by line, and the months before."""
    shown = seen_unit(request, unit_id)
    first = _first(span)
    score, running = _result(shown, first)
    result = score or running
    history = Score.objects.filter(snapshot__scheme=rules.SCHEME, unit=shown)
    months = list(history.select_related("snapshot").order_by("-snapshot__month")[:HISTORY])
    advice = Paper.objects.filter(score=score, form=rules.ADVICE).first() if score else None
    context = {
        "unit": shown,
        "span": span,
        "label": month(first or today()).label,
        "score": result,
        "tone": standing.TONES.get(result.grade, "") if result else "",
        "lines": standing.lines_of_score(score) if score else _running_lines(running),
        "is_preview": first is None,
        "snapshot": score.snapshot if score else None,
        "months": [(each, standing.TONES.get(each.grade, "")) for each in months],
        "trend": list(reversed(months)),
        "advice": advice,
        "may_advise": bool(score and not advice and score.grade == rules.FAILING and may(request.post, LEAD)),
    }
    return render(request, "supervision_board/unit.html", context)


@require_safe
@office
def line(request: OfficeRequest, unit_id: int, span: str, code: str) -> HttpResponse:
    """The very events that were counted, those that cost points first."""
    shown = seen_unit(request, unit_id)
    first = _first(span)
    score, running = _result(shown, first)
    lines = standing.lines_of_score(score) if score else _running_lines(running)
    read = next((each for each in lines if each.code == code), None)
    figure = figures.registered().get(read.figure) if read else None
    if read is None or figure is None:
        raise Http404
    period = month(first or today())
    context = {
        "unit": shown,
        "span": span,
        "label": period.label,
        "line": read,
        "figure": figure,
        "records": _records(figure, period, shown),
        "most": figures.MOST_RECORDS,
        "is_preview": first is None,
    }
    return render(request, "supervision_board/line.html", context)


def _records(figure: figures.Figure, period: Period, shown: Unit) -> list[figures.Record]:
    return list(figure.records(period, Cut().members(shown.pk), figures.MOST_RECORDS))


def seen_unit(request: OfficeRequest, unit_id: int) -> Unit:
    return get_object_or_404(sight.of(request.post).units(), pk=unit_id)


def _first(span: str) -> date | None:
    """None for the month that lasts; 404 for nonsense and for a quarter, which has no lines of its own."""
    if span == NOW:
        return None
    try:
        found = rules.span_of(span)
    except Refused:
        raise Http404 from None
    if len(found.months) > 1:
        raise Http404
    return found.months[0]


def _result(shown: Unit, first: date | None) -> tuple[Score | None, Preview | None]:
    if first is None:
        return None, Preview.objects.filter(unit=shown).first()
    scores = Score.objects.filter(snapshot__scheme=rules.SCHEME, snapshot__month=first, unit=shown)
    return scores.select_related("snapshot").prefetch_related("values").first(), None


def _running_lines(running: Preview | None) -> list[standing.Read]:
    return standing.lines_of_preview(running) if running else []
