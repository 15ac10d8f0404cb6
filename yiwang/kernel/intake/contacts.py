"""How is it kept to themselves who handed something in and how they are reached?

Outside the contact is sealed under SECRET_KEY. On the way, and in the signed words of the envelope for ever,
it is sealed by SM2 (GB/T 32918.4-2016) to a key whose private half only the inner zone has
(standards/security.md §4: personal data encrypted on the way).
"""

import base64
import json
from dataclasses import asdict, dataclass

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.models import Matter, SealingKey, Submission
from yiwang.kernel.organizations import masking, sealing
from yiwang.kernel.signatures.algorithms import encodings, sm2

PURPOSE = "intake"


@dataclass(frozen=True)
class Contact:
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_given(self) -> bool:
        return bool(self.name or self.phone or self.email)

    @property
    def masked(self) -> "Contact":
        """Masked once however often; of an entry only the masked contact is outside."""
        phone = masking.mobile if masking.MOBILE.fullmatch(self.phone) else masking.fixed_phone
        is_hidden = "*" in self.phone or not self.phone
        return Contact(
            masking.name(self.name) if self.name else "",
            self.phone if is_hidden else phone(self.phone),
            masking.email(self.email) if self.email else "",
        )

    @property
    def shown(self) -> list[tuple[str, str]]:
        labelled = (("姓名", self.name), ("电话", self.phone), ("电子邮箱", self.email))
        return [(label, value) for label, value in labelled if value]


NOBODY = Contact()


def sealed(contact: Contact) -> str:
    """For our own table; empty where there is nothing to keep."""
    return sealing.seal(json.dumps(asdict(contact)), PURPOSE) if contact.is_given else ""


def of_submission(submission: Submission) -> Contact:
    return _read(sealing.opened(submission.contact, PURPOSE)) if submission.contact else NOBODY


def _read(text: str) -> Contact:
    given = json.loads(text)
    return Contact(*(str(given.get(name, "")) for name in ("name", "phone", "email")))


def sealed_for_inner(contact: Contact, key: SealingKey) -> str:
    """``<key>.<base64>``; nobody outside can open it again."""
    if not contact.is_given:
        return ""
    return hidden_for_inner(json.dumps(asdict(contact)).encode(), key)


def hidden_for_inner(content: bytes, key: SealingKey) -> str:
    """``<key>.<base64>``."""
    hidden = sm2.encrypt(bytes.fromhex(key.public), content)
    return f"{_name(key)}.{base64.b64encode(hidden).decode()}"


def of_matter(matter: Matter) -> Contact:
    """Raises Refused where it was sealed to a key that is not ours, or was changed on the way."""
    return _read(read_inside(matter.contact, "联系方式").decode()) if matter.contact else NOBODY


def read_inside(text: str, what: str) -> bytes:
    """What was hidden for us. Raises Refused as ``of_matter``, naming ``what``."""
    name, _, hidden = text.partition(".")
    key = next((key for key in SealingKey.objects.exclude(sealed="") if _name(key) == name), None)
    if key is None:
        raise Refused(f"{what}是用别的密钥加密的，无法打开，请联系平台管理员。")
    private = bytes.fromhex(sealing.opened(key.sealed, PURPOSE))
    try:
        return sm2.decrypt(private, bytes.fromhex(key.public), base64.b64decode(hidden, validate=True))
    except ValueError:
        raise Refused(f"{what}的密文已损坏，无法打开。") from None


def is_point(public: str) -> bool:
    """Whether a public key that came from outside lies on the curve at all."""
    try:
        sm2.driver().public_from(encodings.public_der(bytes.fromhex(public)))
    except ValueError:
        return False
    return True


def _name(key: SealingKey) -> str:
    return sm3(key.public.encode())[:16]
