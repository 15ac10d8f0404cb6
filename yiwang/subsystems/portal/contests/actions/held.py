"""Who acts in a contest, and on which locked row?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.models import Contest, Entrant
from yiwang.subsystems.portal.inspection.rules import INSPECT, RECTIFY


def organised(by: Actor, contest_id: int, state: str) -> Contest:
    """The contest, ours until the transaction ends. Raises Refused for others and in another state."""
    contest = Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=contest_id)
    require_right(by, INSPECT, contest.unit)
    rules.check_state(contest.state, state)
    return contest


def kept(by: Actor, entrant_id: int, state: str) -> Entrant:
    """The entrant of whoever looks after its site. Raises Refused as ``organised``."""
    entrant = Entrant.objects.select_related("site__unit").get(pk=entrant_id)
    require_right(by, RECTIFY, entrant.site.unit)
    entrant.contest = in_state(entrant.contest_id, state)
    return entrant


def in_state(contest_id: int, state: str) -> Contest:
    """The contest, locked. Raises Refused in another state."""
    contest = Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=contest_id)
    rules.check_state(contest.state, state)
    return contest
