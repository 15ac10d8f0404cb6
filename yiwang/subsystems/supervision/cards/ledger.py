"""How does a list of cards become a table whose cells do nothing?"""

import csv
import io
from collections.abc import Iterable

from yiwang.kernel.deadlines.moments import local
from yiwang.kernel.organizations.ledger import harmless
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import Card

COLUMNS = (
    *("编号", "种类", "被监察单位", "收件人", "发牌单位", "监察事由", "所涉事项", "事项类别", "依据"),
    *("发生时间", "发牌时间", "说明截止", "说明时间", "状态", "确认时间", "计分", "最近决定的理由"),
)


def written(cards: Iterable[Card]) -> str:
    """Excel takes a file without the mark at its beginning for GBK."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for card in cards:
        writer.writerow([harmless(cell) for cell in _row(card)])
    return "\ufeff" + out.getvalue()


def _row(card: Card) -> list[str]:
    return [
        card.number,
        rules.COLOURS[card.colour],
        card.unit_name,
        card.addressee,
        card.issuer_name,
        card.label,
        card.title,
        card.item,
        card.basis,
        *(f"{local(moment):%Y-%m-%d %H:%M}" for moment in (card.happened_at, card.issued_at)),
        f"{card.reply_on:%Y-%m-%d}" if card.reply_on else "",
        f"{local(card.explained_at):%Y-%m-%d %H:%M}" if card.explained_at else "",
        card.get_state_display(),
        f"{local(card.confirmed_at):%Y-%m-%d %H:%M}" if card.confirmed_at else "",
        f"扣{rules.plain_points(-card.points)}" if card.counts else "0",
        card.reason,
    ]
