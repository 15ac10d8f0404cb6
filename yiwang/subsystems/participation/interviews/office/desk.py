"""The desk of a live interview: what is said goes out from here, line by line."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.participation.interviews import queries, rules
from yiwang.subsystems.participation.interviews.actions import lines
from yiwang.subsystems.participation.interviews.forms.office import CorrectForm, LineForm, ReasonForm
from yiwang.subsystems.participation.interviews.models import Interview, Line
from yiwang.subsystems.participation.interviews.office.standing import found, reader, require
from yiwang.subsystems.participation.interviews.video.streams import driver

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def page(request: OfficeRequest, interview_id: int) -> HttpResponse:
    """Put a line in; the field of who speaks keeps its value for the next."""
    interview = found(request, interview_id)
    require(request.post, rules.HOST, interview)
    guests = list(interview.guests.all())
    if request.method == "POST":
        form = receiving(LineForm(request.POST, request.FILES, guests=guests), by=request.actor)
        if form.is_valid():
            try:
                lines.say(request.actor, interview.pk, **form.said())
            except Refused as refused:
                refused.show_in(form)
            else:
                speaker = form.cleaned_data["speaker"]
                return redirect(f"{interview.address}desk/?speaker={speaker}")
        return _page(request, interview, form, status=422)
    start = {"token": secrets.token_hex(16), "speaker": request.GET.get("speaker", rules.SAID_BY_HOST)}
    return _page(request, interview, LineForm(guests=guests, initial=start))


def _page(
    request: OfficeRequest,
    interview: Interview,
    form: LineForm,
    held: tuple[int, str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = interview.lines.select_related("picture", "question").order_by("-number")
    said = shown.exclude(question__state=rules.RELEASED)[:SHOWN]
    stream = driver()
    context = {
        "interview": interview,
        "form": form,
        "rows": [_row(line, held) for line in said],
        "waiting": interview.questions.filter(state=rules.RELEASED).oldest_first()[:SHOWN],
        "counts": queries.counts_of(interview),
        "may_write": interview.state in rules.WRITABLE,
        "has_stream": interview.has_stream,
        "is_sending": interview.has_stream and stream.is_sending(interview.stream_key),
    }
    return render(request, "interviews/desk.html", context, status=status)


def _row(line: Line, held: tuple[int, str, Any] | None) -> dict[str, Any]:
    """A line with the forms below it; the one that was refused stays open with what was typed."""
    mine = held if held and held[0] == line.pk else None
    correct = (
        mine[2]
        if mine and mine[1] == "correct"
        else CorrectForm(initial={"text": line.text}, prefix=f"c{line.pk}")
    )
    remove = mine[2] if mine and mine[1] == "remove" else ReasonForm(prefix=f"r{line.pk}")
    return {"line": line, "correct": correct, "remove": remove, "open": mine[1] if mine else ""}


@require_POST
@reader
def line(request: OfficeRequest, line_id: int, deed: str) -> HttpResponse:
    """Correct or remove a line."""
    shown = Line.objects.filter(pk=line_id).first()
    if shown is None or deed not in {"correct", "remove"}:
        raise Http404
    interview = found(request, shown.interview_id)
    require(request.post, rules.HOST, interview)
    form: CorrectForm | ReasonForm
    is_correction = deed == "correct"
    form = (
        CorrectForm(request.POST, prefix=f"c{line_id}")
        if is_correction
        else ReasonForm(request.POST, prefix=f"r{line_id}")
    )
    if form.is_valid():
        try:
            if is_correction:
                lines.correct(request.actor, line_id, form.cleaned_data["text"])
            else:
                lines.remove(request.actor, line_id, form.cleaned_data["reason"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已更正。" if is_correction else "已删除，外网不再显示。")
            return redirect(f"{interview.address}desk/")
    start = {"token": secrets.token_hex(16), "speaker": rules.SAID_BY_HOST}
    empty = LineForm(guests=list(interview.guests.all()), initial=start)
    return _page(request, interview, empty, (line_id, deed, form), status=422)
