"""What did the rules find in what happened since the last sweep?

A happening is a row, written in the transaction in which it happened; it goes in the one in which every rule
that is asked about it has judged it and its findings are entered. So a sweep that dies anywhere leaves what
it had not finished to the next one, and a fact is one finding for ever (``findings.find``).

A rule that raises keeps only those happenings that it cannot judge, found by halving the batch; they rest
and are tried again, and the other rules go on.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings.rules import Found
from yiwang.subsystems.supervision.watching import faults, rules, running
from yiwang.subsystems.supervision.watching.models import Happening
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, sharing
from yiwang.subsystems.supervision.watching.running import Running

BATCH = 500
ATTEMPTS = 2
logger = logging.getLogger(__name__)


@dataclass
class Swept:
    """How many happenings were judged, how many findings made; why a rule failed, by its code."""

    judged: int = 0
    found: int = 0
    faults: dict[str, str] = field(default_factory=dict)


@dataclass
class _Left:
    """By the id of a happening: the rules that failed on it, and those for which it is too early."""

    failed: dict[int, list[Running]] = field(default_factory=lambda: defaultdict(list))
    early: dict[int, list[Running]] = field(default_factory=lambda: defaultdict(list))

    def __contains__(self, pk: int) -> bool:
        return pk in self.failed or pk in self.early


def sweep_now() -> int:
    """The regular job: how many findings were made; Refused where a rule failed."""
    swept = sweep(now())
    if swept.faults:
        code, error = next(iter(swept.faults.items()))
        raise Refused(f"有{len(swept.faults)}条监察规则运行出错，其余规则照常；第一条是{code}：{error}")
    return swept.found


def sweep(moment: datetime) -> Swept:
    swept = Swept()
    last = 0
    while last := _judge_batch(moment, last, swept):
        pass
    for each in running.on_duty():
        _look(each, moment, swept)
    faults.settle(swept.faults, moment)
    return swept


@transaction.atomic
def _judge_batch(moment: datetime, after: int, swept: Swept) -> int:
    """The last of those judged, 0 where there is none; rows that another sweep is at are passed over."""
    waiting = Happening.objects.waiting(moment).filter(pk__gt=after).order_by("pk")
    rows = list(waiting.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return 0
    left = _Left()
    with sharing():
        for each in running.on_duty():
            _ask(each, rows, moment, left, swept)
    Happening.objects.filter(pk__in=[row.pk for row in rows if row.pk not in left]).delete()
    _keep([row for row in rows if row.pk in left], left, moment)
    swept.judged += sum(row.pk not in left for row in rows)
    return rows[-1].pk


def _ask(each: Running, rows: Sequence[Happening], moment: datetime, left: _Left, swept: Swept) -> None:
    asked = [row for row in rows if _is_asked(each, row)]
    early = {row.pk for row in asked if _ripe_at(each, row) > moment >= row.at}
    for pk in early:
        left.early[pk].append(each)
    for row in _judge(each, [row for row in asked if row.pk not in early], swept):
        left.failed[row.pk].append(each)


def _is_asked(each: Running, row: Happening) -> bool:
    return row.kind in each.rule.hears and (row.left is None or each.rule.code in row.left)


def _ripe_at(each: Running, row: Happening) -> datetime:
    return shifted(row.at, seconds=each.rule.after)


def _judge(each: Running, rows: Sequence[Happening], swept: Swept) -> list[Happening]:
    """Those of the rows that the rule fails on."""
    if not rows or each.rule.judge is None:
        return []
    for _ in range(ATTEMPTS if len(rows) == 1 else 1):
        try:
            with transaction.atomic():
                happened = [Happened(row.kind, row.key, row.at, row.end_at) for row in rows]
                swept.found += _enter(each, each.rule.judge(happened, each.parameters))
        except Exception as fault:
            logger.warning("%s fails on %s happenings.", each.rule.code, len(rows), exc_info=True)
            error = faults.in_words(fault)
        else:
            return []
    if len(rows) == 1:
        swept.faults[each.rule.code] = error
        return list(rows)
    half = len(rows) // 2
    return _judge(each, rows[:half], swept) + _judge(each, rows[half:], swept)


def _keep(rows: Sequence[Happening], left: _Left, moment: datetime) -> None:
    """For the rules that still have to judge them, at the next moment at which one of them will."""
    for row in rows:
        failed, early = left.failed.get(row.pk, []), left.early.get(row.pk, [])
        moments = [_ripe_at(each, row) for each in early]
        if failed:
            moments.append(shifted(moment, seconds=rules.rest(row.tries)))
            row.tries += 1
        row.left = [each.rule.code for each in (*failed, *early)]
        row.again_at = min(moments)
    Happening.objects.bulk_update(rows, ["left", "again_at", "tries"], batch_size=BATCH)


def _look(each: Running, moment: datetime, swept: Swept) -> None:
    """Another sweep may have found the same meanwhile: then it is looked at once more."""
    if each.rule.look is None:
        return
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                found = _enter(each, each.rule.look(moment, each.parameters))
        except Exception as fault:
            logger.warning("%s fails.", each.rule.code, exc_info=True)
            error = faults.in_words(fault)
        else:
            swept.found += found
            return
    swept.faults[each.rule.code] = error


def _enter(each: Running, breaches: Iterable[Breach]) -> int:
    founds = [_found(each, breach) for breach in breaches]
    parts = [founds[at : at + findings.BATCH] for at in range(0, len(founds), findings.BATCH)]
    return sum(len(findings.find(SYSTEM, part)) for part in parts)


def _found(each: Running, breach: Breach) -> Found:
    return Found(
        rule=each.rule.code,
        label=each.rule.label,
        basis=each.rule.basis,
        colour=breach.colour or each.rule.colour,
        fact=f"{each.rule.code}:{breach.fact}",
        unit_id=breach.unit_id,
        matter=breach.matter,
        happened_at=breach.at,
        evidence=breach.evidence,
        is_trial=each.is_trial,
    )
