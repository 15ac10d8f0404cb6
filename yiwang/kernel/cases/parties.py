"""How is it kept to themselves who a party is, shown where it is needed, and found again?

Number, telephone, address and everybody named besides stand sealed (SM4-GCM under SECRET_KEY); a keyed digest
of the number finds the same party's other cases without opening any.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from yiwang.kernel.cases import rules
from yiwang.kernel.cases.models import Party
from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.organizations import masking, sealing

PURPOSE = "cases"
NAME_LENGTH = 120


@dataclass(frozen=True)
class PartyFacts:
    """Who asks, as handed in. ``kind``: one of rules.PARTY_KINDS; ``identifier_kind``: of identifiers.KINDS.

    ``agent``: who acts for the party; ``contact``: whom to call; ``representative``: 法定代表人.
    """

    kind: str
    name: str
    identifier_kind: str = ""
    identifier: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    contact: str = ""
    representative: str = ""
    agent: str = ""
    agent_identifier_kind: str = ""
    agent_identifier: str = ""

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def masked(self) -> "PartyFacts":
        """As shown where nobody needs it in full (standards/security.md §6)."""
        return replace(
            self,
            name=masked_name(self.kind, self.name),
            identifier=_masked_identifier(self.identifier_kind, self.identifier),
            phone=_masked_phone(self.phone),
            email=masking.email(self.email) if self.email else "",
            address=masking.address(self.address) if self.address and self.is_person else self.address,
            contact=masking.name(self.contact) if self.contact else "",
            representative=masking.name(self.representative) if self.representative else "",
            agent=masking.name(self.agent) if self.agent else "",
            agent_identifier=_masked_identifier(self.agent_identifier_kind, self.agent_identifier),
        )

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Label and value of everything that is known."""
        number = identifiers.KINDS.get(self.identifier_kind, "证件号码")
        lines = (
            ("申请人", self.name),
            ("类别", rules.PARTY_KINDS[self.kind]),
            (number, self.identifier),
            ("法定代表人", self.representative),
            ("联系人", self.contact),
            ("联系电话", self.phone),
            ("电子邮箱", self.email),
            ("地址", self.address),
            ("代理人", self.agent),
            ("代理人证件号码", self.agent_identifier),
        )
        return [(label, value) for label, value in lines if value]


_SEALED = tuple(
    each.name for each in fields(PartyFacts) if each.name not in {"kind", "name", "identifier_kind"}
)


def checked(facts: PartyFacts) -> PartyFacts:
    """With names trimmed and numbers in their canonical form. Raises Refused naming what is wrong."""
    rules.check_choice(facts.kind, rules.PARTY_KINDS, "申请人类别", field="kind")
    name = rules.words(facts.name, "申请人姓名或名称", field="name", longest=NAME_LENGTH)
    return replace(
        facts,
        name=name,
        identifier=_canonical(facts.identifier_kind, facts.identifier, "identifier"),
        agent_identifier=_canonical(facts.agent_identifier_kind, facts.agent_identifier, "agent_identifier"),
        phone=facts.phone.strip(),
    )


def party_of(facts: PartyFacts) -> Party:
    """The row, unsaved, of facts that were checked."""
    return Party(
        kind=facts.kind,
        name=facts.name,
        identifier_kind=facts.identifier_kind if facts.identifier else "",
        identifier_digest=next(digests(facts.identifier_kind, facts.identifier), ""),
        sealed=_sealed(facts),
    )


def facts_of(party: Party) -> PartyFacts:
    """Everything in full: who looks at it has to stand in the record (``actions.read_party``)."""
    return PartyFacts(
        kind=party.kind,
        name=party.name,
        identifier_kind=party.identifier_kind,
        **json.loads(sealing.opened(party.sealed, PURPOSE)),
    )


def name_shown(party: Party, *, is_masked: bool = True) -> str:
    return masked_name(party.kind, party.name) if is_masked else party.name


def masked_name(kind: str, name: str) -> str:
    """Organisations are known by their names; of a person the surname stays."""
    return masking.name(name) if kind == "person" else name


def digests(kind: str, number: str) -> Iterator[str]:
    """Under SECRET_KEY, then under each former one; nothing where there is no number."""
    if not number:
        return
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        sealer = HMAC(_key(secret), SM3())
        sealer.update(f"{kind}\n{number}".encode())
        yield sealer.finalize().hex()


def _sealed(facts: PartyFacts) -> str:
    given = {name: value for name, value in asdict(facts).items() if name in _SEALED and value}
    return sealing.seal(json.dumps(given, ensure_ascii=False), PURPOSE)


def _key(secret: str | bytes) -> bytes:
    derivation = HKDF(algorithm=SM3(), length=32, salt=None, info=b"yiwang cases identifiers")
    return derivation.derive(force_bytes(secret))


def _canonical(kind: str, number: str, field: str) -> str:
    if not number.strip():
        return ""
    try:
        return identifiers.check(kind, number)
    except Refused as refused:
        raise Refused(refused.sentence, field=field) from refused


def _masked_identifier(kind: str, number: str) -> str:
    return identifiers.masked(kind, number) if number else ""


def _masked_phone(phone: str) -> str:
    if not phone:
        return ""
    return masking.mobile(phone) if masking.MOBILE.fullmatch(phone) else masking.fixed_phone(phone)
