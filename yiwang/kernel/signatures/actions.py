"""Who changes what is trusted, takes a key out of use, or tells other nodes of it?"""

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.signatures import certificates, issuing, keys, keystore, registry, revocations, trust
from yiwang.kernel.signatures.models import Certificate, RevocationList, SigningKey
from yiwang.kernel.signatures.statements import Signed

BY_HAND = "签名管理员更换"


@transaction.atomic
def trust_authority(by: Actor, pem: str, node_code: str) -> Certificate:
    """Believe an authority's word on its own node's certificates from now on.

    Whoever calls has compared the fingerprint. Raises Refused for anything but an authority of that node.
    """
    facts = trust.readable(pem)
    trust.check_foreign(facts, node_code)
    if not facts.is_authority:
        raise Refused("这不是签发机构的证书，不能设为受信任。", field="pem")
    if fault := certificates.check(facts, facts, now()):
        raise Refused(f"签发机构的证书不可用：{fault}", field="pem")
    row = Certificate.objects.select_for_update().filter(fingerprint=facts.fingerprint).first()
    if row is None:
        row = registry.enter(facts, facts.fingerprint, is_trusted=True)
    elif row.is_trusted:
        return row
    else:
        _set_trusted(row, is_trusted=True, reason="")
    trust.forget()
    record(by, "signatures.authority_trust", row, node=node_code, fingerprint=row.fingerprint)
    return row


@transaction.atomic
def distrust_authority(by: Actor, authority: Certificate, reason: str) -> Certificate:
    """Believe nothing any more that rests on this authority, not even what was signed earlier.

    Raises Refused for the authority that issues our own certificates now.
    """
    row = Certificate.objects.select_for_update().get(pk=authority.pk)
    if not row.is_trusted:
        raise Refused("这个签发机构没有被信任，不需要取消。")
    if SigningKey.objects.active().filter(certificate=row).exists():
        raise Refused("这是本节点正在使用的签发机构，请先更换签发机构密钥，再取消信任。")
    _set_trusted(row, is_trusted=False, reason=_worded(reason))
    trust.forget()
    record(by, "signatures.authority_distrust", row, node=row.node_code, reason=row.distrust_reason)
    return row


@transaction.atomic
def rotate(by: Actor, certificate: Certificate, reason: str = BY_HAND) -> Certificate:
    """Put a new key in the place of the one in force; what the old one signed stays valid.

    Returns the new certificate. Raises Refused where the certificate is not that of a key in force.
    """
    key = SigningKey.objects.filter(certificate=certificate).first()
    if key is None:
        raise Refused("这是其他节点的证书，只能由该节点更换。")
    return issuing.renew(by, key, reason).certificate


@transaction.atomic
def revoke(by: Actor, certificate: Certificate, reason: str) -> Certificate:
    """From now on nothing signed by this key is valid; what was signed before stays so.

    The owner gets a new key on its next signature. Raises Refused for certificates of other nodes, for
    authorities and for what is revoked already.
    """
    authority = issuing.locked_authority()
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    key = SigningKey.objects.select_for_update().filter(certificate=row).first()
    if key is None:
        raise Refused("这是其他节点的证书，只能由该节点吊销。")
    if row.is_authority:
        raise Refused("签发机构的证书不能吊销：请更换签发机构密钥，再通知各节点取消对旧证书的信任。")
    if row.revoked_at:
        raise Refused("这份证书已经吊销。")
    row.revoked_at, row.revocation_reason = now(), _worded(reason)
    row.save(update_fields=["revoked_at", "revocation_reason"])
    issuing.end(key, SigningKey.State.REVOKED)
    trust.forget()
    listed = _published(authority)
    record(
        by,
        "signatures.certificate_revoke",
        row,
        fingerprint=row.fingerprint,
        reason=row.revocation_reason,
        list_number=listed.number,
    )
    return row


def own_revocations() -> Signed:
    """The newest list of our revoked certificates, signed by the authority in force; for every other node."""
    signer = keys.authority().certificate.fingerprint
    listed = RevocationList.objects.filter(node_code=settings.NODE_CODE).first()
    if listed is None or listed.certificate_fingerprint != signer:
        listed = _list_anew()
    return Signed(listed.text, listed.signature, listed.certificate_fingerprint)


@transaction.atomic
def take_revocations(node_code: str, statement: Signed) -> bool:
    """Take over another node's list; whether it was newer than what is known.

    Raises Refused where no trusted authority of that node signed it, or it is another node's.
    """
    listed = _readable_list(node_code, statement)
    former = RevocationList.objects.select_for_update().filter(node_code=node_code).first()
    if former is not None and former.number >= listed.number:
        return False
    _keep_list(listed, statement)
    applied = _apply(listed)
    trust.forget()
    record(SYSTEM, "signatures.revocations_take", None, node=node_code, number=listed.number, applied=applied)
    return True


@transaction.atomic
def reseal(by: Actor) -> int:
    """Seal every private key anew under today's SECRET_KEY; how many. Raises Refused where one stays shut."""
    rows = list(SigningKey.objects.select_for_update().active().order_by("pk"))
    for row in rows:
        row.sealed = keystore.resealed(row.sealed)
    SigningKey.objects.bulk_update(rows, ["sealed"], batch_size=500)
    keys.forget()
    record(by, "signatures.keys_reseal", None, count=len(rows))
    return len(rows)


def _set_trusted(row: Certificate, *, is_trusted: bool, reason: str) -> None:
    row.is_trusted, row.distrust_reason = is_trusted, reason
    row.save(update_fields=["is_trusted", "distrust_reason"])


def _worded(reason: str) -> str:
    words = " ".join(reason.split())[:200]
    if not words:
        raise Refused("请填写原因。", field="reason")
    return words


@transaction.atomic
def _list_anew() -> RevocationList:
    return _published(issuing.locked_authority())


def _published(authority: SigningKey) -> RevocationList:
    """Our list as it is now, under a new number.

    The number is the second of the day and never smaller than the last one plus one: after a backup was put
    back, other nodes still take what is newer.
    """
    moment = now()
    former = RevocationList.objects.filter(node_code=settings.NODE_CODE).first()
    number = max(former.number + 1 if former else 1, int(moment.timestamp()))
    revoked = Certificate.objects.own().revoked().order_by("revoked_at", "pk")
    entries = [(one.serial, one.revoked_at, one.revocation_reason) for one in revoked if one.revoked_at]
    text = revocations.text_of(settings.NODE_CODE, number, moment, entries)
    signing = keystore.opened(authority.algorithm, authority.sealed)
    statement = keys.Key(authority.pk, authority.certificate, signing).sign(text)
    return _keep_list(revocations.read(text), statement)


def _keep_list(listed: revocations.Listed, statement: Signed) -> RevocationList:
    kept, _ = RevocationList.objects.update_or_create(
        node_code=listed.node,
        defaults={
            "number": listed.number,
            "text": statement.text,
            "signature": statement.signature,
            "certificate_fingerprint": statement.certificate,
            "received_at": now(),
        },
    )
    return kept


def _readable_list(node_code: str, statement: Signed) -> revocations.Listed:
    try:
        listed = revocations.read(statement.text)
    except revocations.UnreadableError:
        raise Refused("不是可以识别的吊销名单。") from None
    if node_code == settings.NODE_CODE or listed.node != node_code:
        raise Refused(f"吊销名单属于节点 {listed.node}，不能作为 {node_code} 的名单收录。")
    signers = Certificate.objects.trusted(node_code).filter(fingerprint=statement.certificate)
    if not signers.exists():
        raise Refused("吊销名单不是由该节点受信任的签发机构签名的。")
    verdict = trust.verified(statement.text, statement.signature, statement.certificate, signed_at=listed.at)
    if not verdict.is_valid:
        raise Refused(f"吊销名单的签名无效：{verdict.sentence}")
    return listed


def _apply(listed: revocations.Listed) -> int:
    """Mark the known certificates of the node that the list names; what is revoked stays so for good."""
    known = Certificate.objects.filter(node_code=listed.node, is_authority=False, revoked_at=None)
    named = [row for row in known if row.serial in listed.by_serial]
    for row in named:
        entry = listed.by_serial[row.serial]
        row.revoked_at, row.revocation_reason = entry.at, entry.reason
    Certificate.objects.bulk_update(named, ["revoked_at", "revocation_reason"], batch_size=500)
    return len(named)
