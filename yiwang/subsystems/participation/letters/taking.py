"""What becomes of what the public hands in as a letter? Called by kernel.intake on the inner side.

Nothing that came is dropped in silence: a letter that cannot be taken is answered with the reason.
"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.participation.letters import messages, reminding, rules
from yiwang.subsystems.participation.letters.actions import ending, receiving
from yiwang.subsystems.participation.letters.models import Letter


def take(taken: TakenSubmission) -> None:
    """Make a case of it, or tell the writer why none can be made."""
    try:
        with transaction.atomic():
            receiving.receive(taken.matter, taken.body, taken.files)
    except Refused as refused:
        report(SYSTEM, taken.matter.reference, Report("未能受理", refused.sentence, kind="close"))
        record(SYSTEM, "letters.letter_fail", taken.matter, reason=refused.sentence)


def take_supplement(taken: TakenSupplement) -> None:
    """The letter changes while it is handled: whoever has it open has to read it again before answering."""
    letter = _letter(taken.matter)
    if letter is None:
        return
    try:
        with transaction.atomic():
            cases.supply(PUBLIC, letter.case_id, taken.text, {receiving.FILES: taken.files})
    except Refused as refused:
        if taken.files and letter.is_open:
            cases.attach(PUBLIC, letter.case_id, taken.files, "来信人补充的材料")
        record(SYSTEM, "letters.letter_late", letter, reason=refused.sentence)
    ending.add_text(letter.pk, taken.text)
    letter.refresh_from_db()
    reminding.tell_holders(letter, "来信人补充了内容", f"letters.supplement:{letter.pk}:{letter.version}")


def take_withdrawal(taken: TakenWithdrawal) -> None:
    letter = _letter(taken.matter)
    if letter is None:
        return
    try:
        with transaction.atomic():
            ending.withdraw(letter.pk)
    except Refused as refused:
        record(SYSTEM, "letters.letter_late", letter, reason=refused.sentence)


def take_seconded(taken: Taken) -> None:
    """Totals may come late and out of order: a smaller one is an older one."""
    check_from(taken, "outer")
    said: messages.Seconded = taken.body
    known = dict(Letter.objects.filter(uid__in=said.totals).values_list("uid", "seconded"))
    grown = {uid: total for uid, total in said.totals.items() if total > known.get(uid, total)}
    for uid, total in grown.items():
        Letter.objects.filter(uid=uid, seconded__lt=total).update(seconded=total)
    record(SYSTEM, "letters.seconded_take", None, letters=len(grown))


def take_rating(taken: TakenRating) -> None:
    """By the writer alone: kernel.intake asks for number and code, kernel.cases refuses officials."""
    letter = _letter(taken.matter)
    if letter:
        cases.rate(PUBLIC, letter.case_id, rules.LEVELS[taken.stars], taken.comment)


def _letter(matter: Matter) -> Letter | None:
    """None where no case was made of it."""
    return Letter.objects.select_related("case__unit", "mailbox", "matter").filter(matter=matter).first()
