"""Inner side: what has the outer zone to know of a mailbox, of a site, of where a letter stands?

Of a letter it learns days and state, and its words only where an official released them.
"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.subsystems.participation.letters import messages, rules
from yiwang.subsystems.participation.letters.models import Letter, Mailbox, Site

STATES = {
    cases.RECEIVED: "received",
    cases.ASKED: "received",
    cases.CLOSED: "answered",
    cases.DECLINED: "declined",
    cases.WITHDRAWN: "withdrawn",
}


def tell_if_counted(by: Actor, letter: Letter) -> None:
    """Outside a letter told twice by the same person, a part and a second handling are none of their own."""
    if not (letter.is_repeat or letter.part_of_id or letter.again_of_id):
        tell(by, letter)


def box_of(mailbox: Mailbox) -> messages.Box:
    types = list(mailbox.offered_types)
    return messages.Box.model_validate(
        {
            "code": mailbox.code,
            "sequence": mailbox.sequence,
            "name": mailbox.name,
            "kind": mailbox.kind,
            "leader": mailbox.leader,
            "unit_name": mailbox.unit.name,
            "description": mailbox.description,
            "is_open": mailbox.is_open,
            "notice": mailbox.notice,
            "order": mailbox.order,
            "subjects": mailbox.subjects,
            "types": types,
            "days": {code: mailbox.days.get(code) or rules.WORKING_DAYS.get(code, 0) for code in types},
            "exposure": mailbox.exposure,
            "is_anonymous_allowed": mailbox.is_anonymous_allowed,
        }
    )


def site_of(site: Site) -> messages.Site:
    return messages.Site(
        code=site.code,
        sequence=site.sequence,
        name=site.name,
        mailbox=site.mailbox.code,
        origins=site.origins,
        key_digest=site.key_digest,
        is_open=site.is_open,
    )


def trace_of(letter: Letter) -> messages.Trace:
    """Of what is confidential neither the type nor the unit is told."""
    case = letter.case
    is_quiet = letter.mailbox.is_confidential or letter.is_informing
    return messages.Trace.model_validate(
        {
            "uid": letter.uid,
            "sequence": letter.sequence,
            "mailbox": letter.mailbox.code,
            "type": "" if is_quiet else letter.type,
            "unit_name": "" if is_quiet else case.unit.name,
            "state": STATES.get(case.state, "handling"),
            "received_on": letter.received_on,
            "accepted_on": day_of(case.accepted_at) if case.accepted_at else None,
            "closed_on": day_of(case.closed_at) if case.closed_at else None,
            "working_days": letter.working_days,
            "is_in_time": letter.is_in_time,
            "level": case.rating,
            "words": _words(letter),
            "note": letter.take_down_note if letter.exposure == rules.TAKEN_DOWN else "",
        }
    )


def _words(letter: Letter) -> messages.Words | None:
    if letter.exposure != rules.SHOWN or letter.shown_at is None:
        return None
    return messages.Words(
        title=letter.public_title,
        text=letter.public_text,
        reply=letter.public_reply,
        subject=letter.subject,
        shown_on=day_of(letter.shown_at),
    )
