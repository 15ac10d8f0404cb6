"""Who is reminded that a column must be updated, and which times were missed?"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.subsystems.portal.duties import Duty, duties
from yiwang.subsystems.portal.lines import nearest
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.models import Lapse
from yiwang.subsystems.portal.supply.rules import Stage

BOARD = "/office/supply/duties/"


def look_after_columns() -> int:
    """Remind of what is due soon or late, once for each period and stage; keep the history. How many."""
    held = list(Column.objects.select_related("unit", "site").exclude(kind="link").in_order())
    open_duties = [duty for duty in duties(held) if duty.column.is_open and duty.column.update_days]
    return _reminded(open_duties, today()) + _kept(open_duties, today())


def _reminded(found: list[Duty], day: date) -> int:
    """One notice a person, column, period and stage: the key holds the day the period began."""
    editors: dict[int, list[Person]] = {}
    units = lines.deciding_units() if found else {}
    done = 0
    for duty in found:
        stage = rules.stage(duty.column.update_days, duty.updated_on, day)
        unit = units.get(duty.column.pk)
        if stage == Stage.NONE or unit is None:
            continue
        if unit.pk not in editors:
            editors[unit.pk] = _editors(unit)
        for person in editors[unit.pk]:
            tell(
                person,
                subject=_subject(duty, stage)[:100],
                body=_body(duty, stage),
                link=BOARD,
                key=f"portal.duty:{duty.column.pk}:{duty.updated_on or 'never'}:{stage}",
            )
            done += 1
    return done


def _editors(unit: Unit) -> list[Person]:
    return nearest(WRITE, unit, set())


def _subject(duty: Duty, stage: Stage) -> str:
    about = f"{duty.column.site.name}“{duty.column.title}”"
    return f"栏目更新超期：{about}" if stage == Stage.LATE else f"栏目更新即将到期：{about}"


def _body(duty: Duty, stage: Stage) -> str:
    if duty.updated_on is None or stage == Stage.LATE:
        return f"{duty.sentence}，请尽快更新。"
    last = rules.due_on(duty.column.update_days or 0, duty.updated_on)
    return f"请于{last.year}年{last.month}月{last.day}日前更新，要求每 {duty.column.update_days} 天更新。"


def _kept(found: list[Duty], day: date) -> int:
    """A lapse begins with the first late day and ends with the update; nothing is lost in between."""
    running = {lapse.column_id: lapse for lapse in Lapse.objects.running().select_related("column")}
    late = {duty.column.pk: duty for duty in found if duty.is_overdue}
    for column_id, duty in late.items():
        if column_id not in running:
            _begin(duty, day)
    updated = {duty.column.pk: duty.updated_on for duty in found}
    ended = [lapse for column_id, lapse in running.items() if column_id not in late]
    for lapse in ended:
        _end(lapse, min(max(updated.get(lapse.column_id) or day, lapse.began_on), day))
    return len(ended) + len(set(late) - set(running))


@transaction.atomic
def _begin(duty: Duty, day: date) -> None:
    """From the day after the last one in time; a column never filled is late from the day it was seen."""
    column = duty.column
    first = (
        shifted(rules.due_on(column.update_days or 0, duty.updated_on), days=1) if duty.updated_on else day
    )
    lapse, is_new = Lapse.objects.get_or_create(
        column=column,
        ended_on=None,
        defaults={
            "unit": lines.unit_of(column),
            "update_days": column.update_days or 0,
            "updated_on": duty.updated_on,
            "began_on": min(first, day),
        },
    )
    if is_new:
        record(SYSTEM, "portal.duty_lapse", lapse, column=column.title, began_on=lapse.began_on)


@transaction.atomic
def _end(lapse: Lapse, on: date) -> None:
    if Lapse.objects.running().filter(pk=lapse.pk).update(ended_on=on):
        record(SYSTEM, "portal.duty_resume", lapse, column=lapse.column.title, ended_on=on)
