"""How does a writer come from the answer to asking that the matter be handled once more?"""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.urls import reverse

from yiwang.kernel.deadlines.moments import day_of, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import rules as intake
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.panels import Panel
from yiwang.subsystems.participation.letters import rules

_SALT = "yiwang.letters.again"
HOURS = 24


def token_of(submission: Submission) -> str:
    return signing.dumps(submission.reference, salt=_SALT)


def submission_of(token: str) -> Submission | None:
    """Whose owner came from its page; None for what was forged or lay too long."""
    try:
        reference = signing.loads(token, salt=_SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(reference=str(reference), kind__in=rules.LABELS).first()


def depth_of(submission: Submission) -> int:
    """How often the matter was handled before this one, as its numbers tell."""
    depth, number = 0, submission.data.get("again", "")
    while number and depth < 3:
        depth += 1
        earlier = Submission.objects.filter(number=number).first()
        number = earlier.data.get("again", "") if earlier else ""
    return depth


def name_of(submission: Submission) -> str:
    """What may be asked: 重新办理, 复查, 复核. Raises Refused where nothing may."""
    if submission.state != intake.ANSWERED or submission.ended_at is None:
        raise Refused("答复以后才能申请。")
    asked = Submission.objects.filter(kind=submission.kind, data__again=submission.number).exists()
    day = day_of(submission.ended_at)
    return rules.check_again(submission.kind, depth_of(submission), day, today(), is_asked=asked)


def again(submission: Submission) -> Mapping[str, Any] | None:
    try:
        name = name_of(submission)
    except Refused:
        return None
    ended_at = submission.ended_at
    last = rules.review_ends(day_of(ended_at)) if ended_at else None
    address = reverse("participation_letters:again")
    return {"name": name, "last": last, "origin": token_of(submission), "address": address}


AGAIN = Panel("对答复不满意", "letters/public/_again.html", again, style="dist/intake.css")
