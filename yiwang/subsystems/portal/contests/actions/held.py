"""Who acts in a contest, and on which locked row?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.models import Contest, Entrant
from yiwang.subsystems.portal.inspection.rules import INSPECT, RECTIFY


def organised(by: Actor, contest_id: int, state: str) -> Contest:
    """The contest, ours until the transaction ends. Raises Refused for others and in another state."""
    contest = _organised(by, contest_id)
    rules.check_state(contest.state, state)
    return contest


def going_on(by: Actor, contest_id: int) -> Contest:
    """As ``organised``, in any state between the announcement and the result."""
    contest = _organised(by, contest_id)
    rules.check_going_on(contest.state)
    return contest


def _organised(by: Actor, contest_id: int) -> Contest:
    contest = _locked(contest_id)
    require_right(by, INSPECT, contest.unit)
    return contest


def kept(by: Actor, entrant_id: int, state: str) -> Entrant:
    """The entrant of whoever looks after its site. Raises Refused as ``organised``."""
    entrant = Entrant.objects.select_related("site__unit").get(pk=entrant_id)
    require_right(by, RECTIFY, entrant.site.unit)
    entrant.contest = in_state(entrant.contest_id, state)
    return entrant


def in_state(contest_id: int, state: str) -> Contest:
    """The contest, locked. Raises Refused in another state."""
    contest = _locked(contest_id)
    rules.check_state(contest.state, state)
    return contest


def _locked(contest_id: int) -> Contest:
    return Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=contest_id)
