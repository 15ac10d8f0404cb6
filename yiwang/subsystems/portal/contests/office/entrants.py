"""What does a site of a contest hand in, what was it given, and who disagrees?"""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.contests import jury, queries, rules
from yiwang.subsystems.portal.contests.actions import running
from yiwang.subsystems.portal.contests.forms import (
    AnswerForm,
    ObjectForm,
    ReportForm,
    SheetForm,
    marked_on,
)
from yiwang.subsystems.portal.contests.models import Entrant, Objection
from yiwang.subsystems.portal.contests.office import seen
from yiwang.subsystems.portal.inspection.rules import INSPECT, RECTIFY


@require_safe
@office
def entrant(request: OfficeRequest, entrant_id: int) -> HttpResponse:
    return _page(request, seen.entrant(request, entrant_id), {})


def _page(request: OfficeRequest, shown: Entrant, refused: dict[str, forms.Form]) -> HttpResponse:
    contest = shown.contest
    organises = queries.organises(request.post, contest)
    keeps = may(request.post, RECTIFY, shown.site.unit)
    is_in_time = contest.state == rules.ANNOUNCED and contest.report_until >= today()
    may_report = keeps and is_in_time
    shows = seen.shows_scores(request, shown, is_own=organises)
    context = {
        "entrant": shown,
        "contest": contest,
        "files": shown.files.select_related("stored"),
        "headings": queries.score_rows(shown, with_names=organises) if shows else [],
        "report": refused.get("report")
        or (ReportForm(initial={"report": shown.report}) if may_report else None),
        "object": refused.get("object")
        or (ObjectForm(entrant=shown) if keeps and contest.is_open_to_objections(today()) else None),
        "answers": organises and contest.state == rules.SHOWN,
        "may_mark": _sheet_of(request, shown),
    }
    return render(request, "portal_contests/entrant.html", context, status=422 if refused else 200)


def _sheet_of(request: OfficeRequest, shown: Entrant) -> bool:
    juror = queries.juror_of(request.post, shown.contest)
    if juror is None or shown.contest.state != rules.COUNTED:
        return False
    return not jury.is_own(jury.paths_of([juror])[juror.pk], shown)


@require_POST
@office(RECTIFY)
def report(request: OfficeRequest, entrant_id: int) -> HttpResponse:
    shown = seen.entrant(request, entrant_id)
    form = ReportForm(request.POST, request.FILES)

    def deed() -> object:
        said = form.cleaned_data
        return running.report(request.actor, shown.pk, said["report"], said["new_files"])

    return done(request, form, deed, "自评报告已报送，截止前可以修改。", _here(shown)) or _page(
        request, shown, {"report": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office
def sheet(request: OfficeRequest, entrant_id: int) -> HttpResponse:
    """The judge's own; the live points stand beside it."""
    shown = seen.entrant(request, entrant_id)
    juror = queries.juror_of(request.post, shown.contest)
    if juror is None:
        raise Http404
    held = juror.sheets.filter(entrant=shown).first()
    criteria = [one for one in shown.contest.criteria.all() if one.is_judged]
    form = SheetForm(request.POST or None, criteria=criteria, initial=marked_on(held))
    answer = request.method == "POST" and done(
        request,
        form,
        lambda: running.mark(request.actor, shown.pk, form.given()),
        "评分已保存，告知得分前可以修改。",
        reverse("portal_contests:contest", args=[shown.contest_id]),
    )
    if answer:
        return answer
    context = {
        "entrant": shown,
        "contest": shown.contest,
        "form": form,
        "files": shown.files.select_related("stored"),
        "live": shown.scores.filter(judges=0).select_related("criterion"),
        "may_mark": _sheet_of(request, shown),
    }
    return render(request, "portal_contests/sheet.html", context, status=422 if form.errors else 200)


@require_POST
@office(RECTIFY)
def object_to(request: OfficeRequest, entrant_id: int) -> HttpResponse:
    shown = seen.entrant(request, entrant_id)
    form = ObjectForm(request.POST, entrant=shown)

    def deed() -> object:
        said = form.cleaned_data
        return running.object_to(request.actor, shown.pk, said["score"], said["text"])

    return done(request, form, deed, "申诉已提交，请等待答复。", _here(shown)) or _page(
        request, shown, {"object": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office(INSPECT)
def answer(request: OfficeRequest, objection_id: int) -> HttpResponse:
    raised = get_object_or_404(
        Objection.objects.select_related("score__criterion", "score__entrant__site__unit", "raised_by"),
        pk=objection_id,
    )
    shown = raised.score.entrant
    contest = seen.own(request, shown.contest_id)
    form = AnswerForm(request.POST or None)
    answered = request.method == "POST" and done(
        request,
        form,
        lambda: running.answer(request.actor, raised.pk, form.changed(), form.cleaned_data["answer"]),
        "申诉已答复，已通知单位。",
        _here(shown),
    )
    if answered:
        return answered
    context = {"objection": raised, "entrant": shown, "contest": contest, "form": form}
    return render(request, "portal_contests/answer.html", context, status=422 if form.errors else 200)


def _here(shown: Entrant) -> str:
    return reverse("portal_contests:entrant", args=[shown.pk])
