"""Outer side: what becomes of a mail? It is stored, settled and owed in one transaction, once.

Killed before the commit nothing has happened and the mail is met again; killed after it, its key is known.
"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import parties
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.rules import ClassifiedError, marking_in
from yiwang.kernel.intake import codes
from yiwang.kernel.intake import rules as intake
from yiwang.kernel.intake.actions.submissions import HandedIn, hand_in_supplement, submit
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.notifications.actions import enqueue
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.mail import (
    channels,
    composing,
    crossing,
    limits,
    rules,
    tokens,
    wording,
)
from yiwang.subsystems.participation.letters.mail.channels import Channel
from yiwang.subsystems.participation.letters.mail.models import Mail
from yiwang.subsystems.participation.letters.mail.parsing import Parsed
from yiwang.subsystems.participation.letters.mail.receiving import Received
from yiwang.subsystems.participation.letters.models import Box

ENDED, NO_BOX = "这封来信已经办结", "没有可以写信的信箱"


@transaction.atomic
def arrive(channel: Channel, parsed: Parsed, received: Received, automatic: str) -> Mail:
    """``automatic``: why it is a machine's, as ``rules.automatic`` says."""
    mail = _kept(channel, parsed)
    marking = marking_in(f"{parsed.subject}\n{parsed.text}")
    if automatic:
        settle(mail, rules.AUTOMATIC, automatic)
    elif marking:
        _refuse(mail, ClassifiedError(marking).sentence)
    elif crowded := crowd(mail):
        _unclaimed(mail, parsed, crowded)
    elif parsed.trouble:
        _unclaimed(mail, parsed, parsed.trouble)
    else:
        _find_place(mail, parsed, received)
    record(SYSTEM, "letters.mail_arrive", mail, state=mail.state, reason=mail.reason, box=mail.box_code)
    return mail


def _kept(channel: Channel, parsed: Parsed) -> Mail:
    return Mail.objects.create(
        address=channel.address,
        key=parsed.key,
        message_id=parsed.message_id,
        box_code=channel.box,
        state=rules.UNCLAIMED,
        sender=next(parties.digests("letters.mail", parsed.sender.lower()), ""),
        contact=crossing.hidden(parsed.name, parsed.sender),
        subject=parsed.subject,
        text=parsed.text[: rules.KEPT_LENGTH],
        hint=rules.number_in(f"{parsed.subject}\n{parsed.text[:2_000]}"),
        fetched_at=now(),
    )


def crowd(mail: Mail) -> str:
    """Why an official has to look first; empty while there is room."""
    lately = Mail.objects.filter(fetched_at__gt=shifted(now(), hours=-1)).exclude(pk=mail.pk)
    lately = lately.exclude(state=rules.AUTOMATIC)
    if mail.sender and lately.filter(sender=mail.sender).count() >= limits.OF_SENDER_AN_HOUR:
        return "同一发件人一小时内来信过多"
    if lately.filter(address=mail.address).count() >= limits.OF_CHANNEL_AN_HOUR:
        return "信箱一小时内收到的邮件过多"
    return ""


def _find_place(mail: Mail, parsed: Parsed, received: Received) -> None:
    mail.files.set(received.files)
    submission = tokens.answered(parsed.traces)
    if submission is None:
        become_letter(mail, mail.box_code, received)
        return
    mail.submission = submission
    mail.text = rules.without_quote(parsed.text)[: rules.KEPT_LENGTH]
    mail.reason = "".join(received.notes)[:120]
    if not submission.is_open:
        _wait(mail, ENDED)
    elif not _is_supplement(mail, submission, received):
        _wait(mail, mail.reason, rules.MESSAGE)


def become_letter(mail: Mail, box_code: str, received: Received) -> None:
    """A submission with its receipt; what a rule refuses is answered with why. Part of a transaction."""
    contact = crossing.sender_of(mail)
    box = Box.objects.filter(code=box_code).first()
    try:
        with transaction.atomic():
            if box is None:
                raise Refused(f"{NO_BOX}。")
            if not box.is_open:
                raise Refused(f"{box.name}暂停收信：{box.notice}")
            data = composing.data_of(
                box, mail.subject, mail.text, received.notes, is_attached=received.is_text_attached
            )
            kind = letters.kind_of(box.kind)
            handed = HandedIn(kind, codes.new_token(), data, contact, received.files)
            receipt = submit(PUBLIC, handed)
    except Refused as refused:
        _refuse(mail, refused.sentence)
        return
    mail.submission = receipt.submission
    settle(mail, rules.LETTER)
    said = wording.receipt(receipt.submission.number, receipt.code, is_all_taken=not received.notes)
    _answer(contact.email, wording.receipt_key(mail), said)


def _is_supplement(mail: Mail, submission: Submission, received: Received) -> bool:
    """Whether it was what the letter's unit is waiting for."""
    asking = submission.steps.filter(kind=intake.ASK, supplement=None).order_by("number").last()
    if asking is None or submission.state != intake.SUPPLEMENT:
        return False
    text = composing.text_of(mail.text, received.notes, is_attached=received.is_text_attached)
    try:
        with transaction.atomic():
            hand_in_supplement(PUBLIC, submission.pk, asking.number, text, received.files)
    except Refused:
        return False
    settle(mail, rules.MESSAGE)
    return True


def _unclaimed(mail: Mail, parsed: Parsed, reason: str) -> None:
    mail.submission = tokens.answered(parsed.traces)
    _wait(mail, f"{reason}，附件留在信箱里" if parsed.attachments else reason)


def _wait(mail: Mail, reason: str, state: str = rules.UNCLAIMED) -> None:
    mail.state, mail.reason = state, reason[:120]
    mail.save()
    telling.tell(SYSTEM, mail)


def settle(mail: Mail, state: str, reason: str = "") -> None:
    """It has found its place: what it said and who wrote it stand there, no longer here."""
    mail.state, mail.reason = state, reason[:120]
    mail.contact = mail.subject = mail.text = mail.hint = ""
    mail.save()
    mail.files.clear()


def _refuse(mail: Mail, sentence: str) -> None:
    address = crossing.sender_of(mail).email
    settle(mail, rules.REFUSED, sentence)
    _answer(address, wording.refusal_key(mail), wording.refusal(sentence))


def _answer(address: str, key: str, said: tuple[str, str]) -> None:
    if address and address.lower() not in channels.own_addresses():
        enqueue("email", address, subject=said[0], body=said[1], key=key)
