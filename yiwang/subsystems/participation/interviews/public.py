"""What does the public read and ask at /interviews/?"""

from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.intake import throttle
from yiwang.kernel.intake.gate import handed_in, public_form, too_often, who
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.interviews import reading, rules
from yiwang.subsystems.participation.interviews.forms.asking import AskForm
from yiwang.subsystems.participation.interviews.live import news, place
from yiwang.subsystems.participation.interviews.models import Broadcast
from yiwang.subsystems.participation.interviews.video import segments, streams

PAGE_SIZE = 20
QUESTIONS = throttle.Count("interview_questions", 10)
REFRESH_SECONDS = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Announced, live and past interviews, with a search over subject, unit, guests and summary."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in reading.TABS else ""
    words = rules.legible(request.GET.get("q", ""))[:60]
    page = page_of(reading.listed(tab, words), request.GET.get("page"), PAGE_SIZE)
    live = list(Broadcast.objects.live().newest_first()[:3]) if not (tab or words) else []
    context = {"page": page, "tab": tab, "tabs": reading.TABS.items(), "words": words, "live": live}
    return render(request, "interviews/public/index.html", context)


@require_safe
def interview(request: HttpRequest, number: int) -> HttpResponseBase:
    """Notice, guests, questions, live text, video: whole without a script, kept fresh with one."""
    broadcast = Broadcast.objects.select_related("video_file").filter(pk=number).first()
    if broadcast is None:
        raise Http404
    if not broadcast.is_open:
        return _gone(request, broadcast)
    reading.OPENED.add(broadcast.pk)
    origin = place.origin(request) if broadcast.is_live or broadcast.state == rules.ANNOUNCED else None
    video = reading.video_of(broadcast)
    read = reading.read(broadcast, everything="all" in request.GET)
    context = {
        "broadcast": broadcast,
        "read": read,
        "video": video,
        "chapters": broadcast.shown_chapters() if video and not video.is_live else [],
        "may_ask": broadcast.takes_questions(now()),
        "asks_later": broadcast.asking_from and broadcast.asking_from > now(),
        "events": f"{origin}{broadcast.address}events/" if origin is not None else "",
        "news": f"{broadcast.address}news/",
        "refresh": REFRESH_SECONDS if broadcast.is_live else 0,
    }
    response = _with_policy(render, origin, video)(request, "interviews/public/interview.html", context)
    patch_cache_control(response, no_cache=True)
    return response


def _with_policy(view: Any, origin: str | None, video: reading.Video | None) -> Any:
    """Streams may come from the port of the live server, pictures from the place of the encoder."""
    added: dict[str, list[str]] = {}
    if origin:
        added["connect-src"] = [origin]
    if video and video.playlist:
        elsewhere = streams.origin(video.playlist)
        added["media-src"] = ["blob:", *([elsewhere] if elsewhere else [])]
        added["connect-src"] = [*added.get("connect-src", []), *([elsewhere] if elsewhere else [])]
    return csp_update({name: values for name, values in added.items() if values})(view)


def _gone(request: HttpRequest, broadcast: Broadcast) -> HttpResponse:
    """Cancelled: its readers were promised it, and read that it is off. Withdrawn: that there is nothing."""
    context = {"broadcast": broadcast, "is_cancelled": broadcast.state == rules.CANCELLED}
    status = 200 if broadcast.state == rules.CANCELLED else 410
    return render(request, "interviews/public/gone.html", context, status=status)


@require_safe
def fresh(request: HttpRequest, number: int) -> JsonResponse:
    """What came after ``?after=``: for a script whose browser or network lets no stream through."""
    after = request.GET.get("after", "")
    known = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    if not Broadcast.objects.filter(pk=number).exists():
        raise Http404
    events = news.after({number: known}).get(number, [])
    said = [{"id": each.changed, "event": each.kind, "data": each.data} for each in events]
    response = JsonResponse({"events": said})
    patch_cache_control(response, no_cache=True)
    return response


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponseBase:
    """A question, held until a moderator has read it; its author gets a number to follow it by."""
    broadcast = Broadcast.objects.open().filter(pk=number).first()
    if broadcast is None:
        raise Http404
    is_taken = broadcast.takes_questions(now())
    if request.method != "POST" or not is_taken:
        form = AskForm(broadcast=broadcast)
        return _ask_page(
            request, broadcast, form, is_taken=is_taken, status=409 if request.method == "POST" else 200
        )
    form = AskForm(request.POST, broadcast=broadcast)
    if form.is_valid():
        try:
            throttle.spend(QUESTIONS, f"{broadcast.pk}:{who(request)}")
        except throttle.TooOftenError:
            return too_often(request)
        response = handed_in(request, form)
        if response:
            return response
    return _ask_page(request, broadcast, form, is_taken=True, status=422)


def _ask_page(
    request: HttpRequest, broadcast: Broadcast, form: AskForm, *, is_taken: bool, status: int
) -> HttpResponse:
    context = {"broadcast": broadcast, "form": form, "is_taken": is_taken, "promise": rules.PROMISE}
    return render(request, "interviews/public/ask.html", context, status=status)


@require_safe
def segment(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """The playlist of a cut video, or one of its segments, while the interview may be read."""
    broadcast = Broadcast.objects.past().select_related("video_file").filter(pk=number).first()
    stored = broadcast.video_file if broadcast else None
    if stored is None or not stored.is_clean or not stored.digest or not segments.NAME.fullmatch(name):
        raise Http404
    if not segments.exists(stored.digest, name):
        raise Http404
    kind = segments.TYPES[name.rpartition(".")[2]]
    body = segments.pieces(stored.digest, name) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(body, content_type=kind)
    response["Content-Length"] = str(segments.size(stored.digest, name))
    response["X-Content-Type-Options"] = "nosniff"
    # Asked again each time: the interview may be withdrawn at any moment.
    response["Cache-Control"] = "public, no-cache"
    return response
