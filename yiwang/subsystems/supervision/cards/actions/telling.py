"""Who is told of what happens to a card?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from yiwang.kernel.deadlines import due
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.supervision.cards import addressing, papers, rules
from yiwang.subsystems.supervision.cards.addressing import Address, Directory
from yiwang.subsystems.supervision.cards.models import Card

LIST = "/office/supervision/cards/"
TO_UNIT = {
    rules.CONFIRM: "已确认，可以申诉",
    rules.CANCEL: "已撤销",
    rules.UPHOLD: "申诉不成立，维持原决定",
    rules.OVERTURN: "申诉成立，已撤销",
}
TO_LEADER = {rules.EXPLAIN: "提交了说明", rules.APPEAL: "提出了申诉"}
URGENT = ("site", "email", "sms")


def of_issue(card: Card, address: Address) -> None:
    """Each responder once, however often this is tried."""
    people = {post.person_id: post.person for post in address.responders}
    until = due.in_words(f"{papers.in_words(card.reply_on)}以前", card.clock) if card.reply_on else ""
    for person in people.values():
        tell(
            person,
            subject=f"收到{rules.COLOURS[card.colour]} {card.number}：{card.label}",
            body=f"{card.title}\n请于{until}说明。" if until else card.title,
            link=card.get_absolute_url(),
            channels=URGENT,
            key=f"supervision.card:{card.pk}:issue",
        )


def of_fault(card: Card, reason: str) -> None:
    subject = f"{card.number}的通知书未能送出"
    _tell_all(addressing.leaders(card.issuer), card, subject, reason, key="fault")


def of_deed(card: Card, verb: str, text: str) -> None:
    """The other side: the unit of what was decided, those who decide of what the unit said."""
    if verb in TO_UNIT:
        people, subject = addressing.responders(card.unit), f"{card.number}{TO_UNIT[verb]}"
    else:
        people, subject = addressing.leaders(card.issuer), f"{card.unit_name}对{card.number}{TO_LEADER[verb]}"
    _tell_all(people, card, subject, text[:200], key=verb)


def of_clocks(clocks: Sequence[Clock], happening: str) -> None:
    """Registered with ``deadlines.watchers``: the unit before the reply period ends, both sides after it."""
    keys = {clock.subject_key for clock in clocks if clock.subject_kind == rules.SUBJECT}
    if not keys or happening not in ("warned", "breached"):
        return
    waiting = Card.objects.filter(clock__subject_key__in=keys, clock__subject_kind=rules.SUBJECT)
    waiting = waiting.filter(state=rules.ISSUED).select_related("clock", "unit", "issuer")
    cards = list(waiting.order_by("pk"))
    directory = Directory({card.unit_id for card in cards})
    for_units: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        for person in _of_posts(directory, card):
            for_units[person.pk].append(card)
    people = {person.pk: person for card in cards for person in _of_posts(directory, card)}
    what = "说明期限将满" if happening == "warned" else "说明期限已过，请尽快说明"
    for person_id, pile in for_units.items():
        _tell_pile(people[person_id], pile, what, happening)
    if happening == "breached":
        _tell_leaders(cards)


def _tell_leaders(cards: Iterable[Card]) -> None:
    by_issuer: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        by_issuer[card.issuer_id].append(card)
    for pile in by_issuer.values():
        for person in addressing.leaders(pile[0].issuer):
            _tell_pile(person, pile, "期满未说明，可以确认", "unanswered")


def _of_posts(directory: Directory, card: Card) -> list[Person]:
    return [post.person for post in directory.of(card.unit_id).responders]


def _tell_pile(person: Person, pile: Sequence[Card], what: str, happening: str) -> None:
    first, count = pile[0], len(pile)
    several = f"等{count}张监察牌" if count > 1 else ""
    tell(
        person,
        subject=f"{first.number}{several}{what}",
        body=first.title,
        link=first.get_absolute_url() if count == 1 else LIST,
        channels=URGENT,
        key=f"supervision.card:{first.pk}:{happening}",
    )


def _tell_all(people: Iterable[Person], card: Card, subject: str, body: str, key: str) -> None:
    for person in people:
        tell(
            person,
            subject=subject,
            body=body,
            link=card.get_absolute_url(),
            key=f"supervision.card:{card.pk}:{key}",
        )
