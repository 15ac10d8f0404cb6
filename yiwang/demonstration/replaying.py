"""How is a year of applications played through the real actions, the same for the same seed?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Subquery, Sum

from yiwang.demonstration.approving import APPLY, Turn, acts_of
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.catalogue.texts import entries
from yiwang.demonstration.clock import Act, Clock, acting
from yiwang.demonstration.days import Days
from yiwang.demonstration.evenings import evenings
from yiwang.demonstration.matters import Matter
from yiwang.demonstration.models import Replay
from yiwang.demonstration.people import CASE_ROLES
from yiwang.demonstration.plans import Choices, is_plain, planned
from yiwang.demonstration.resuming import carry_on
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.models import ChainHead
from yiwang.kernel.audit.proof import chain_head
from yiwang.kernel.audit.rules import SYSTEM, sm3
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.approvals.items.models import Implementation

BEGIN, END = "demonstration.replay_begin", "demonstration.replay_end"
LONGEST = 240  # working days: the library of the demonstration city is hardly older
REACH = 60  # working days: no limit of a case, longer or paused, ends later after it was handed in
FIRST_NUMBER = 1_000  # the applicants of the city itself have lower ones
Shown = Callable[[Sequence[Act]], Iterable[Act]]


@dataclass(frozen=True)
class Year:
    """What is to happen: how each application is meant to end, and all acts in the order of their moments."""

    endings: list[str]
    acts: list[Act]
    plan: str


def replay(cases: int, seed: int, span: int, shown: Shown = iter) -> tuple[Replay, Year]:
    """Play so many applications over the last ``span`` calendar days, or the rest of those.

    Every deed is a transaction of its own, as in life. What was killed goes on where it was when the same
    is asked for again. ``shown`` may wrap the acts that are still to come.

    Raises Refused where another replay is not finished, where the city has changed since this one was
    begun, and without a library of items or officials for it.
    """
    cast = cast_of_city()
    choices = known_items(cast)
    begun = _unfinished(cases, seed, span)
    if begun is None:
        first = FIRST_NUMBER + (Replay.objects.aggregate(all=Sum("cases"))["all"] or 0)
        begun = Replay(cases=cases, seed=seed, days=span, made_on=last_played(today()), first=first)
    year = _year(begun, cast, choices)
    if begun.pk is None:
        _begin(begun, year)
    elif begun.plan != year.plan:
        raise Refused(
            "上一次重放中断以后，事项、机构或人员有了变化，不能接着重放；请在新的数据目录里重新建立演示城市。"
        )
    _play(begun, year.acts, shown)
    return begun, year


def _unfinished(cases: int, seed: int, span: int) -> Replay | None:
    left = Replay.objects.unfinished().first()
    if left and (left.cases, left.seed, left.days) != (cases, seed, span):
        raise Refused(
            f"上一次重放还没有完成，请先用原来的参数接着重放："
            f"--cases {left.cases} --seed {left.seed} --days {left.days}。"
        )
    return left


def _year(begun: Replay, cast: Cast, choices: Choices) -> Year:
    days = Days(begun.made_on, shipped.calendar())
    back = working_days(days, begun.days)
    plan = planned(begun.cases, begun.seed, back, choices)
    acts = list(evenings(days, back))
    for number, (_, told) in enumerate(plan, start=begun.first):
        acts += acts_of(Matter(cast, told, number), days)
    acts.sort(key=lambda act: act.moment)
    return Year([ending for ending, _ in plan], acts, sm3(repr((begun.made_on, plan)).encode()))


@transaction.atomic
def _begin(begun: Replay, year: Year) -> None:
    record(SYSTEM, BEGIN, None, cases=begun.cases, seed=begun.seed, days=begun.days)
    begun.acts, begun.plan, begun.entry = len(year.acts), year.plan, chain_head().number
    begun.save()


def _play(begun: Replay, acts: Sequence[Act], shown: Shown) -> None:
    receipts = dict(begun.played.values_list("number", "receipt"))
    left = acts[begun.done :]
    for act in left:
        if isinstance(act, Turn):
            act.matter.receipt = receipts.get(act.matter.number, "")
    with acting() as clock:
        for order, act in enumerate(shown(left)):
            _perform(clock, act, begun.entry, is_in_hand=order == 0)
            _mark(begun, act)


def _perform(clock: Clock, act: Act, entry: int, *, is_in_hand: bool) -> None:
    """The first of those left may have been in hand when the replay was killed."""
    clock.perform(Act(act.moment, lambda: carry_on(act, entry)) if is_in_hand else act)


def _mark(begun: Replay, act: Act) -> None:
    begun.done += 1
    if isinstance(act, Turn) and act.name == APPLY:
        _mark_received(begun, act.matter)
    elif begun.is_finished:
        _end(begun)
    else:
        _save(begun)


@transaction.atomic
def _mark_received(begun: Replay, matter: Matter) -> None:
    begun.played.create(number=matter.number, receipt=matter.receipt)
    _save(begun)


@transaction.atomic
def _end(begun: Replay) -> None:
    """The last act is that of an evening."""
    record(SYSTEM, END, None, cases=begun.cases, seed=begun.seed, days=begun.days)
    _save(begun)


def _save(begun: Replay) -> None:
    """One statement, which runs for every deed."""
    head = ChainHead.objects.values("number")[:1]
    Replay.objects.filter(pk=begun.pk).update(done=begun.done, entry=Subquery(head))


def last_played(day: date) -> date:
    """The latest day, not after ``day``, from which every limit ends in a year that can be counted.

    That is the year ahead, too, provisionally; those after it are not guessed.
    """
    while not _is_reach_counted(day):
        day = shifted(day, days=-1)
    return day


def _is_reach_counted(day: date) -> bool:
    try:
        shipped.calendar().add_workdays(day, REACH)
    except Refused:
        return False
    return True


def working_days(days: Days, span: int) -> int:
    """How many working days back the first of ``span`` calendar days lies, as far as the library goes."""
    first: date = shifted(days.made_on, days=-span)
    is_last = not _is_reach_counted(shifted(days.made_on, days=1))  # then the library is older by up to REACH
    longest = LONGEST - REACH if is_last else LONGEST
    return max((back for back in range(longest) if days.back(back) >= first), default=0)


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
