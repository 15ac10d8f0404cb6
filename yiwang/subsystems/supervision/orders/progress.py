"""How does somebody come from their matter to a complaint about it, with no number in an address?"""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.urls import reverse

from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.panels import Panel
from yiwang.kernel.intake.queries import facts
from yiwang.subsystems.supervision.orders import rules

_SALT = "yiwang.supervision.complain"
HOURS = 24


def token_of(submission: Submission) -> str:
    return signing.dumps(submission.reference, salt=_SALT)


def submission_of(token: str) -> Submission | None:
    """The submission whose owner came from its page; None for what was forged or lay too long."""
    try:
        reference = signing.loads(token, salt=_SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(reference=str(reference)).first()


def case_of(submission: Submission) -> str:
    """The number of its case, as its owner was told; empty while there is none."""
    return str(facts(submission).get("case", ""))


def complain(submission: Submission) -> Mapping[str, Any] | None:
    """For matters of which a case was made; a complaint is not complained of here."""
    if submission.kind == rules.COMPLAINT or not case_of(submission):
        return None
    return {"about": token_of(submission), "address": reverse("supervision_orders:complain")}


COMPLAIN = Panel("对办理有意见", "orders/public/_complain.html", complain, style="dist/intake.css")
