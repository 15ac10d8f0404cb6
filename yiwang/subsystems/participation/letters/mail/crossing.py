"""What does each zone tell the other of a mail? Who wrote what crosses sealed, for the inner zone alone."""

import json

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.exchange.telling import Said
from yiwang.kernel.intake import private
from yiwang.kernel.intake.actions.keys import usable_key
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.organizations import sealing
from yiwang.subsystems.participation.letters.mail import messages, rules
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail

PURPOSE = "letters.mail"


def hidden(name: str, address: str) -> str:
    """For our own table."""
    return sealing.seal(json.dumps([name, address]), PURPOSE) if address else ""


def sender_of(mail: Mail) -> Contact:
    if not mail.contact:
        return Contact()
    name, address = json.loads(sealing.opened(mail.contact, PURPOSE))
    return Contact(name, "", address)


def said_of_mail(mail: Mail) -> Said:
    """Raises Refused while the inner zone's key is unknown, and for the mark of a state secret."""
    refuse_marked(marking_in(f"{mail.subject}\n{mail.text}"))
    key = usable_key()
    if key is None:
        raise Refused("还没有收到内网的加密公钥。")
    sender = sender_of(mail)
    fields = {"name": sender.name, "address": sender.email, "subject": mail.subject, "text": mail.text}
    body = messages.Mail(
        uid=mail.uid,
        sequence=mail.sequence,
        box=mail.box_code,
        about=mail.submission.reference if mail.submission else "",
        hint=mail.hint,
        reason=mail.reason,
        is_waiting=mail.state in {rules.UNCLAIMED, rules.MESSAGE},
        received_at=mail.fetched_at,
        sealed=private.sealed(fields | {"uid": mail.uid}, mail.uid, key),
    )
    return Said("待认领的邮件", body, list(mail.files.all()))


def said_of_claim(claim: Claim) -> Said:
    return Said(
        "邮件认领结果",
        messages.Decision.model_validate(
            {"uid": claim.uid, "sequence": claim.sequence, "deed": claim.state, "box": claim.to_box}
        ),
    )
