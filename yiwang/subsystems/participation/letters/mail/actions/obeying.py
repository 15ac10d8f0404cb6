"""Outer side: what an official decided about a mail, done once."""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.participation.letters.mail import composing, messages, rules
from yiwang.subsystems.participation.letters.mail.actions.arriving import become_letter, settle
from yiwang.subsystems.participation.letters.mail.models import Mail
from yiwang.subsystems.participation.letters.mail.receiving import Received


def take_decision(taken: Taken) -> None:
    """Raises Refused for a mail that is not here, and for a mailbox that takes no letters now."""
    check_from(taken, "inner")
    said: messages.Decision = taken.body
    mail = Mail.objects.select_for_update(of=("self",)).filter(uid=said.uid).first()
    if mail is None:
        raise Refused("外网没有这封邮件。")
    if said.deed == rules.WAITING or mail.state not in {rules.UNCLAIMED, rules.MESSAGE}:
        return
    if said.deed == rules.LETTER:
        is_attached = any(stored.name == composing.FULL_TEXT for stored in mail.files.all())
        become_letter(mail, said.box, Received(list(mail.files.all()), (), is_attached))
        if mail.state == rules.REFUSED:
            raise Refused(mail.reason or "没有受理。")
    else:
        settle(mail, said.deed)
    record(SYSTEM, "letters.mail_obey", mail, state=mail.state, box=said.box)
