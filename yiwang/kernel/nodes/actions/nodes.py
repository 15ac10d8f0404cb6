"""How does another installation become known here, and how is it switched off?"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import links, tls
from yiwang.kernel.nodes.identity import Identity
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, OutgoingMark
from yiwang.kernel.nodes.queries import DIRECTORY, own
from yiwang.kernel.nodes.rules import ungrouped
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures import trust
from yiwang.kernel.signatures.actions import trust_authority

ONE_OF_A_KIND = {Node.Role.OUTER, Node.Role.INNER}


@transaction.atomic
def register(
    by: Actor,
    identity: Identity,
    *,
    told: str,
    role: str,
    carrier: str,
    settings: Mapping[str, str],
    unit: Unit | None = None,
) -> Node:
    """Know an installation from now on, or know it by a new identity where its code is known already.

    ``told``: the fingerprint as its managers said it; ``settings``: of the carrier, see ``links.checked``.
    Numbers go on where they were. Raises Refused with the field that is wrong.
    """
    if ungrouped(told) != identity.fingerprint:
        raise Refused("指纹与身份文件不符，请与对方电话核对后再登记。", field="fingerprint")
    columns = _columns(identity, role, carrier, settings, unit)
    authority = trust_authority(by, identity.authority, identity.code)
    trust.take_certificate(identity.certificate, identity.code)
    known = Node.objects.select_for_update().filter(code=identity.code).first()
    before = {"role": known.role, "carrier": known.carrier} if known else None
    node, _ = Node.objects.update_or_create(
        code=identity.code,
        defaults={**columns, "authority": authority.fingerprint},
        create_defaults={**columns, "authority": authority.fingerprint, "registered_at": now()},
    )
    OutgoingMark.objects.get_or_create(node=node)
    IncomingMark.objects.get_or_create(node=node)
    Outage.objects.filter(node=node).delete()
    DIRECTORY.forget()
    act = "nodes.node_renew" if known else "nodes.node_register"
    after = {"role": role, "carrier": carrier, "unit": unit.name if unit else ""}
    record(by, act, node, fingerprint=identity.fingerprint, before=before, after=after)
    return node


def _columns(
    identity: Identity, role: str, carrier: str, settings: Mapping[str, str], unit: Unit | None
) -> dict[str, Any]:
    if identity.code == own().code:
        raise Refused("这是本节点自己的身份文件，请使用对方的。", field="document")
    if role not in Node.Role.values or role == Node.Role.OWN:
        raise Refused("请选择节点类型：外网、内网、县区节点或其他城市。", field="role")
    _check_role(identity.code, role)
    if unit is not None and Node.objects.filter(unit=unit).exclude(code=identity.code).exists():
        raise Refused(f"“{unit.name}”已经属于另一个节点。", field="unit")
    return {
        "name": identity.name,
        "role": role,
        "unit": unit,
        "carrier": carrier,
        "settings": links.checked(carrier, settings, identity.code),
        "tls_certificate": tls.checked(identity.tls_certificate),
        "is_active": True,
    }


def _check_role(code: str, role: str) -> None:
    if role not in ONE_OF_A_KIND:
        return
    other = Node.objects.active().filter(role=role).exclude(code=code).first()
    if other:
        raise Refused(f"{other.get_role_display()}节点已经登记为“{other.name}”，请先停用它。", field="role")


@transaction.atomic
def deactivate(by: Actor, node: Node, why: str) -> Node:
    """Neither send to a node nor take anything from it until it is switched on again. Raises Refused."""
    held = _held(node)
    given = " ".join(why.split())[:200]
    if len(given) < 2:
        raise Refused("请填写停用的理由。", field="reason")
    if not held.is_active:
        raise Refused("这个节点已经停用。")
    held.is_active = False
    held.save(update_fields=["is_active"])
    DIRECTORY.forget()
    record(by, "nodes.node_deactivate", held, reason=given)
    return held


@transaction.atomic
def reactivate(by: Actor, node: Node) -> Node:
    """What waits for it goes out again. Raises Refused."""
    held = _held(node)
    if held.is_active:
        raise Refused("这个节点正在使用。")
    _check_role(held.code, held.role)
    held.is_active = True
    held.save(update_fields=["is_active"])
    DIRECTORY.forget()
    record(by, "nodes.node_reactivate", held)
    return held


@transaction.atomic
def reseal(by: Actor) -> int:
    """Seal our TLS key and brokers' addresses anew under today's SECRET_KEY; how many. Raises Refused."""
    sealed = Node.objects.select_for_update().filter(carrier=Node.Carrier.AMQP)
    for node in sealed:
        Node.objects.filter(pk=node.pk).update(settings=links.resealed(node))
    count = len(sealed) + tls.reseal()
    record(by, "nodes.links_reseal", None, count=count)
    return count


def _held(node: Node) -> Node:
    held = Node.objects.select_for_update().get(pk=node.pk)
    if held.is_own:
        raise Refused("本节点不能停用。")
    return held
