"""What stands on the papers of a card: the notice of its issue, and of what was decided?"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings

from yiwang.kernel.deadlines.due import RESERVE
from yiwang.kernel.deadlines.moments import day_of, local
from yiwang.kernel.papers.paper import Block, Facts, Heading, Paper, Text
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import Card, Event

TITLES: Mapping[str, str] = {
    rules.ISSUE: "监察通知书",
    rules.CONFIRM: "监察确认通知书",
    rules.CANCEL: "监察撤销通知书",
    rules.UPHOLD: "申诉复核决定书",
    rules.OVERTURN: "申诉复核决定书",
}


def of_verb(card: Card, verb: str) -> Paper:
    """The paper of the issue, or of a decision: Event.DoesNotExist for one that was not made."""
    return issued(card) if verb == rules.ISSUE else decided(card, card.events.get(verb=verb))


def issued(card: Card) -> Paper:
    """As it was on the day of issue, whatever happened since."""
    reserve = f"，{RESERVE}" if card.clock.is_provisional else ""
    until = f"（{in_words(card.reply_on)}以前{reserve}）" if card.reply_on else ""
    return Paper(
        title=TITLES[rules.ISSUE],
        number=card.number,
        signer=card.issuer_name,
        signed_on=day_of(card.issued_at),
        addressee=card.unit_name,
        blocks=(
            Text(f"经电子监察发现，你单位办理下列事项存在“{card.label}”的问题，现发给{_colour(card)}。"),
            *_facts(card),
            Heading("监察依据"),
            Text(card.basis),
            Heading("回复要求"),
            Text(
                f"请于收到本通知之日起{card.reply_days}个工作日内{until}登录工作台提交说明，可以附证明材料。"
                "逾期不说明的，按监察系统记录的事实认定。"
            ),
        ),
        notes=(
            f"经确认后计{rules.plain_points(card.points)}分；"
            f"对确认有异议的，可以在{card.appeal_days}个工作日内申诉一次。",
            *((f"收件人：{card.addressee}",) if card.addressee else ()),
        ),
        qr=page_of(card),
        qr_caption="扫码打开",
    )


def decided(card: Card, event: Event) -> Paper:
    return Paper(
        title=TITLES[event.verb],
        number=card.number,
        signer=card.issuer_name,
        signed_on=day_of(event.at),
        addressee=card.unit_name,
        blocks=(Text(_decision(card, event.verb)), *_facts(card), Heading("理由"), Text(event.text)),
        qr=page_of(card),
        qr_caption="扫码打开",
    )


def _decision(card: Card, verb: str) -> str:
    about = f"{in_words(day_of(card.issued_at))}发给你单位的{_colour(card)}（{card.number}）"
    match verb:
        case rules.CONFIRM:
            until = f"{in_words(card.appeal_on)}以前" if card.appeal_on else "期限内"
            return (
                f"{about}经核实予以确认，计{rules.plain_points(card.points)}分。"
                f"如有异议，请于{until}申诉，申诉以一次为限。"
            )
        case rules.CANCEL:
            return f"{about}经核实予以撤销，不计分。"
        case rules.UPHOLD:
            return f"你单位对{about}提出的申诉，经复核不成立，维持原决定。"
    return f"你单位对{about}提出的申诉，经复核成立，撤销该监察牌，不计分。"


def _facts(card: Card) -> Sequence[Block]:
    rows = [
        ("所涉事项", card.title),
        *((("事项类别", card.item),) if card.item else ()),
        ("监察事由", card.label),
        ("发生时间", f"{local(card.happened_at):%Y-%m-%d %H:%M}"),
        *((str(label), str(value)) for label, value in card.evidence),
    ]
    return (Heading("事实"), Facts(tuple(rows)))


def _colour(card: Card) -> str:
    return rules.COLOURS[card.colour]


def page_of(card: Card) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{card.get_absolute_url()}"


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
