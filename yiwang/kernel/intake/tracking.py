"""How does a browser go on reading a submission after number and code were given, with neither in an address?

Two short-lived signed cookies that only /track/ gets. The one of the receipt holds the code sealed, so that
the page can be loaded again and printed for some minutes.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import Receipt
from yiwang.kernel.intake.limits import RECEIPT_MINUTES, TRACKING_MINUTES
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations import sealing

PATH = "/track/"
TRACKING, RECEIPT = "track", "receipt"
_SALT = "yiwang.intake.cookie"


@dataclass(frozen=True)
class Shown:
    """What the receipt page prints."""

    submission: Submission
    code: str


def found(number: str, code: str) -> Submission | None:
    """The submission where the code is its own; None does not tell a wrong number from a wrong code."""
    submission = Submission.objects.filter(number=number).first()
    is_fitting = codes.fits(number, code, submission.code_digest if submission else "")
    return submission if is_fitting else None


def allow(response: HttpResponse, submission: Submission) -> None:
    """This browser may read the submission for YIWANG_INTAKE_TRACKING_MINUTES from now."""
    _set(response, TRACKING, submission.reference, TRACKING_MINUTES)


def show_receipt(response: HttpResponse, receipt: Receipt) -> None:
    """This browser may show number and code for some minutes."""
    allow(response, receipt.submission)
    sealed = sealing.seal(json.dumps([receipt.submission.reference, receipt.code]), "intake")
    _set(response, RECEIPT, sealed, RECEIPT_MINUTES)


def forget(response: HttpResponse) -> None:
    for name in (TRACKING, RECEIPT):
        response.delete_cookie(name, path=PATH, samesite="Lax")


def submission_of(request: HttpRequest) -> Submission | None:
    reference = _get(request, TRACKING, TRACKING_MINUTES)
    return Submission.objects.filter(reference=reference).first() if reference else None


def receipt_of(request: HttpRequest) -> Shown | None:
    sealed = _get(request, RECEIPT, RECEIPT_MINUTES)
    if not sealed:
        return None
    reference, code = json.loads(sealing.opened(sealed, "intake"))
    submission = Submission.objects.filter(reference=reference).first()
    return Shown(submission, code) if submission else None


def _set(response: HttpResponse, name: str, value: str, minutes: int) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=_SALT,
        max_age=minutes * 60,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _get(request: HttpRequest, name: str, minutes: int) -> str:
    return request.get_signed_cookie(name, "", salt=_SALT, max_age=minutes * 60) or ""
