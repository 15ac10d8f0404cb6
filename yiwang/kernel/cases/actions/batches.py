"""How is the same done with many cases, each for itself?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules
from yiwang.kernel.cases.actions.moving import transfer, urge
from yiwang.kernel.cases.actions.steps import finish_step, take
from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit


@dataclass(frozen=True)
class Result:
    """What came of one of many; ``refusal`` is empty where it was done. ``key``: as it was asked for."""

    key: int
    case_id: int | None
    number: str
    title: str
    refusal: str = ""


def finish_many(by: Actor, step_ids: Sequence[int], outcome: str, opinion: str = "") -> list[Result]:
    """Each step in a transaction of its own; what a rule refuses is said of that step alone."""
    return _each(step_ids, _by_step(step_ids), lambda pk: finish_step(by, pk, outcome, opinion))


def take_many(by: Actor, step_ids: Sequence[int]) -> list[Result]:
    return _each(step_ids, _by_step(step_ids), lambda pk: take(by, pk))


def urge_many(by: Actor, case_ids: Sequence[int], text: str = "") -> list[Result]:
    return _each(case_ids, Case.objects.in_bulk(case_ids), lambda pk: urge(by, pk, text))


def transfer_many(by: Actor, case_ids: Sequence[int], unit: Unit, reason: str) -> list[Result]:
    return _each(case_ids, Case.objects.in_bulk(case_ids), lambda pk: transfer(by, pk, unit, reason))


def _by_step(step_ids: Sequence[int]) -> dict[int, Case]:
    cases = Case.objects.filter(run__steps__in=step_ids).in_bulk()
    pairs = Case.objects.filter(run__steps__in=step_ids).values_list("run__steps", "pk")
    return {step_id: cases[pk] for step_id, pk in pairs if step_id in set(step_ids)}


def _each(keys: Sequence[int], cases: Mapping[int, Case], call: Callable[[int], object]) -> list[Result]:
    if len(keys) > rules.MOST_IN_A_BATCH:
        raise Refused(f"一次最多办理{rules.MOST_IN_A_BATCH}件。")
    return [_one(key, cases.get(key), call) for key in keys]


def _one(key: int, case: Case | None, call: Callable[[int], object]) -> Result:
    if case is None:
        return Result(key, None, "", "", "没有找到这一件，请刷新页面查看。")
    refusal = ""
    try:
        call(key)
    except Refused as refused:
        refusal = refused.sentence
    return Result(key, case.pk, case.number, case.title, refusal)
