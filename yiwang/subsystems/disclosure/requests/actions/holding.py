"""How is a request held while it is changed, and by whom may it be?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.actions.holding import held as held_case
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.models import Request


def held(request_id: int) -> Request:
    """With its case, both locked until the commit; the case first, as everywhere."""
    found = Request.objects.filter(pk=request_id).values_list("case_id", flat=True).first()
    if found is None:
        raise Refused("没有找到这件申请。")
    case = held_case(found)
    locked = Request.objects.select_for_update(of=("self",)).select_related("matter", "unit")
    request = locked.get(pk=request_id)
    request.case = case
    return request


def of_handler(by: Actor, request_id: int, permission: str = states.HANDLE) -> tuple[Request, Post]:
    """Held, for an official of the unit that was asked. Raises Refused for everybody else."""
    request = held(request_id)
    post = standing.post_of(by)
    require(post, rules.READ)
    standing.require(post, permission, request.case)
    return request, post


def clock_of(request: Request) -> Clock | None:
    """As the database has it."""
    return Clock.objects.filter(pk=request.case.clock_id).first() if request.case.clock_id else None


def check_state(request: Request, allowed: frozenset[str], deed: str) -> None:
    if request.case.state not in allowed:
        raise Refused(f"这件申请{request.stage[0]}，现在不能{deed}。")
