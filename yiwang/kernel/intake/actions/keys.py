"""To which key are contacts sealed, and how does the outer zone learn of it?"""

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, sm3
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.intake import contacts, messages
from yiwang.kernel.intake.models import SealingKey
from yiwang.kernel.organizations import sealing
from yiwang.kernel.signatures.algorithms import sm2


def usable_key() -> SealingKey | None:
    """The inner zone's key as far as it is known here; None outside until the inner zone has sent it."""
    return SealingKey.objects.first() if settings.ZONE == "outer" else own_key()


@transaction.atomic
def own_key() -> SealingKey:
    """The inner zone's own key, made on first use."""
    key = SealingKey.objects.exclude(sealed="").first()
    if key is not None:
        return key
    private, public = sm2.new_pair()
    sealed = sealing.seal(private.hex(), contacts.PURPOSE)
    key = SealingKey.objects.create(public=public.hex(), sealed=sealed, made_at=now())
    record(SYSTEM, "intake.key_make", key, fingerprint=sm3(public))
    return key


def take_key_request(taken: Taken) -> None:
    """Inner side: the outer zone asks for the public half; it goes back to where it was asked for."""
    check_from(taken, "outer")
    key = own_key()
    body = messages.Key(public=key.public, made_at=key.made_at).model_dump(mode="json")
    to = [Address(node=taken.envelope.sender_node)]
    send(SYSTEM, Side(), Outline(messages.KEY, "联系方式加密公钥", to, body=body))
    record(SYSTEM, "intake.key_announce", key, node=taken.envelope.sender_node.code)


def take_key(taken: Taken) -> None:
    """Outer side: from now on contacts are sealed to this key. Raises Refused for a point off the curve."""
    check_from(taken, "inner")
    if not contacts.is_point(taken.body.public):
        raise Refused("加密公钥不是曲线上的点。")
    key, is_new = SealingKey.objects.get_or_create(
        public=taken.body.public, defaults={"made_at": taken.body.made_at}
    )
    if is_new:
        record(SYSTEM, "intake.key_take", key, fingerprint=sm3(bytes.fromhex(key.public)))
