"""How is a survey built in the workbench: frame, questions one by one, preview?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import day_of, now, shifted, start_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.surveys import questions, rules
from yiwang.subsystems.participation.surveys.actions import building as actions
from yiwang.subsystems.participation.surveys.forms.answering import SectionForm
from yiwang.subsystems.participation.surveys.forms.building import FrameForm, QuestionForm
from yiwang.subsystems.participation.surveys.models import Survey
from yiwang.subsystems.participation.surveys.questions import Question


def found(request: OfficeRequest, survey_id: int) -> Survey:
    survey = Survey.objects.visible_to(request.post).select_related("unit").filter(pk=survey_id).first()
    if survey is None:
        raise Http404
    return survey


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def new(request: OfficeRequest) -> HttpResponse:
    tomorrow = start_of(shifted(day_of(now()), days=1))
    initial = {
        "opens_at": shifted(tomorrow, hours=9),
        "closes_at": shifted(tomorrow, days=14, hours=18),
        "once": rules.BROWSER,
        "results": rules.AFTER,
        "least_cell": rules.USUAL_CELL,
    }
    return _framed(request, initial, None, lambda frame: actions.begin(request.actor, frame))


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def edit(request: OfficeRequest, survey_id: int) -> HttpResponse:
    survey = found(request, survey_id)
    return _framed(
        request, FrameForm.of(survey), survey, lambda frame: actions.reframe(request.actor, survey.pk, frame)
    )


def _framed(
    request: OfficeRequest,
    initial: dict[str, Any],
    survey: Survey | None,
    save: Callable[[actions.Frame], Survey],
) -> HttpResponse:
    form = FrameForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.frame())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已保存。")
            return redirect("participation_surveys:office", saved.pk)
    status = 422 if form.is_bound else 200
    return render(request, "surveys/office/frame_form.html", {"form": form, "survey": survey}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def add_question(request: OfficeRequest, survey_id: int, kind: str) -> HttpResponse:
    if kind not in questions.KINDS:
        raise Http404
    survey = found(request, survey_id)
    earlier = survey.asked
    form = QuestionForm(request.POST if request.method == "POST" else None, kind=kind, earlier=earlier)
    return _asked(request, survey, form, lambda given: actions.add_question(request.actor, survey.pk, given))


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def edit_question(request: OfficeRequest, survey_id: int, code: str) -> HttpResponse:
    survey = found(request, survey_id)
    question = _question(survey, code)
    at = survey.asked.index(question)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        kind=question.kind,
        earlier=survey.asked[:at],
        question=question,
    )
    return _asked(
        request, survey, form, lambda given: actions.change_question(request.actor, survey.pk, code, given)
    )


def _question(survey: Survey, code: str) -> Question:
    found = next((one for one in survey.asked if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _asked(
    request: OfficeRequest, survey: Survey, form: QuestionForm, save: Callable[[dict[str, Any]], Survey]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(form.given())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "题目已保存。")
            return redirect("participation_surveys:office", survey.pk)
    context = {"form": form, "survey": survey, "label": questions.KINDS[form.kind]}
    return render(request, "surveys/office/question.html", context, status=422 if form.is_bound else 200)


DEEDS = {
    "up": lambda by, pk, code: actions.move_question(by, pk, code, -1),
    "down": lambda by, pk, code: actions.move_question(by, pk, code, 1),
    "drop": actions.drop_question,
}


@require_POST
@office(rules.EDIT)
def question_deed(request: OfficeRequest, survey_id: int, code: str, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Http404
    survey = found(request, survey_id)
    DEEDS[deed](request.actor, survey.pk, code)
    return redirect("participation_surveys:office", survey.pk)


@require_POST
@office(rules.EDIT)
def copy(request: OfficeRequest, survey_id: int) -> HttpResponse:
    made = actions.copy(request.actor, found(request, survey_id).pk)
    messages.success(request, "已复制为新的草稿，请设置时间后发布。")
    return redirect("participation_surveys:office", made.pk)


@require_POST
@office(rules.EDIT)
def discard(request: OfficeRequest, survey_id: int) -> HttpResponse:
    actions.discard(request.actor, found(request, survey_id).pk)
    messages.success(request, "草稿已删除。")
    return redirect("participation_surveys:office_list")


@require_safe
@office(rules.EDIT)
def preview(request: OfficeRequest, survey_id: int) -> HttpResponse:
    """As the public sees it, all pages below one another; nothing can be sent."""
    survey = found(request, survey_id)
    places = {one.code: place for place, one in enumerate(survey.asked, 1)}
    pages = [
        (section.title, SectionForm(questions=section.questions, said={}, places=places))
        for section in questions.sections(survey.asked)
    ]
    context = {"survey": survey, "pages": pages}
    return render(request, "surveys/office/preview.html", context)


def offered(request: OfficeRequest, survey: Survey) -> dict[str, bool]:
    """What the page offers this post."""
    return {
        "may_edit": survey.state == rules.DRAFT and may(request.post, rules.EDIT, survey.unit),
        "may_publish": may(request.post, rules.PUBLISH, survey.unit),
    }
