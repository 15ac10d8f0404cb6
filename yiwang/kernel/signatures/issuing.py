"""How does an owner come to a key and its certificate, and how does a new one take its place?

Whoever issues holds the row of the authority's key until the commit: two processes never issue to one owner
at once, and never wait for each other crosswise.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.prepared import ASKED_TEXT, Prepared
from yiwang.kernel.signatures import algorithms, certificates, keystore, registry, rules
from yiwang.kernel.signatures.models import SigningKey
from yiwang.kernel.signatures.recent import Recent


def _mark() -> tuple[object, ...]:
    """Changes whenever a key is issued or ended, whoever does it."""
    found = SigningKey.objects.aggregate(newest=Max("pk"), ended=Max("ended_at"))
    return found["newest"], found["ended"]


KEYS: Recent[tuple[str, int | None], SigningKey] = Recent(mark=_mark)
"""The keys in force, as this process last saw them; by owner and unit."""
OWNER = SigningKey.Owner
STATE = SigningKey.State
_ACTIVE = SigningKey.objects.active().select_related("certificate", "unit")
_OF_UNIT = Prepared(lambda unit_id: _ACTIVE.filter(owner=OWNER.UNIT, unit=unit_id))
_OF_NODE = Prepared(lambda owner: _ACTIVE.filter(owner=owner, unit=None), ASKED_TEXT)
_AUTHORITY = Prepared(
    lambda owner: (
        SigningKey.objects.active().of(owner).select_for_update(of=("self",)).select_related("certificate")
    ),
    ASKED_TEXT,
)


def active(owner: str, unit_id: int | None = None) -> SigningKey | None:
    """The owner's key in force, with its certificate and unit."""
    return _OF_UNIT.first(unit_id) if owner == OWNER.UNIT and unit_id else _OF_NODE.first(owner)


@transaction.atomic
def first(owner: str, unit: Unit | None = None) -> SigningKey:
    """The key in force of an owner that had none a moment ago; issued unless somebody else just did."""
    authority = locked_authority()
    if owner == OWNER.AUTHORITY:
        return authority
    found = active(owner, unit.pk if unit else None)
    if found is not None:
        return found
    issued = _issued(owner, unit, authority)
    record(SYSTEM, "signatures.key_issue", issued.certificate, **_facts(issued))
    return issued


@transaction.atomic
def renew(by: Actor, key: SigningKey, reason: str) -> SigningKey:
    """A new key in the place of one in force. Raises Refused where it no longer is."""
    authority = locked_authority()
    former = SigningKey.objects.select_for_update().select_related("certificate").get(pk=key.pk)
    if former.state != STATE.ACTIVE:
        raise Refused("这把密钥已不在使用，不需要更换。")
    end(former, STATE.RETIRED)
    issued = _issued(former.owner, former.unit, authority)
    former_fingerprint = former.certificate.fingerprint
    record(
        by,
        "signatures.key_rotate",
        issued.certificate,
        former=former_fingerprint,
        reason=reason,
        **_facts(issued),
    )
    return issued


def end(key: SigningKey, state: str) -> None:
    """The key signs no more, and its private half is forgotten."""
    key.state, key.sealed, key.ended_at = state, "", key.ended_at or now()
    key.save(update_fields=["state", "sealed", "ended_at"])
    KEYS.forget()


def locked_authority() -> SigningKey:
    """The authority's key in force, ours until the commit; made on first use."""
    found = _lock_authority()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made = _issued(OWNER.AUTHORITY, None, None)
            record(SYSTEM, "signatures.key_issue", made.certificate, **_facts(made))
            return made
    except IntegrityError:
        # Somebody else made it, or another took the place of the one that was waited for.
        found = _lock_authority()
        if found is None:
            raise
        return found


def _lock_authority() -> SigningKey | None:
    return _AUTHORITY.first(OWNER.AUTHORITY)


def _issued(owner: str, unit: Unit | None, authority: SigningKey | None) -> SigningKey:
    """Rows of a new key and its certificate; an authority signs its own."""
    if unit is not None and not unit.is_open:
        raise Refused(f"“{unit.name}”已撤销，不能再取得签名密钥。")
    is_root = owner == OWNER.AUTHORITY
    key = algorithms.generate(settings.SIGNATURE_ALGORITHM)
    facts = _certificate(key, _subject(owner, unit), None if is_root else authority)
    issuer = facts.fingerprint if is_root or authority is None else authority.certificate.fingerprint
    return SigningKey.objects.create(
        owner=owner,
        unit=unit,
        algorithm=key.algorithm,
        sealed=keystore.sealed(key),
        certificate=registry.enter(facts, issuer, is_trusted=is_root),
        created_at=now(),
    )


def _certificate(
    key: algorithms.PrivateKey, subject: certificates.Subject, authority: SigningKey | None
) -> certificates.Certificate:
    moment = now()
    if authority is None:
        issuer = certificates.Issuer(key)
        end_at = shifted(moment, days=rules.AUTHORITY_DAYS)
    else:
        if authority.certificate.not_after <= moment:
            raise Refused("本节点签发机构的证书已过期，请签名管理员先更换签发机构密钥。")
        signing = keystore.opened(authority.algorithm, authority.sealed)
        issuer = certificates.Issuer(signing, authority.certificate.facts)
        end_at = min(shifted(moment, days=settings.CERTIFICATE_DAYS), authority.certificate.not_after)
    der = certificates.issue(
        subject,
        key.public,
        issuer,
        not_before=shifted(moment, days=-rules.EARLIER_DAYS),
        not_after=end_at,
        is_authority=authority is None,
    )
    return certificates.read(der)


def _subject(owner: str, unit: Unit | None) -> certificates.Subject:
    root = Unit.objects.filter(parent=None).values_list("name", flat=True).first()
    names = {OWNER.AUTHORITY: f"{settings.NODE_NAME}签发机构", OWNER.NODE: settings.NODE_NAME}
    return certificates.Subject(
        name=unit.name if unit else names[OWNER(owner)],
        city=root or settings.NODE_NAME,
        node_code=settings.NODE_CODE,
        unit_code=unit.code if unit else "",
    )


def _facts(key: SigningKey) -> dict[str, str]:
    certificate = key.certificate
    return {
        "owner": key.get_owner_display(),
        "unit": key.unit.name if key.unit else "",
        "algorithm": key.algorithm,
        "fingerprint": certificate.fingerprint,
        "not_after": certificates.written(certificate.not_after),
    }
