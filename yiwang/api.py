"""What does /api/v1/ answer: the operations of the packages, one shape of errors, and its own description?"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, re_path
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext
from ninja.openapi.docs import DocsBase
from ninja.parser import Parser

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.api import router as exchange
from yiwang.kernel.systems import api_guide, faults
from yiwang.kernel.systems.admission import TooManyError
from yiwang.subsystems.approvals.applications.api import router as approvals
from yiwang.subsystems.supervision.sources.api import router as supervision

DEEPEST = 32
NOT_FOUND = "没有这个地址或内容，或者它不归本系统查看。"
NO_JSON = "请求正文不是有效的 JSON。"
View = Callable[..., HttpResponseBase]


class StrictParser(Parser):
    """JSON that every database and every other installation can hold; anything else is refused with 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        content = json.loads(request.body, parse_constant=_refuse_constant)
        _refuse_unfit(content)
        return content

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> Any:
        for text in [*data.keys(), *(value for values in data.lists() for value in values[1])]:
            if isinstance(text, str) and has_unfit(text):
                raise HttpError(400, "参数里有不可见的控制字符，请去掉。")
        return super().parse_querydict(data, list_fields, request)


def _refuse_constant(name: str) -> None:
    raise Refused(f"请求正文里的 {name} 不是有效的数。")


def _refuse_unfit(content: Any) -> None:
    """Raises Refused for control characters, halves of characters, and what is nested too deeply."""
    waiting = [(content, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused(f"请求正文嵌套超过{DEEPEST}层。")
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, str) and has_unfit(value):
            raise Refused("请求正文里有不可见的控制字符，请去掉。")


def has_unfit(text: str) -> bool:
    """Whether a text holds control characters other than tab and line ends, or half of a surrogate pair."""
    return any(
        (each < " " and each not in "\t\n\r") or each == "\x7f" or "\ud800" <= each <= "\udfff"
        for each in text
    )


class Guide(DocsBase):
    """/api/v1/docs: written by us, because the usual ones need scripts from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return render(request, "api/docs.html", {"guide": api_guide.written(api.get_openapi_schema())})


class Interface(NinjaAPI):
    """What is wrong with a request is said in Chinese, with the first wrong field."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        first = error_contexts[0]
        error = first.pydantic_validation_error.errors(include_url=False, include_input=False)[0]
        sentence, field = faults.named(error, first.model)
        return ValidationError([faults.shape(sentence, field)])


interface = Interface(
    title="一网 API",
    version="1",
    description="各单位业务系统与平台对接的接口。",
    urls_namespace="api",
    docs=Guide(),
    parser=StrictParser(),
)
interface.add_router("/exchange", exchange)
interface.add_router("/approvals", approvals)
interface.add_router("/supervision", supervision)


def answered(
    status: int, sentence: str, field: str | None = None, headers: dict[str, str] | None = None
) -> JsonResponse:
    """The one shape in which a program is refused."""
    return JsonResponse(
        faults.shape(sentence, field),
        status=status,
        headers=headers,
        json_dumps_params={"ensure_ascii": False},
    )


@interface.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return answered(409, refused.sentence, refused.field)


@interface.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return answered(
        422, **{("sentence" if key == "error" else key): said for key, said in fault.errors[0].items()}
    )


@interface.exception_handler(Http404)
def _missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return answered(404, NOT_FOUND)


@interface.exception_handler(HttpError)
def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    headers = {}
    if isinstance(fault, TooManyError):
        headers["Retry-After"] = str(fault.seconds)
    if fault.status_code == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="yiwang"'
    cause = fault.__cause__
    if isinstance(cause, Refused):
        return answered(400, cause.sentence)
    return answered(fault.status_code, NO_JSON if cause else str(fault), headers=headers)


@interface.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    return answered(413, "请求过大，较大的内容请作为附件上传。")


@interface.exception_handler(SuspiciousOperation)
@interface.exception_handler(MultiPartParserError)
@interface.exception_handler(UnreadablePostError)
def _unreadable(request: HttpRequest, fault: Exception) -> HttpResponse:
    return answered(400, "请求正文不完整或格式不对，请检查后重发。")


def shaped(view: View) -> View:
    """The view, whose 404 and 405 have the one shape too."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return answered(404, NOT_FOUND)
        if response.status_code == 405:
            allowed = response["Allow"]
            return answered(405, f"这个地址只接受 {allowed}。", headers={"Allow": allowed})
        return response

    return guarded


def no_such_address(request: HttpRequest) -> HttpResponse:
    return answered(404, NOT_FOUND)


def _patterns() -> list[Any]:
    patterns = interface.urls[0]
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = shaped(pattern.callback)
    return [*patterns, re_path(r"", no_such_address)]


no_such_address.csrf_exempt = True  # type: ignore[attr-defined]
app_name = "api"
urlpatterns = _patterns()
