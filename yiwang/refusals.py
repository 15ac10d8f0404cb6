"""What does a person see when a rule says no and no form was there to say it?"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yiwang.kernel.errors import Refused


class RefusalMiddleware:
    """Answer an uncaught Refused with one sentence: a page for people, one JSON shape for programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"error": exception.sentence, "field": exception.field}, status=409)
        return render(request, "errors/refused.html", {"sentence": exception.sentence}, status=409)
