"""When does the outer zone forget what an applicant wrote? (个人信息保护法 art. 19)"""

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.intake import limits
from yiwang.kernel.intake.models import Handover, Step, Submission, Supplement

BATCH = 200


def wipe_due() -> int:
    """Those that ended YIWANG_INTAKE_KEEP_DAYS ago; how many."""
    before = shifted(now(), days=-limits.KEEP_DAYS)
    due = Submission.objects.to_wipe(before).order_by("ended_at").values_list("pk", flat=True)
    return sum(wipe(pk) for pk in list(due[:BATCH]))


@transaction.atomic
def wipe(submission_id: int) -> bool:
    """Whether there was something to forget: contact, free text and files go; number, dates and steps stay.

    What the inner zone has not confirmed yet is not forgotten.
    """
    found = Submission.objects.select_for_update().filter(pk=submission_id, wiped_at=None).first()
    if found is None or found.handovers.unproved().exists():
        return False
    _forget_envelopes(found)
    Step.objects.filter(submission=found).update(text="", asks=[], facts={})
    Supplement.objects.filter(step__submission=found).update(text="")
    Handover.objects.filter(submission=found).update(body={})
    found.held_files.all().delete()
    found.data, found.papers, found.contact, found.comment = {}, [], "", ""
    found.wiped_at = now()
    found.save(update_fields=["data", "papers", "contact", "comment", "wiped_at"])
    record(SYSTEM, "intake.submission_wipe", found, number=found.number, days=limits.KEEP_DAYS)
    return True


def _forget_envelopes(submission: Submission) -> None:
    """The signed words hold the same text. Where both zones are one, they are the inner zone's evidence."""
    if settings.ZONE != "outer":
        return
    sent = submission.handovers.exclude(envelope="").values_list("envelope", flat=True)
    came = submission.steps.values_list("envelope", flat=True)
    Envelope.objects.filter(uid__in=[*sent, *came, submission.envelope]).delete()
