"""How is a year of applications played through the real actions, the same for the same seed?"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction

from yiwang.demonstration.approving import acts_of
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.catalogue.texts import entries
from yiwang.demonstration.clock import Act, acting
from yiwang.demonstration.days import Days
from yiwang.demonstration.evenings import evenings
from yiwang.demonstration.matters import Matter
from yiwang.demonstration.people import CASE_ROLES
from yiwang.demonstration.plans import Choices, is_plain, planned
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.models import Entry as Recorded
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.approvals.items.models import Implementation

BEGIN, END = "demonstration.replay_begin", "demonstration.replay_end"
LONGEST = 240  # working days: the library of the demonstration city is hardly older
FIRST_NUMBER = 1_000  # the applicants of the city itself have lower ones
Shown = Callable[[list[Act]], Iterable[Act]]


def replay(cases: int, seed: int, span: int, shown: Shown = iter) -> Counter[str]:
    """Play so many applications over the last ``span`` calendar days; how many had which ending in the plan.

    Every deed is a transaction of its own, so a replay that is broken off leaves a part behind: Raises
    Refused after one, as well as without a library of items or officials for it.
    """
    cast = cast_of_city()
    choices = known_items(cast)
    check_whole()
    days = Days(today(), shipped.calendar())
    back = working_days(days, span)
    plan = planned(cases, seed, back, choices)
    acts = list(evenings(days, back))
    for number, (_, told) in enumerate(plan, start=FIRST_NUMBER):
        acts += acts_of(Matter(cast, told, number), days)
    acts.sort(key=lambda act: act.moment)
    _note(BEGIN, cases, seed, span)
    with acting() as clock:
        for act in shown(acts):
            clock.perform(act)
    _note(END, cases, seed, span)
    return Counter(ending for ending, _ in plan)


@transaction.atomic
def _note(act: str, cases: int, seed: int, span: int) -> None:
    record(SYSTEM, act, None, cases=cases, seed=seed, days=span)


def check_whole() -> None:
    """Raises Refused where an earlier replay did not come to its end."""
    begun, ended = (Recorded.objects.filter(act=act).count() for act in (BEGIN, END))
    if begun > ended:
        raise Refused(
            "上一次重放没有完成，数据库里只有一部分办件，不能接着重放；"
            "请在新的数据目录或空的数据库里运行 yiwang demo，再重新重放。"
        )


def working_days(days: Days, span: int) -> int:
    """How many working days back the first of ``span`` calendar days lies, as far as the library goes."""
    first: date = shifted(days.made_on, days=-span)
    return max((back for back in range(LONGEST) if days.back(back) >= first), default=0)


def cast_of_city() -> Cast:
    """Units and officials as they stand in the database."""
    cast = Cast()
    for unit in Unit.objects.open():
        cast.units[unit.short_name] = unit
    for post in Post.objects.in_full().in_office(today()).own().order_by("pk"):
        for role in set(post.roles) & set(CASE_ROLES):
            cast.officials.setdefault((post.unit.short_name, role), post)
        cast.posts.setdefault(post.person.username, post)
    return cast


def known_items(cast: Cast) -> Choices:
    """Those in force whose own officials are there and which need nothing besides."""
    held = set(Implementation.objects.in_force().values_list("name", flat=True))
    staffed = {unit for unit, role in cast.officials if role == CASE_ROLES[-1]}
    found = [entry for entry in entries() if entry.name in held and entry.unit in staffed and is_plain(entry)]
    if not found:
        raise Refused("还没有生效的事项或者办件人员，请先运行 yiwang demo 建立演示城市。")
    return Choices(found)
