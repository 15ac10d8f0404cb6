"""How do many clocks that differ only in what they run for start at once?"""

from collections.abc import Sequence
from copy import copy
from typing import TypeVar

from django.db import models, transaction

from yiwang.kernel.deadlines import actions
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import ITEM_LENGTH, Clock, ClockEvent
from yiwang.kernel.deadlines.rules import Limits
from yiwang.kernel.errors import Refused
from yiwang.kernel.prepared import insert_all

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def start_alike(subjects: Sequence[Subject], limits: Limits, by: str) -> list[Clock]:
    """As ``actions.start`` for each of them, now, in their order; the subjects are of one kind and purpose.

    The end is worked out once; the rows go in many to a statement.
    Raises Refused as ``start`` does, and where one of them has such a clock already.
    """
    if not subjects:
        return []
    first = actions.start(subjects[0], limits, by)
    keys = [subject.key for subject in subjects]
    same = Clock.objects.open().filter(subject_kind=first.subject_kind, purpose=first.purpose)
    if len(set(keys)) < len(keys) or same.filter(subject_key__in=keys).exclude(pk=first.pk).exists():
        raise Refused("这件事的期限已经在计时，不能重复起算。")
    others = [_alike(first, each) for each in subjects[1:]]
    insert_all(others)
    begun = ClockEvent.objects.get(clock=first)
    events = [_again(begun) for _ in others]
    for event, clock in zip(events, others, strict=True):
        event.clock = clock
    insert_all(events)
    return [first, *others]


def _alike(first: Clock, subject: Subject) -> Clock:
    clock = _again(first)
    clock.subject_key, clock.unit_id = subject.key, subject.unit_id
    clock.item = subject.item[:ITEM_LENGTH]
    return clock


def _again(row: Row) -> Row:
    """An unsaved row with the same values."""
    other = copy(row)
    other.pk = None
    other._state.adding = True
    return other
