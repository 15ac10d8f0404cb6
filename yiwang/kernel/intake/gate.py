"""Through which gate does the public hand something in: how often, how large, from our own page?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import limits, throttle, tracking
from yiwang.kernel.intake.actions.submissions import submit
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.kernel.organizations.acting import address_of

View = Callable[..., HttpResponseBase]


def public_form(view: View) -> View:
    """Count and measure a request before one byte of its form is read; never let a cache keep the answer.

    Django's own check of the CSRF token reads the form, so it comes after ours.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method == "POST":
                throttle.spend(throttle.Count("requests", limits.REQUESTS_AN_HOUR), who(request))
                if _length(request) > limits.LARGEST_REQUEST_MB << 20:
                    return _too_large(request)
            response = checked(request, *args, **kwargs)
        except throttle.TooOftenError:
            response = too_often(request)
        add_never_cache_headers(response)
        return response

    return gated


def who(request: HttpRequest) -> str:
    return throttle.network(address_of(request))


def by(request: HttpRequest) -> Actor:
    """The public, from the address of the request; also where an official fills the form in."""
    return Actor(person=PUBLIC.person, address=address_of(request))


def handed_in(request: HttpRequest, form: SubmissionForm) -> HttpResponse | None:
    """Submit a valid form and lead to the receipt; None where a rule refused it, which the form then says.

    Raises TooOftenError, which ``public_form`` answers.
    """
    throttle.spend(throttle.Count("submissions", limits.SUBMISSIONS_AN_HOUR), who(request))
    try:
        receipt = submit(by(request), form.handed_in())
    except Refused as refused:
        form.refuse(refused)
        return None
    response = redirect("intake:receipt")
    tracking.show_receipt(response, receipt)
    return response


def too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "intake/too_often.html", status=429)
    response["Retry-After"] = str(throttle.HOUR)
    return response


def _too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "intake/too_large.html", {"most": limits.LARGEST_REQUEST_MB}, status=413)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if str(given).isdigit() else 0
