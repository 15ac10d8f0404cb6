"""What becomes of what the public hands in about a page? Called by kernel.intake on the inner side."""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.corrections import rules, timing
from yiwang.subsystems.portal.corrections.models import Correction, CorrectionSupplement


def take(taken: TakenSubmission) -> None:
    """Enter it for the unit whose page it is; the time runs since it was handed in."""
    publication = _publication(taken.body.page)
    correction = Correction.objects.create(
        matter=taken.matter,
        page=taken.body.page,
        page_title=publication.title if publication else "",
        fault=taken.body.fault,
        text=taken.body.text,
        unit=(publication.unit if publication else None) or Unit.objects.filter(parent=None).first(),
        received_at=now(),
    )
    correction.files.set(taken.files)
    timing.start(correction)
    record(SYSTEM, "portal.correction_receive", correction, page=correction.page, fault=correction.fault)


def _publication(page: str) -> Publication | None:
    number = rules.article_of(page)
    return Publication.objects.filter(pk=number).select_related("unit").first() if number else None


def take_supplement(taken: TakenSupplement) -> None:
    """The time goes on."""
    correction = _locked(taken.matter.pk)
    added = CorrectionSupplement.objects.create(correction=correction, text=taken.text, handed_in_at=taken.at)
    added.files.set(taken.files)
    if correction.state == rules.ASKED:
        correction.state = rules.HANDLING
        correction.save(update_fields=["state"])
        timing.resume(correction, SYSTEM.person)
    record(SYSTEM, "portal.correction_supplement", correction, files=len(taken.files))


def take_withdrawal(taken: TakenWithdrawal) -> None:
    """Nothing more is done about it."""
    correction = _locked(taken.matter.pk)
    if not correction.is_open:
        return
    correction.state, correction.ended_at = rules.WITHDRAWN, now()
    correction.save(update_fields=["state", "ended_at"])
    timing.cancel(correction, SYSTEM.person, "网民撤回")
    record(SYSTEM, "portal.correction_withdraw", correction)


def take_rating(taken: TakenRating) -> None:
    correction = _locked(taken.matter.pk)
    correction.stars, correction.comment = taken.stars, taken.comment
    correction.save(update_fields=["stars", "comment"])
    record(SYSTEM, "portal.correction_rate", correction, stars=taken.stars)


def _locked(matter_id: int) -> Correction:
    return Correction.objects.select_for_update(of=("self",)).select_related("matter").get(matter=matter_id)
