"""Where does anybody verify a certificate that somebody shows them?"""

from hmac import compare_digest

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.intake import limits, throttle
from yiwang.kernel.intake.gate import public_form, who
from yiwang.subsystems.approvals.certificates import rules
from yiwang.subsystems.approvals.certificates.forms.entering import VerifyForm
from yiwang.subsystems.approvals.certificates.models import Shown

WRONG = "证照编号或者校验码不对，请对照证照重新填写。"
UNKNOWN = "没有查到这本证照。二维码可能不是由本平台生成的，请与发证机关核实。"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    """Number and check code, by POST; leads to the page that the QR code shows too."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        shown = _fitting(request, rules.read_number(said["number"]), rules.read_code(said["code"]))
        if shown:
            return redirect("certificates:verified", shown.reference)
        form.add_error(None, WRONG)
    return _form(request, form, 422 if form.errors else 200)


def _form(request: HttpRequest, form: VerifyForm, status: int, unknown: str = "") -> HttpResponse:
    return render(request, "certificates/verify.html", {"form": form, "unknown": unknown}, status=status)


def _fitting(request: HttpRequest, number: str, code: str) -> Shown | None:
    """The same answer and the same count for a wrong number and for a wrong code."""
    keys = (f"from:{who(request)}", f"for:{number or 'none'}")
    for key in keys:
        throttle.refuse_spent(_failures(), key)
    shown = Shown.objects.filter(number=number).first()
    if shown and compare_digest(shown.check_code.encode(), code.encode("utf-8", "replace")):
        return shown
    for key in keys:
        throttle.spend(_failures(), key)
    return None


def _failures() -> throttle.Count:
    return throttle.Count("verify_failures", limits.FAILURES_AN_HOUR)


@public_form
@require_safe
def verified(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What holds of the certificate whose QR code was scanned; the reference cannot be guessed."""
    key = f"from:{who(request)}"
    throttle.refuse_spent(_failures(), key)
    shown = Shown.objects.filter(reference=reference).first()
    if shown is None:
        throttle.spend(_failures(), key)
        return _form(request, VerifyForm(), 404, UNKNOWN)
    state = rules.state_on(today(), shown.state, shown.valid_until, shown.has_timely_request)
    context = {
        "shown": shown,
        "state": rules.STATES[state],
        "tone": rules.TONES[state],
        "is_in_force": state in rules.IN_FORCE,
        "is_deemed": state == rules.DEEMED,
        "is_suspended": state == rules.SUSPENDED,
        "today": today(),
    }
    response = render(request, "certificates/verified.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
