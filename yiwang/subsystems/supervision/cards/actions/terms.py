"""What changes the reply period, the appeal period and the points of cards to come?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import StoredTerms
from yiwang.subsystems.supervision.cards.rules import Terms


@transaction.atomic
def lay_down(by: Actor, terms: Terms, reason: str) -> StoredTerms:
    """For cards issued from now on; those that were issued keep what they say."""
    rules.check_terms(terms)
    stored = StoredTerms.objects.create(
        **vars(terms), laid_down_at=now(), laid_down_by=by.person[:80], reason=rules.checked_reason(reason)
    )
    shown = {name: str(value) for name, value in vars(terms).items()}
    record(by, "supervision.card_terms", stored, reason=stored.reason, **shown)
    return stored
