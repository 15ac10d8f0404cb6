"""May an article be published that its own site has adopted from its author already?"""

from collections.abc import Sequence

from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.portal.checks import Finding
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.supply import published, rules
from yiwang.subsystems.portal.supply.models import Proposal


def judge(article: Article, step: str) -> Sequence[Finding]:
    """For checks.register: the copy goes to the public, the original stays what was supplied."""
    adopted = Proposal.objects.instead_of(article).first()
    if adopted is None:
        return ()
    return (Finding(rules.left_to_adopter(adopted.site.name, published.address_of_copy(adopted))),)


def keep(by: Actor, article: Article, step: str, found: Sequence[Finding], reason: str) -> None:
    """Nothing to keep: what it finds is never passed over."""
