"""How does the other zone learn what has become of a row, however long it cannot be reached?

What it has to know is counted in the transaction of the deed. It goes to the exchange at once where that zone
is known, otherwise by the regular job; from there on nodes carries it until it is acknowledged. It may come
late, twice and out of order: only a greater number changes anything there (``zones.newer``).
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing, rules, zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import OWED, Crossing, Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.telling import Telling, everything_again, registered

BATCH = 200


def tell(by: Actor, row: Crossing) -> None:
    """Part of the caller's transaction, which holds the row. What went wrong before is tried again.

    Raises Refused for what may not be sent, such as unclean files or the mark of a state secret.
    """
    telling = registered()[type(row)]
    _tell(by, row, telling, zones.known(telling.zone))


def tell_again(by: Actor, row: Crossing) -> None:
    """The same in a new envelope. Raises Refused where the other zone is unknown, too."""
    telling = registered()[type(row)]
    _tell(by, row, telling, addressing.of_zone(telling.zone))


def owe(model: type[Crossing], ids: Iterable[int]) -> int:
    """For many rows at once, in the caller's transaction: the regular job tells of them; how many."""
    return model._default_manager.filter(pk__in=ids).update(sequence=F("sequence") + 1, trouble="")


def owe_all(by: Actor) -> int:
    """Everything that was ever told, such as for a zone that was set up anew; how many rows."""
    number = sum(_owe_all_of(telling) for telling in registered().values())
    number += sum(call() for call in everything_again().values())
    with transaction.atomic():
        record(by, "exchange.zones_tell_again", number=number)
    return number


def _owe_all_of(telling: Telling) -> int:
    told = telling.model._default_manager.filter(sequence__gt=0)
    return told.update(sequence=F("sequence") + 1, trouble="")


def _tell(by: Actor, row: Crossing, telling: Telling, to: Address | None) -> None:
    row.refresh_from_db(fields=["sequence", "sent_sequence"])
    row.sequence += 1
    kept = _sent(by, row, telling, to) if to else []
    row.trouble = ""
    row.save(update_fields=["sequence", "trouble", *kept])


def _sent(by: Actor, row: Crossing, telling: Telling, to: Address) -> list[str]:
    """The columns that changed with it, for the caller to save."""
    said = telling.said(row)
    body = said.body.model_dump(mode="json")
    send(by, Side(), Outline(telling.kind, said.subject, [to], body=body, files=tuple(said.files)))
    row.sent_sequence = row.sequence
    for name, value in said.kept.items():
        setattr(row, name, value)
    return ["sent_sequence", *said.kept]


def tell_waiting() -> int:
    """The regular job: what could not go at once; how many went. One that is forbidden waits for people."""
    elsewhere = [each for each in registered().values() if each.zone != settings.ZONE]
    return sum(_tell_waiting(telling) for telling in elsewhere)


def _tell_waiting(telling: Telling) -> int:
    to = zones.known(telling.zone)
    if to is None:
        return 0
    owed = telling.model._default_manager.filter(OWED).order_by("pk").values_list("pk", flat=True)
    return sum(_told(telling, pk, to) for pk in list(owed[:BATCH]))


def _told(telling: Telling, pk: int, to: Address) -> bool:
    try:
        return _send_owed(telling, pk, to)
    except Refused as refused:
        note_trouble(telling, pk, refused.sentence)
        return False


@transaction.atomic
def _send_owed(telling: Telling, pk: int, to: Address) -> bool:
    held = telling.model._default_manager.filter(OWED).select_for_update(of=("self",))
    row = held.filter(pk=pk).first()
    if row is None:
        return False
    row.save(update_fields=_sent(SYSTEM, row, telling, to))
    return True


@transaction.atomic
def note_trouble(telling: Telling, pk: int, sentence: str) -> None:
    """Shown to those who keep the row, until the next deed or until they send it again."""
    row = telling.model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    row.trouble = sentence[:300]
    row.save(update_fields=["trouble"])
    telling.besides(row)
    record(SYSTEM, telling.failed, row, reason=row.trouble)


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower: what the other zone refused. A refusal of what has been told anew since says nothing."""
    by_kind = {telling.kind: telling for telling in registered().values()}
    for receipt in receipts:
        telling = by_kind.get(receipt.envelope.kind)
        if telling is None or receipt.kind != rules.REFUSED:
            continue
        body = receipt.envelope.statement.body
        part = body[telling.where] if telling.where else body
        named = {column: part[column] for column in telling.key}
        row = telling.model._default_manager.filter(**named, sequence=body[telling.counted]).first()
        if row is not None:
            zone = "外网" if telling.zone == "outer" else "内网"
            note_trouble(telling, row.pk, f"{zone}未接收：{receipt.statement.reason or '未说明理由'}")
