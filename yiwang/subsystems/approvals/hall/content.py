"""What does a draft say: who applies, what they answered, how they want the result?

It is kept as it was typed, right or wrong; only what is handed in is held to the rules.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.organizations import sealing
from yiwang.subsystems.approvals.applications.rules import PERSON
from yiwang.subsystems.approvals.hall import rules

_PARTY = ("kind", "name", "identifier_kind", "identifier", "legal_representative", "phone", "address")


@dataclass(frozen=True)
class Content:
    """``party``: the fields of forms.PartyForm; ``answers``: of the item's sheet."""

    party: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)

    def said(self, name: str) -> str:
        return str(self.party.get(name, "")).strip()

    @property
    def is_person(self) -> bool:
        return self.said("kind") == PERSON

    @property
    def project(self) -> str:
        return self.said("project")

    @property
    def contact(self) -> Contact:
        """Whom the office may call."""
        return Contact(
            name=next(iter(reversed(self.signers)), self.said("name"))[:40],
            phone=self.said("agent_phone") or self.said("phone"),
            email=self.said("email"),
        )

    @property
    def signers(self) -> tuple[str, ...]:
        """Whose name counts as the signature."""
        own = self.said("name") if self.is_person else self.said("legal_representative")
        return tuple(name for name in (own, self.said("agent_name")) if name)

    def body(self) -> dict[str, Any]:
        """The party as ``applications.applying`` takes it."""
        party: dict[str, Any] = {name: self.said(name) for name in _PARTY}
        if self.said("agent_name"):
            party["agent"] = {
                name: self.said(f"agent_{name}")
                for name in ("name", "identifier_kind", "identifier", "phone")
            }
        return party

    def delivery(self) -> dict[str, str]:
        way = self.said("delivery_way")
        if not way:
            return {}
        posted = ("name", "phone", "address") if way == "express" else ()
        return {"way": way, **{name: self.said(f"delivery_{name}") for name in posted}}

    def facts(self) -> dict[str, Any]:
        """What the party has said already, by the sources that sheets know."""
        number = self.said("identifier")
        facts = {
            "party.name": self.said("name"),
            "party.number": number,
            "party.phone": self.said("phone"),
            "party.address": self.said("address"),
            "party.legal_person": self.said("legal_representative"),
            "agent.name": self.said("agent_name"),
            "agent.number": self.said("agent_identifier"),
            "agent.phone": self.said("agent_phone"),
            "project.code": self.project,
        }
        if self.said("identifier_kind") == identifiers.IDENTITY:
            facts |= _of_identity(number)
        return {source: fact for source, fact in facts.items() if fact}


def _of_identity(number: str) -> dict[str, str]:
    try:
        read = identifiers.read_identity(number)
    except Refused:
        return {}
    return {"party.born_on": read.born_on.isoformat(), "party.sex": read.sex.label}


def sealed(content: Content) -> str:
    return sealing.seal(json.dumps(asdict(content), ensure_ascii=False), rules.PURPOSE)


def opened(text: str) -> Content:
    return Content(**json.loads(sealing.opened(text, rules.PURPOSE))) if text else Content()
