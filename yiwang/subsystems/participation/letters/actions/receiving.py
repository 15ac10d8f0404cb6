"""How does a letter come in: from the web, from a department's site, or entered by an official?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM, Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.actions import MaterialFacts, Opening, PartyFacts
from yiwang.kernel.cases.models import new_reference
from yiwang.kernel.cases.standing import post_of
from yiwang.kernel.deadlines.moments import day_of, now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.actions import entering
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import require
from yiwang.kernel.search import likeness
from yiwang.subsystems.participation.letters import (
    messages,
    reminding,
    routing,
    rules,
    suggesting,
    timing,
)
from yiwang.subsystems.participation.letters.actions import crossing
from yiwang.subsystems.participation.letters.models import Letter, Mailbox, Site

FILES, FILES_LABEL = "files", "来信人提交的附件"
MOST_COMPARED, COMPARED_DAYS = 30, 180


@dataclass(frozen=True)
class Sender:
    """Who wrote; ``digest`` finds their other letters without opening any."""

    party: PartyFacts
    digest: str = ""
    is_anonymous: bool = False


@dataclass(frozen=True)
class Coming:
    """A letter as it is about to be opened; ``chained``: what ties it to an earlier one."""

    mailbox: Mailbox
    said: messages.Letter
    sender: Sender
    matter: Matter | None
    source: str = "web"
    files: Sequence[StoredFile] = ()
    unit: Unit | None = None
    title: str = ""
    chained: Mapping[str, Any] = field(default_factory=dict)
    is_accepted: bool = False


@transaction.atomic
def receive(matter: Matter, said: messages.Letter, files: Sequence[StoredFile]) -> Letter:
    """Open its case at the unit that runs the mailbox, or with the letter that it repeats.

    Raises Refused where the mailbox is unknown, or a second handling is asked too late or too often.
    """
    mailbox = _mailbox(said.mailbox)
    rules.check_type(said.type, mailbox.offered_types)
    sender = sender_of(contacts.of_matter(matter), is_anonymous=said.is_anonymous)
    coming = Coming(mailbox, said, sender, matter, files=files)
    if said.again:
        coming = replace(coming, chained=_second(said.again))
    elif repeated := _repeated(coming):
        coming = replace(
            coming,
            unit=repeated.case.unit,
            is_accepted=repeated.case.state in states.TAKEN_ON,
            chained={
                "lead": repeated,
                "is_repeat": True,
                "desk": repeated.desk,
                "against": repeated.against,
                "assigned_at": repeated.assigned_at,
            },
        )
    letter = open_letter(PUBLIC, coming)
    record(
        SYSTEM,
        "letters.letter_receive",
        letter,
        number=matter.number,
        mailbox=mailbox.code,
        repeat=letter.is_repeat,
    )
    return letter


@transaction.atomic
def enter(
    by: Actor,
    mailbox: Mailbox,
    said: messages.Letter,
    contact: Contact,
    source: str,
    files: Sequence[StoredFile] = (),
    representatives: int = 0,
) -> tuple[Letter, entering.Receipt]:
    """A call, a visit, a letter on paper; its writer then tracks and rates it on the web like any other.

    Raises Refused for more than five representatives ([X22] art. 20).
    """
    _check_desk(by, mailbox)
    rules.check_representatives(representatives)
    rules.check_type(said.type, mailbox.offered_types)
    if source not in rules.SOURCES:
        raise Refused("请选择来源渠道。", field="source")
    receipt = entering.enter(by, mailbox.case_kind, said.model_dump(mode="json"), contact, files)
    sender = sender_of(contact, is_anonymous=said.is_anonymous)
    chained = {"representatives": representatives}
    letter = open_letter(by, Coming(mailbox, said, sender, receipt.matter, source, files, chained=chained))
    record(by, "letters.letter_enter", letter, number=receipt.number, source=source)
    return letter, receipt


def sender_of(contact: Contact, *, is_anonymous: bool) -> Sender:
    if is_anonymous or not contact.is_given:
        return Sender(PartyFacts("person", rules.ANONYMOUS), is_anonymous=True)
    name = contact.name.strip() or "来信人"
    name = name if len(name) > 1 else f"{name}某"
    party = PartyFacts("person", name, phone=contact.phone, email=contact.email)
    return Sender(party, digest_of(contact.phone or contact.email))


def digest_of(reached_at: str) -> str:
    return next(parties.digests("letters.writer", reached_at.strip().lower()), "")


def open_letter(by: Actor, coming: Coming) -> Letter:
    """The case and what this room keeps about it; part of the caller's transaction."""
    said, mailbox, chained = coming.said, coming.mailbox, dict(coming.chained)
    against = chained.get("against") or routing.named_unit(said.against)
    desk = chained.get("desk") or routing.receiving_unit(mailbox, said.type, against)
    opening = _opening(coming, coming.unit or desk)
    facts = {
        "uid": new_reference(),
        "case": cases.open(by, opening),
        "matter": coming.matter,
        "mailbox": mailbox,
        "site": Site.objects.filter(code=said.site).first() if said.site else None,
        "source": coming.source,
        "type": said.type,
        "subject": said.subject[:60],
        "title": opening.title,
        "text": said.text,
        "place": said.place,
        "is_anonymous": coming.sender.is_anonymous,
        "wants_public": said.is_public and mailbox.exposure != rules.NEVER,
        "writer": coming.sender.digest,
        "received_at": opening.received_at,
        "against": against,
        "named": said.against.strip()[:120],
        "desk": desk,
        "holder": opening.unit,
    }
    letter = Letter.objects.create(**(facts | chained))
    suggesting.remember(letter)
    _tell_of(letter)
    return letter


def _opening(coming: Coming, unit: Unit) -> Opening:
    mailbox, matter = coming.mailbox, coming.matter
    is_review = mailbox.is_confidential and "again_of" in coming.chained
    handed_in_at = (matter.submitted_at or matter.received_at) if matter else now()
    return Opening(
        kind=mailbox.case_kind,
        title=coming.title or coming.said.title,
        party=coming.sender.party,
        channel=rules.CHANNELS.get(coming.source, "web"),
        unit=unit,
        terms=timing.terms_of(mailbox, coming.said.type, is_review=is_review),
        materials=[MaterialFacts(FILES, FILES_LABEL, files=tuple(coming.files))] if coming.files else [],
        received_at=min(handed_in_at, now()),
        is_accepted=coming.is_accepted,
    )


def _tell_of(letter: Letter) -> None:
    if not letter.is_repeat:
        crossing.tell_if_counted(SYSTEM, letter)
        reminding.tell_desk(letter, "收到来信", f"letters.new:{letter.pk}")
    else:
        reminding.tell_holders(letter, "同一来信人再次来信", f"letters.repeat:{letter.pk}")


def _mailbox(code: str) -> Mailbox:
    mailbox = Mailbox.objects.select_related("unit", "watchdog").filter(code=code).first()
    if mailbox is None:
        raise Refused("没有这个信箱，请从信箱列表重新选择。")
    return mailbox


def _repeated(coming: Coming) -> Letter | None:
    """The open letter of the same person that says the same (letters.md case 18, [X22] art. 19)."""
    if not coming.sender.digest:
        return None
    since = shifted(now(), days=-COMPARED_DAYS)
    earlier = (
        Letter.objects.open()
        .filter(writer=coming.sender.digest, received_at__gte=since, is_repeat=False, type=coming.said.type)
        .filter(mailbox__kind=coming.mailbox.kind, part_of=None, named=coming.said.against.strip()[:120])
        .select_related("case__unit", "desk", "against", "lead__case__unit", "lead__desk")
        .order_by("-received_at")[:MOST_COMPARED]
    )
    words = f"{coming.said.title}{coming.said.text}"
    found = next(
        (one for one in earlier if likeness.likeness(f"{one.title}{one.text}", words) >= likeness.SAME), None
    )
    return (found.lead or found) if found else None


def _second(number: str) -> dict[str, Any]:
    """What ties a second handling to the letter of that number. Raises Refused where none is due any more."""
    held = Letter.objects.select_for_update(of=("self",)).select_related("case", "desk", "against", "mailbox")
    first = held.filter(matter__number=number).first()
    if first is None:
        raise Refused("没有找到原信件，不能申请重新办理。")
    return second_of(first)


def second_of(first: Letter) -> dict[str, Any]:
    """As ``_second`` for a letter that is locked."""
    if first.case.state != states.CLOSED or first.case.closed_at is None:
        raise Refused("原信件还没有答复，不能申请重新办理。")
    return {
        "again_of": first,
        "again_name": second_name(first),
        "desk": first.desk,
        "against": first.against,
        "subject": first.subject,
        "is_classified": first.is_classified,
    }


def second_name(first: Letter) -> str:
    """Raises Refused where a second handling is not due any more."""
    depth, one = 0, first.again_of
    while one is not None:
        depth, one = depth + 1, one.again_of
    is_asked = Letter.objects.filter(again_of=first).exists()
    replied_on = day_of(first.case.closed_at or now())
    return rules.check_again(first.case.kind, depth, replied_on, today(), is_asked=is_asked)


def _check_desk(by: Actor, mailbox: Mailbox) -> None:
    post = post_of(by)
    require(post, rules.DESK)
    if not Mailbox.objects.visible_to(post).filter(pk=mailbox.pk).exists():
        raise Refused("这个信箱不由您所在的单位管理。", field="mailbox")
