"""What of the rooms below is open: cards, orders, complaints?"""

from functools import partial

from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.board.headlines import Headline, register
from yiwang.subsystems.supervision.cards import rules as cards
from yiwang.subsystems.supervision.cards.models import Card
from yiwang.subsystems.supervision.orders.models import Complaint, Order
from yiwang.subsystems.supervision.watching.rules import READ

CARDS = "/office/supervision/cards/"
ORDERS = "/office/supervision/orders/?tab=all&state=open"
COMPLAINTS = "/office/supervision/complaints/"
TONES = {cards.YELLOW: "warn", cards.RED: "bad"}


def declare() -> None:
    for colour, label in cards.COLOURS.items():
        address = f"{CARDS}?colour={colour}&state={cards.ISSUED}"
        count = partial(_cards, state=cards.ISSUED, colour=colour)
        register(Headline(f"cards.{colour}", f"待说明的{label}", address, count, TONES[colour]))
    appeals = partial(_cards, state=cards.APPEALED)
    register(Headline("cards.appeals", "申诉中的监察牌", f"{CARDS}?state={cards.APPEALED}", appeals))
    register(Headline("orders", "办理中的督办", ORDERS, _orders, permission=READ))
    register(Headline("complaints", "未办结的投诉", COMPLAINTS, _complaints, permission=READ))


def _cards(post: Post, **narrowing: str) -> int:
    return Card.objects.visible_to(post).filter(**narrowing).count()


def _orders(post: Post) -> int:
    return Order.objects.visible_to(post).open().count()


def _complaints(post: Post) -> int:
    return Complaint.objects.visible_to(post).open().count()
