"""What of an application crosses only sealed, and what of one entered inside may be known outside?"""

from collections.abc import Mapping
from typing import Any

from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.organizations import masking
from yiwang.subsystems.approvals.applications.messages import Application, Delivery
from yiwang.subsystems.approvals.applications.rules import PERSON

PRIVATE = ("party", "answers", "delivery", "signature")


def known_outside(body: Application) -> Mapping[str, Any]:
    """Enough to recognise it by: no answers, no address, no number in full; files stay inside anyway."""
    party = body.party
    shown = party.model_copy(
        update={
            "name": masking.name(party.name) if party.kind == PERSON else party.name,
            "identifier": identifiers.masked(party.identifier_kind, party.identifier),
            "legal_representative": "",
            "phone": "",
            "address": "",
            "agent": None,
        }
    )
    kept = {"party": shown, "answers": {}, "delivery": Delivery(way=body.delivery.way), "signature": None}
    return body.model_copy(update=kept).model_dump(mode="json")
