"""The page of an interview: its facts, the steps of the guide, what may be done with it, its replay."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import local, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.interviews import queries, rules
from yiwang.subsystems.participation.interviews.actions import closing, planning, telling
from yiwang.subsystems.participation.interviews.forms.office import (
    BookForm,
    InterviewForm,
    NoFieldsForm,
    ReasonForm,
    ReplayForm,
    StepForm,
    as_typed,
    known,
)
from yiwang.subsystems.participation.interviews.models import Booking, Interview
from yiwang.subsystems.participation.interviews.office.standing import allowed, found, reader, require
from yiwang.subsystems.participation.interviews.video.streams import driver

Do = Callable[[Any, int, dict[str, Any]], object]
# Deed: what its button says, its form, who may, what is done, what is said afterwards, its tone.
DEEDS: dict[str, tuple[str, type[forms.Form], str, Do, str, str]] = {
    "approve": (
        *("同意列入计划", NoFieldsForm, rules.PLAN),
        *(lambda by, pk, said: planning.approve(by, pk), "已同意，可以开始筹备。", "primary"),
    ),
    "announce": (
        *("发布预告", NoFieldsForm, rules.EDIT),
        *(lambda by, pk, said: planning.announce(by, pk), "预告已发布。", "primary"),
    ),
    "start": (
        *("开始直播", NoFieldsForm, rules.HOST),
        *(lambda by, pk, said: planning.start(by, pk), "直播已开始。", "primary"),
    ),
    "end": (
        *("结束直播", NoFieldsForm, rules.HOST),
        *(lambda by, pk, said: planning.end(by, pk), "直播已结束，实录可以继续补充和更正。", "primary"),
    ),
    "publish": (
        *("发布文字实录", NoFieldsForm, rules.EDIT),
        *(lambda by, pk, said: closing.publish_transcript(by, pk), "实录已发布到“在线访谈”栏目。", "primary"),
    ),
    "retell": (
        *("重新发送到外网", NoFieldsForm, rules.EDIT),
        *(lambda by, pk, said: telling.tell_again(by, pk), "已重新发送。", "outline-primary"),
    ),
    "archive": (
        *("归档", NoFieldsForm, rules.PLAN),
        *(lambda by, pk, said: planning.archive(by, pk), "已归档。", "outline-primary"),
    ),
    "cancel": (
        *("取消访谈", ReasonForm, rules.PLAN),
        *(lambda by, pk, said: planning.cancel(by, pk, said["reason"]), "访谈已取消。", "outline-danger"),
    ),
    "withdraw": (
        *("撤回", ReasonForm, rules.PLAN),
        *(
            lambda by, pk, said: planning.withdraw(by, pk, said["reason"]),
            "已从外网全部撤回。",
            "outline-danger",
        ),
    ),
}


@require_safe
@reader
def page(request: OfficeRequest, interview_id: int) -> HttpResponse:
    return shown(request, found(request, interview_id))


def shown(
    request: OfficeRequest,
    interview: Interview,
    held: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    held = held or {}
    offers = [
        (code, DEEDS[code][0], held.get(code) or DEEDS[code][1](prefix=code), DEEDS[code][5])
        for code in _offered(request.post, interview, held)
    ]
    booking = Booking.objects.filter(interview=interview).select_related("studio").first()
    may_edit = allowed(request.post, rules.EDIT, interview)
    stream = driver()
    context = {
        "interview": interview,
        "guests": interview.guests.all(),
        "steps": [(step, _is_late(step)) for step in interview.steps.all()],
        "step_form": StepForm(),
        "offers": offers,
        "open": next(iter(held), ""),
        "counts": queries.counts_of(interview),
        "lines": interview.lines.standing().count(),
        "booking": booking,
        "book_form": held.get("book") or BookForm(prefix="book", initial=_times(interview, booking)),
        "may_book": may_edit and interview.state in rules.CHANGEABLE,
        "may_change": may_edit and interview.state in rules.CHANGEABLE,
        "may_tick": may_edit and interview.state not in {rules.ARCHIVED, rules.CANCELLED, rules.WITHDRAWN},
        "may_host": allowed(request.post, rules.HOST, interview),
        "may_moderate": allowed(request.post, rules.MODERATE, interview),
        "may_replay": may_edit and interview.state in {rules.ENDED, rules.ARCHIVED},
        "ingest": stream.ingest(interview.stream_key) if interview.has_stream and may_edit else "",
        "has_driver": stream.is_set_up,
    }
    return render(request, "interviews/interview.html", context, status=status)


def _is_late(step: Any) -> bool:
    return step.done_at is None and step.due_on is not None and step.due_on < today()


def _times(interview: Interview, booking: Booking | None) -> dict[str, Any]:
    """Half an hour more at both ends than the interview itself."""
    if booking:
        return {
            "studio": booking.studio_id,
            "starts_at": as_typed(local(booking.starts_at)),
            "ends_at": as_typed(local(booking.ends_at)),
        }
    if interview.starts_at is None or interview.ends_at is None:
        return {}
    begins, ends = shifted(interview.starts_at, minutes=-30), shifted(interview.ends_at, minutes=30)
    return {"starts_at": as_typed(local(begins)), "ends_at": as_typed(local(ends))}


def _offered(post: Post, interview: Interview, held: dict[str, forms.Form]) -> list[str]:
    offered = [
        code
        for code, (_, _, permission, *_rest) in DEEDS.items()
        if _is_possible(code, interview) and allowed(post, permission, interview)
    ]
    return list(dict.fromkeys([*offered, *(code for code in held if code in DEEDS)]))


def _is_possible(code: str, interview: Interview) -> bool:
    if code == "publish":
        return interview.state in {rules.ENDED, rules.ARCHIVED}
    if code == "retell":
        return bool(interview.trouble)
    return interview.state in rules.DEEDS[code][0]


@require_POST
@reader
def deed(request: OfficeRequest, interview_id: int, code: str) -> HttpResponse:
    if code not in DEEDS:
        raise Http404
    interview = found(request, interview_id)
    _, kind, permission, do, done, _ = DEEDS[code]
    require(request.post, permission, interview)
    form = kind(request.POST, prefix=code)
    if form.is_valid():
        try:
            do(request.actor, interview.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, done)
            return redirect(interview.address)
    return shown(request, found(request, interview_id), {code: form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def change(request: OfficeRequest, interview_id: int) -> HttpResponse:
    interview = found(request, interview_id)
    require(request.post, rules.EDIT, interview)
    form = InterviewForm(request.POST or None, initial=known(interview))
    if request.method == "POST" and form.is_valid():
        try:
            planning.change(request.actor, interview.pk, form.facts())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已保存。")
            return redirect(interview.address)
    context = {"form": form, "title": "修改访谈", "back": interview.address, "interview": interview}
    return render(request, "interviews/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@reader
def step(request: OfficeRequest, interview_id: int, code: str) -> HttpResponse:
    """Tick a step of the guide, or take the tick back."""
    interview = found(request, interview_id)
    require(request.post, rules.EDIT, interview)
    form = StepForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    planning.tick(request.actor, interview.pk, code, note, is_done="undo" not in request.POST)
    return redirect(f"{interview.address}#steps-title")


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def replay(request: OfficeRequest, interview_id: int) -> HttpResponse:
    """Upload the video, mark its chapters."""
    interview = found(request, interview_id)
    require(request.post, rules.EDIT, interview)
    if request.method == "POST":
        form = receiving(ReplayForm(request.POST, request.FILES), by=request.actor)
        if form.is_valid():
            said = form.cleaned_data
            video = said["video"] or (interview.video_file if said["keeps"] else None)
            try:
                closing.show_replay(request.actor, interview.pk, video, said["chapters"])
            except Refused as refused:
                refused.show_in(form)
            else:
                messages.success(request, "回放已发布。")
                return redirect(interview.address)
    else:
        chapters = rules.written_chapters((at, title) for at, title in interview.chapters)
        form = ReplayForm(initial={"chapters": chapters, "keeps": interview.video_file is not None})
    if interview.video_file is None:
        del form.fields["keeps"]
    context = {"interview": interview, "form": form, "cutting": queries.cutting_of(interview)}
    return render(request, "interviews/replay.html", context, status=422 if form.is_bound else 200)
