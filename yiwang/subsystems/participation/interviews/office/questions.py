"""The moderators' queue: each question is read by somebody before anybody outside sees it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.interviews import queries, rules
from yiwang.subsystems.participation.interviews.actions import asking, lines, reference
from yiwang.subsystems.participation.interviews.forms.office import DeclineForm, ReleaseForm, WordsForm
from yiwang.subsystems.participation.interviews.models import Interview, Question, Word
from yiwang.subsystems.participation.interviews.office.standing import allowed, found, reader, require

SHOWN = 50
DONE = {"release": "已公开。", "decline": "已答复提问人不予采用。", "bring": "已选用到直播现场。"}


@require_safe
@office(rules.MODERATE)
def overview(request: OfficeRequest) -> HttpResponse:
    """Interviews with questions, those first that wait for a moderator."""
    page = page_of(queries.asked(request.post), request.GET.get("page"), SHOWN)
    return render(request, "interviews/asked.html", {"page": page})


@require_safe
@reader
def queue(request: OfficeRequest, interview_id: int) -> HttpResponse:
    interview = found(request, interview_id)
    state = request.GET.get("state", rules.PENDING)
    return _page(request, interview, state if state in rules.QUESTION_STATES else rules.PENDING)


def _page(
    request: OfficeRequest,
    interview: Interview,
    state: str,
    held: tuple[int, str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "interview": interview,
        "state": state,
        "tabs": rules.QUESTION_STATES.items(),
        "rows": [_row(each, held) for each in queries.queue(interview, state, SHOWN)],
        "counts": queries.counts_of(interview),
        "may_moderate": allowed(request.post, rules.MODERATE, interview),
        "may_host": allowed(request.post, rules.HOST, interview) and interview.state in rules.WRITABLE,
    }
    return render(request, "interviews/questions.html", context, status=status)


def _row(each: queries.Held, held: tuple[int, str, forms.Form] | None) -> dict[str, Any]:
    question = each.question
    mine = held if held and held[0] == question.pk else None
    release = (
        mine[2]
        if mine and mine[1] == "release"
        else ReleaseForm(initial={"text": question.text}, prefix=f"a{question.pk}")
    )
    decline = mine[2] if mine and mine[1] == "decline" else DeclineForm(prefix=f"d{question.pk}")
    return {
        "question": question,
        "flags": each.flags,
        "release": release,
        "decline": decline,
        "open": mine[1] if mine else "",
    }


@require_POST
@reader
def settle(request: OfficeRequest, question_id: int, deed: str) -> HttpResponse:
    """Let it out, decline it, or (whoever hosts) put it before the guests."""
    question = Question.objects.visible_to(request.post).filter(pk=question_id).first()
    if question is None or deed not in DONE:
        raise Http404
    interview = found(request, question.interview_id)
    require(request.post, rules.HOST if deed == "bring" else rules.MODERATE, interview)
    form: forms.Form = forms.Form(request.POST)
    if deed == "release":
        form = ReleaseForm(request.POST, prefix=f"a{question_id}")
    elif deed == "decline":
        form = DeclineForm(request.POST, prefix=f"d{question_id}")
    if form.is_valid():
        try:
            _do(request, question_id, deed, form)
        except Refused as refused:
            if deed == "bring":
                raise
            refused.show_in(form)
        else:
            messages.success(request, DONE[deed])
            return redirect(f"{interview.address}{'desk' if deed == 'bring' else 'questions'}/")
    return _page(request, interview, question.state, (question_id, deed, form), status=422)


def _do(request: OfficeRequest, question_id: int, deed: str, form: forms.Form) -> None:
    if deed == "release":
        asking.release(request.actor, question_id, form.cleaned_data["text"])
    elif deed == "decline":
        asking.decline(request.actor, question_id, form.cleaned_data["ground"])
    else:
        lines.bring(request.actor, question_id)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MODERATE)
def words(request: OfficeRequest) -> HttpResponse:
    """What makes a question suspicious."""
    form = WordsForm(
        request.POST or None, initial={"words": "\n".join(Word.objects.values_list("text", flat=True))}
    )
    if request.method == "POST" and form.is_valid():
        try:
            number = reference.keep_words(request.actor, form.cleaned_data["words"].splitlines())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已保存{number}个提示词。")
            return redirect("participation_interviews:words")
    context = {"form": form, "title": "提问审核提示词", "back": "/office/interviews/"}
    return render(request, "interviews/form.html", context, status=422 if form.is_bound else 200)
