"""With which key does a unit, this node, or its authority sign now?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures import issuing, keystore, statements
from yiwang.kernel.signatures.algorithms import PrivateKey
from yiwang.kernel.signatures.models import Certificate, SigningKey
from yiwang.kernel.signatures.statements import Signed

OWNER = SigningKey.Owner
EXPIRED = "证书到期，自动更换"


@dataclass(frozen=True)
class Key:
    """A key in force; ``certificate`` is the row that proves what it signs."""

    id: int
    certificate: Certificate
    private: PrivateKey

    def sign(self, text: str) -> Signed:
        return statements.signed(text, self.private, self.certificate.fingerprint)


def of_unit(unit: Unit) -> Key:
    """The unit's key in force: issued on first use, renewed where its certificate has ended (both audited).

    Raises Refused for a closed unit that has none in force.
    """
    row = _in_force(OWNER.UNIT, unit)
    if row.certificate.not_after <= now():
        row = _renewed(unit)
    return _usable(row)


def of_node() -> Key:
    """This installation's own key. Raises Refused where its certificate has ended: people renew it."""
    return _unexpired(_in_force(OWNER.NODE), "本节点的证书已过期，请签名管理员更换节点密钥。")


def authority() -> Key:
    """The key that issues the others. Raises Refused where its certificate has ended."""
    sentence = "本节点签发机构的证书已过期，请签名管理员更换签发机构密钥。"
    return _unexpired(_in_force(OWNER.AUTHORITY), sentence)


def forget() -> None:
    """What this process remembers of the keys in force is asked of the database again."""
    issuing.KEYS.forget()


def _in_force(owner: str, unit: Unit | None = None) -> SigningKey:
    unit_id = unit.pk if unit else None
    row = issuing.KEYS.recall((owner, unit_id), lambda: issuing.active(owner, unit_id))
    return row or issuing.first(owner, unit)


@transaction.atomic
def _renewed(unit: Unit) -> SigningKey:
    """Another process may just have renewed it: then that key is the one."""
    issuing.locked_authority()
    row = issuing.active(OWNER.UNIT, unit.pk)
    if row is None:
        return issuing.first(OWNER.UNIT, unit)
    return row if row.certificate.not_after > now() else issuing.renew(SYSTEM, row, EXPIRED)


def _unexpired(row: SigningKey, sentence: str) -> Key:
    if row.certificate.not_after <= now():
        raise Refused(sentence)
    return _usable(row)


def _usable(row: SigningKey) -> Key:
    return Key(row.pk, row.certificate, keystore.opened(row.algorithm, row.sealed))
