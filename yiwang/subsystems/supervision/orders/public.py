"""Where does the public complain of how a matter was handled? The unit complained of never reads it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.files.forms import receiving
from yiwang.kernel.intake import limits, throttle
from yiwang.kernel.intake.gate import by, handed_in, public_form, who
from yiwang.kernel.intake.rules import read_number
from yiwang.subsystems.supervision.orders import progress, rules
from yiwang.subsystems.supervision.orders.forms.complaining import ComplaintForm


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponseBase:
    """From the progress of a matter comes who its owner is, by POST; the form is then still empty."""
    if request.method != "POST" or "start" in request.POST:
        return _page(request, _blank(request))
    form = receiving(ComplaintForm(request.POST, request.FILES), by=by(request))
    failures = throttle.Count("failures", limits.FAILURES_AN_HOUR)
    keys = (f"from:{who(request)}", f"for:{read_number(request.POST.get('number', '')) or 'none'}")
    if request.POST.get("number"):
        for key in keys:
            throttle.refuse_spent(failures, key)
    response = handed_in(request, form) if form.is_valid() else None
    if form.is_guessing:
        for key in keys:
            throttle.spend(failures, key)
    return response or _page(request, form)


def _blank(request: HttpRequest) -> ComplaintForm:
    return ComplaintForm(initial={"origin": request.POST.get("origin", "")[:300]})


def _page(request: HttpRequest, form: ComplaintForm) -> HttpResponseBase:
    origin = str(form["origin"].value() or "")
    about = progress.submission_of(origin) if origin else None
    context = {"form": form, "promise": rules.PROMISE, "about": about, "origin": origin if about else ""}
    return render(request, "orders/public/complain.html", context, status=422 if form.is_bound else 200)
