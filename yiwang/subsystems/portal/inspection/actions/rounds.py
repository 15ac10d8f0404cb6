"""How does a round of inspections go: opened, reported by the units, put right, closed?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.subsystems.portal.inspection import owners, rules
from yiwang.subsystems.portal.inspection.models import Entry, Listed, Round, Watched


@dataclass(frozen=True)
class Plan:
    """A round as it is announced."""

    name: str
    starts_on: date
    report_until: date
    rectify_until: date
    scope: str


@transaction.atomic
def open_round(by: Actor, plan: Plan, site_ids: Collection[int]) -> Round:
    """Announce it to everybody who looks after one of the sites. Raises Refused."""
    rules.check_round_dates(plan.starts_on, plan.report_until, plan.rectify_until)
    if not site_ids:
        raise Refused("请至少选择一个网站。", field="sites")
    if by.unit_id is None:
        raise Refused("只有在岗的工作人员可以组织检查。")
    opened = Round.objects.create(
        name=rules.checked_name(plan.name),
        unit_id=by.unit_id,
        starts_on=plan.starts_on,
        report_until=plan.report_until,
        rectify_until=plan.rectify_until,
        scope=rules.checked_text(plan.scope, "scope", "检查内容和要求"),
        made_at=now(),
    )
    sites = list(Watched.objects.filter(pk__in=site_ids).select_related("unit"))
    Entry.objects.bulk_create(Entry(round=opened, site=site) for site in sites)
    for site in sites:
        for person in owners.keepers(site.unit):
            tell(
                person,
                subject=f"网站检查：{opened.name}",
                body=f"请于{opened.report_until}前报送{site.name}自查问题清单，{opened.rectify_until}前完成整改。",
                link=f"/office/portal/inspections/rounds/{opened.pk}/",
                key=f"portal.round:{opened.pk}:{site.pk}",
            )
    record(by, "portal.round_open", opened, sites=len(sites))
    return opened


@transaction.atomic
def list_problem(by: Actor, entry_id: int, text: str, address: str) -> Listed:
    """A unit adds a line to its own list. Raises Refused once the round is closed."""
    entry = _open(entry_id)
    line = Listed.objects.create(
        entry=entry,
        text=rules.checked_text(text, "text", "问题"),
        address=address.strip()[: rules.ADDRESS_LENGTH],
        listed_at=now(),
    )
    record(by, "portal.round_list", line)
    return line


@transaction.atomic
def put_right(by: Actor, entry_id: int, listed_id: int, measure: str) -> Listed:
    """A line of the list is settled, with what was done. Raises Refused."""
    entry = _open(entry_id)
    line = Listed.objects.select_for_update(of=("self",)).get(pk=listed_id, entry=entry)
    if line.done_at:
        raise Refused("这个问题已经整改完成。")
    line.measure, line.done_at = rules.checked_text(measure, "measure", "整改情况"), now()
    line.save(update_fields=["measure", "done_at"])
    record(by, "portal.round_put_right", line)
    return line


@transaction.atomic
def hand_in(by: Actor, entry_id: int) -> Entry:
    """The unit's list is complete, also where it is empty. Raises Refused the second time."""
    entry = _open(entry_id)
    if entry.reported_at:
        raise Refused("自查问题清单已经报送，不用再报。")
    entry.reported_at, entry.reported_by_id = now(), by.person_id
    entry.save(update_fields=["reported_at", "reported_by"])
    record(by, "portal.round_hand_in", entry, lines=entry.listed.count())
    return entry


@transaction.atomic
def close_round(by: Actor, round_id: int) -> Round:
    """Nothing is added any more. Raises Refused the second time."""
    closing = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if closing.closed_at:
        raise Refused("这次检查已经结束。")
    closing.closed_at = now()
    closing.save(update_fields=["closed_at"])
    record(by, "portal.round_close", closing)
    return closing


def _open(entry_id: int) -> Entry:
    entry = Entry.objects.select_for_update(of=("self",)).select_related("round", "site").get(pk=entry_id)
    if entry.round.closed_at:
        raise Refused("这次检查已经结束，不能再修改。")
    return entry
