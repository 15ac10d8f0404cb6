"""How does a finding become a card, in the transaction in which it is first found?

Many to a statement: numbers, clocks, cards, history and the papers that are owed are written at once.
Drawing, signing and telling come after the commit, one by one (``delivering``).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.deadlines.starting import start_alike
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.prepared import insert_all
from yiwang.subsystems.supervision.cards import rules, terms
from yiwang.subsystems.supervision.cards.addressing import Directory
from yiwang.subsystems.supervision.cards.models import Card, Event, Notification, Series
from yiwang.subsystems.supervision.cards.rules import Terms
from yiwang.subsystems.supervision.watching import registry

NAMED = 50
_COUNT_ON = f'UPDATE "{Series._meta.db_table}" SET "last" = "last" + %s WHERE "key" = %s RETURNING "last"'  # noqa: S608


def follow(findings: Sequence[Finding]) -> None:
    """Registered with ``findings.followers``: a card for each that a rule of supervision found in earnest.

    What others enter (inspections of websites) has its own way of being put right.
    """
    known = registry.registered()
    issue([finding for finding in findings if finding.rule in known and not finding.is_trial])


def issue(findings: Sequence[Finding]) -> list[Card]:
    """Part of the caller's transaction: what is rolled back leaves no gap in the numbers.

    A finding has one card for ever: a second one fails as a whole (IntegrityError).
    """
    if not findings:
        return []
    moment, held = now(), terms.current()
    named = _numbered(findings, day_of(moment).year)
    clocks = _clocks(findings, named, held)
    directory = Directory({finding.unit_id for finding in findings})
    cards = [_card(finding, named[finding.pk], directory, held) for finding in findings]
    for card, clock in zip(cards, clocks, strict=True):
        card.clock, card.issued_at = clock, moment
    insert_all(cards)
    insert_all([_event(card, moment) for card in cards])
    insert_all([_owed(card, moment) for card in cards])
    numbers = [card.number for card in cards]
    record(SYSTEM, "supervision.card_issue", cards[0], count=len(cards), first=numbers[:NAMED])
    return cards


def _numbered(findings: Sequence[Finding], year: int) -> Mapping[int, tuple[int, int]]:
    """Year and serial by finding; yellow before red, so that two who count on do not wait for each other."""
    found: dict[int, tuple[int, int]] = {}
    for colour in (rules.YELLOW, rules.RED):
        ids = [finding.pk for finding in findings if finding.colour == colour]
        if ids:
            last = _counted_on(f"{colour}:{year}", len(ids))
            found |= {pk: (year, serial) for serial, pk in enumerate(ids, start=last - len(ids) + 1)}
    return found


def _counted_on(key: str, count: int) -> int:
    """The last of the next serials of a series, by one statement on both databases."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [count, key])
        row = cursor.fetchone()
        if row is None:
            Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
            cursor.execute(_COUNT_ON, [count, key])
            row = cursor.fetchone()
    last: int = row[0]
    return last


def _clocks(findings: Sequence[Finding], named: Mapping[int, tuple[int, int]], held: Terms) -> list[Clock]:
    subjects = [
        Subject(
            rules.SUBJECT,
            rules.clock_key(finding.colour, *named[finding.pk]),
            unit_id=finding.unit_id,
            item=rules.COLOURS[finding.colour],
        )
        for finding in findings
    ]
    limits = Limits(rules.FOOTING, Limit(held.reply_days, Unit.WORKING_DAYS))
    return start_alike(subjects, limits, SYSTEM.person)


def _card(finding: Finding, named: tuple[int, int], directory: Directory, held: Terms) -> Card:
    address = directory.of(finding.unit_id)
    year, serial = named
    return Card(
        finding=finding,
        colour=finding.colour,
        year=year,
        serial=serial,
        number=rules.number(finding.colour, year, serial),
        unit_id=finding.unit_id,
        unit_name=finding.unit_name,
        post=address.responders[0] if address.responders else None,
        addressee=address.addressee,
        issuer=address.issuer,
        issuer_name=address.issuer.name,
        rule=finding.rule,
        label=finding.label,
        basis=finding.basis,
        title=finding.title,
        address=finding.address,
        subject_kind=finding.subject_kind,
        subject_key=finding.subject_key,
        item=finding.item,
        happened_at=finding.happened_at,
        evidence=[list(each) for each in finding.evidence],
        points=held.points(finding.colour),
        reply_days=held.reply_days,
        appeal_days=held.appeal_days,
    )


def _event(card: Card, moment: datetime) -> Event:
    return Event(
        card=card, verb=rules.ISSUE, at=moment, person=SYSTEM.person, unit=card.issuer_name, text=card.label
    )


def _owed(card: Card, moment: datetime) -> Notification:
    return Notification(card=card, verb=rules.ISSUE, again_at=moment)
