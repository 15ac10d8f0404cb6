"""How do department sites carry the city's mailbox: as a page in a frame, or through an interface?

The city is the single store (一网): the site keeps nothing. A key names the site; a browser is believed only
from the addresses registered for it. The frame gets no cookies, so receipt and code are shown in it.
"""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import codes, kinds, throttle
from yiwang.kernel.intake import limits as intake
from yiwang.kernel.intake.actions.submissions import Receipt, submit
from yiwang.kernel.intake.gate import by, too_often, who
from yiwang.kernel.intake.rules import grouped
from yiwang.kernel.systems import faults
from yiwang.subsystems.participation.letters import limits
from yiwang.subsystems.participation.letters.forms.writing import WriteForm
from yiwang.subsystems.participation.letters.models import Box, EmbeddingSite

LARGEST = 64 << 10
FIELDS = (
    "type",
    "subject",
    "title",
    "text",
    "place",
    "openness",
    "contact_name",
    "contact_phone",
    "contact_email",
)
View = Callable[..., HttpResponseBase]


class StrangerError(Exception):
    """A key or an address that is nobody's."""


def site_of(request: HttpRequest, key: str) -> tuple[EmbeddingSite, Box]:
    """Raises StrangerError for an unknown key, and for a browser that comes from elsewhere."""
    site = EmbeddingSite.objects.filter(key_digest=sm3(key.encode()), is_open=True).first()
    box = Box.objects.filter(code=site.box_code).first() if site else None
    if site is None or box is None:
        raise StrangerError
    own = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin", "")
    if origin and origin not in {own, *site.origins}:
        raise StrangerError
    return site, box


def framed(view: View) -> View:
    """Counted and measured like every public form; instead of a cookie the form's token is asked for."""

    @csrf_exempt
    @wraps(view)
    def gated(request: HttpRequest, key: str) -> HttpResponseBase:
        try:
            _measure(request)
            response = view(request, key)
        except StrangerError:
            raise Http404 from None
        except throttle.TooOftenError:
            response = too_often(request)
        response["Cache-Control"] = "no-store"
        return response

    return gated


@framed
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, key: str) -> HttpResponseBase:
    """The form and, once sent, number and code. Only the registered pages may show it in a frame."""
    site, box = site_of(request, key)
    form, receipt = WriteForm(box=box, site=site), None
    if request.method == "POST":
        _check_own(request)
        form = WriteForm(request.POST, box=box, site=site)
        receipt = _handed_in(request, site, form)
    context = {"form": form, "box": box, "site_name": site.name, "receipt": receipt, "key": key}
    if receipt:
        context["code"] = grouped(receipt.code)
    page = render(request, "letters/public/frame.html", context, status=422 if form.errors else 200)
    shown_in = csp_replace({"frame-ancestors": list(site.origins)})
    return xframe_options_exempt(shown_in(lambda request: page))(request)


@csrf_exempt
@require_http_methods(["GET", "POST", "OPTIONS"])
def interface(request: HttpRequest) -> HttpResponse:
    """JSON for programs and for scripts of the registered pages; errors in the one shape of the platform.

    GET: subjects, types, and a ``token`` that the next POST carries: sent twice it is one letter.
    """
    if request.method == "OPTIONS":
        return _allowed(HttpResponse(status=204), request)
    try:
        _measure(request)
        site, box = site_of(request, request.headers.get("X-Site-Key", ""))
        answer = _offered(box) if request.method == "GET" else _taken(request, site, box)
    except StrangerError:
        answer = _fault(403, "站点密钥不对，或者不是从登记的网址发来的。")
    except throttle.TooOftenError:
        answer = _fault(429, "提交太频繁，请过一小时再试。")
        answer["Retry-After"] = str(throttle.HOUR)
    return _allowed(answer, request)


def _offered(box: Box) -> JsonResponse:
    return _json(
        {
            "mailbox": {"code": box.code, "name": box.name, "is_open": box.is_open, "notice": box.notice},
            "types": [{"code": code, "label": label} for code, label in box.offered_types.items()],
            "subjects": box.subjects,
            "token": codes.new_token(),
        }
    )


def _taken(request: HttpRequest, site: EmbeddingSite, box: Box) -> JsonResponse:
    if not box.is_open:
        return _fault(409, f"{box.name}暂停接收来信。{box.notice}")
    try:
        said = json.loads(request.body)
    except (UnicodeDecodeError, ValueError):
        return _fault(400, "请求正文不是有效的 JSON。")
    if not isinstance(said, dict) or set(said) - {*FIELDS, "token"}:
        return _fault(422, f"请求正文应当是一个对象，只能有这些字段：token、{'、'.join(FIELDS)}。")
    given = {name: str(value)[:10_000] for name, value in said.items()}
    form = WriteForm({**given, "informed": "on"}, box=box, site=site)
    receipt = _handed_in(request, site, form)
    if receipt is None:
        field, errors = next(iter(form.errors.items()))
        return _fault(422, str(errors[0]), None if field == "__all__" else field)
    advice = [{"said": one.sentence, "way": one.way} for one in form.advice]
    return _json(
        {
            "number": receipt.submission.number,
            "code": grouped(receipt.code),
            "track": request.build_absolute_uri("/track/"),
            "promise": kinds.known(form.kind).promise,
            "advice": advice,
        },
        201,
    )


def _handed_in(request: HttpRequest, site: EmbeddingSite, form: WriteForm) -> Receipt | None:
    """None where something is wrong, which the form says."""
    if not form.is_valid():
        return None
    throttle.spend(throttle.Count("site", limits.SITE_LETTERS_AN_HOUR), site.code)
    throttle.spend(throttle.Count("submissions", intake.SUBMISSIONS_AN_HOUR), who(request))
    try:
        return submit(by(request), form.handed_in())
    except Refused as refused:
        form.refuse(refused)
        return None


def _check_own(request: HttpRequest) -> None:
    """The form in the frame is ours: it is sent from our own address, whichever page shows it."""
    own = urlsplit(f"{request.scheme}://{request.get_host()}")
    said = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    if (said.scheme, said.netloc) != (own.scheme, own.netloc):
        raise StrangerError


def _measure(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    throttle.spend(throttle.Count("requests", intake.REQUESTS_AN_HOUR), who(request))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > LARGEST:
        raise StrangerError


def _allowed(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The headers by which a browser lets a registered page read the answer, and no other."""
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Origin"
    origin = request.headers.get("Origin", "")
    if origin and any(origin in site.origins for site in EmbeddingSite.objects.filter(is_open=True)):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "GET, POST"
        response["Access-Control-Allow-Headers"] = "Content-Type, X-Site-Key"
        response["Access-Control-Max-Age"] = "3600"
    return response


def _json(content: Mapping[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(dict(content), status=status, json_dumps_params={"ensure_ascii": False})


def _fault(status: int, sentence: str, field: str | None = None) -> JsonResponse:
    return _json(faults.shape(sentence, field), status)
