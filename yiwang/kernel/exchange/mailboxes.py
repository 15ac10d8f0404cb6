"""Which envelopes does a program see: those of its system, and with the scope its unit's own?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.http import Http404

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import queries, rules
from yiwang.kernel.exchange.addressing import Address, members_of, of_system, of_units
from yiwang.kernel.exchange.models import AddressGroup, Delivery, DeliveryQuerySet, Envelope, EnvelopeQuerySet
from yiwang.kernel.exchange.parties import Side, side_of
from yiwang.kernel.exchange.programs import To
from yiwang.kernel.exchange.queries import Narrowing
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.receiving import FRESH_DAYS
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.systems.admission import Caller
from yiwang.kernel.systems.models import System

SEND, READ, SIGN = "exchange.send", "exchange.read", "exchange.sign"
UNIT_MAIL = "exchange.unit_mail"
UID = re.compile(r"[0-9a-f]{32}")
DIGEST = re.compile(r"[0-9a-f]{64}")
_SALT = "yiwang.exchange.upload"
# Of what was taken back or not let in, a recipient sees that it was there, not what it said.
_CLOSED = (rules.WITHDRAWN, rules.REFUSED)


def mailbox(caller: Caller, name: str) -> Side:
    """``system``: its own; ``unit``: its unit's, which needs a scope of its own (403)."""
    if name == "system":
        return side_of(caller.system)
    caller.require(UNIT_MAIL)
    return Side(caller.system.unit)


def mailboxes(caller: Caller) -> Iterator[Side]:
    yield side_of(caller.system)
    if caller.may(UNIT_MAIL):
        yield Side(caller.system.unit)


@dataclass(frozen=True)
class Reading:
    """An envelope with the deliveries that its reader may follow: the sender all, a recipient its own."""

    envelope: Envelope
    deliveries: DeliveryQuerySet
    is_sender: bool


def received(side: Side, narrowing: Narrowing | None = None) -> DeliveryQuerySet:
    found = queries.inbox(side, narrowing or Narrowing())
    senders = ("node", "unit", "system")
    return found.select_related(*(f"envelope__sender_{sender}" for sender in senders))


def sent(side: Side) -> EnvelopeQuerySet:
    """What the system, or the unit itself, sent; not what others of its systems did."""
    if side.unit is None:
        return Envelope.objects.none()
    found = queries.outbox(side.unit, Narrowing()).filter(sender_system=side.system)
    return found.select_related("sender_node", "sender_unit", "sender_system")


def own_envelope(caller: Caller, uid: str) -> tuple[Side, Envelope]:
    """An envelope that the caller sent, and as whom. Raises Http404 for every other."""
    for side in mailboxes(caller) if UID.fullmatch(uid) else ():
        envelope = sent(side).filter(uid=uid).first()
        if envelope:
            return side, envelope
    raise Http404


def readable_envelope(caller: Caller, uid: str) -> Reading:
    """Raises Http404 where the caller neither sent nor received it."""
    for side in mailboxes(caller) if UID.fullmatch(uid) else ():
        envelope = sent(side).filter(uid=uid).first()
        if envelope:
            every = Delivery.objects.filter(envelope=envelope).order_by("number")
            return Reading(envelope, every, is_sender=True)
        arrived = received(side).filter(envelope__uid=uid).exclude(state__in=_CLOSED).order_by("number")
        delivery = arrived.first()
        if delivery:
            return Reading(delivery.envelope, arrived, is_sender=False)
    raise Http404


def own_delivery(caller: Caller, delivery_id: int) -> tuple[Side, Delivery]:
    """A delivery to the caller, and as whom it received it. Raises Http404 for every other."""
    for side in mailboxes(caller):
        delivery = received(side).filter(pk=delivery_id).first()
        if delivery:
            return side, delivery
    raise Http404


def addresses(caller: Caller, given: list[To], field: str) -> list[Address]:
    """The recipients that a program names, each in one of three ways. Raises Refused for an unknown one."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={to.unit for to in given})}
    found = System.objects.filter(code__in={to.system for to in given}).select_related("unit")
    systems = {system.code: system for system in found}
    usable = AddressGroup.objects.usable_by(caller.system.unit)
    groups = {group.pk: group for group in usable.filter(pk__in={to.group for to in given if to.group})}
    members = members_of(list(groups.values()))
    picked: list[Address] = []
    for to in given:
        if sum((bool(to.unit), bool(to.system), bool(to.group))) != 1:
            raise Refused("每个收件方须填写 unit、system、group 三者之一。", field=field)
        if to.unit in units and to.unit:
            picked += of_units([units[to.unit]])
        elif to.system in systems and to.system:
            picked.append(of_system(systems[to.system]))
        elif to.group in groups and to.group:
            picked += of_units(members[to.group], groups[to.group].name)
        else:
            raise Refused(f"没有收件方“{to.unit or to.system or to.group}”，请核对代码。", field=field)
    return picked


def upload_key(caller: Caller, stored: StoredFile) -> str:
    """By which the system that uploaded a file, and nobody else, may send it."""
    return Signer(salt=_SALT).sign_object([stored.pk, caller.system.pk])


def uploads(caller: Caller, keys: list[str]) -> list[StoredFile]:
    """The files behind the keys, in their order. Raises Refused for a key that is not the caller's own."""
    ids = [_uploaded(caller, key) for key in keys]
    stored = StoredFile.objects.in_bulk(ids)
    if len(stored) < len(set(ids)):
        raise Refused("有附件已被清理，请重新上传。", field="files")
    return [stored[pk] for pk in ids]


def refuse_stale(files: list[StoredFile]) -> None:
    """A key is good for as long as an open form keeps an upload."""
    oldest = shifted(now(), days=-FRESH_DAYS)
    for stored in files:
        if stored.received_at < oldest:
            raise Refused(f"附件“{stored.name}”上传已超过{FRESH_DAYS}天，请重新上传。", field="files")


def _uploaded(caller: Caller, key: str) -> int:
    try:
        pk, system = Signer(salt=_SALT).unsign_object(key)
    except BadSignature:
        system = None
    if system != caller.system.pk:
        raise Refused("附件的 key 无效，请填写上传文件时得到的 key。", field="files")
    return int(pk)
