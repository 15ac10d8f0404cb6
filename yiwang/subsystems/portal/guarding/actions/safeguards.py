"""How is written down that a safety job was done, and who is reminded of the next?"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.notifications.actions import tell
from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.guarding.actions.reporting import PAGE, on_duty
from yiwang.subsystems.portal.guarding.models import Safeguard, SafeguardDone
from yiwang.subsystems.portal.sites import Site


@transaction.atomic
def open_lists() -> int:
    """Every site has the five jobs, due today where nobody said that they were done; how many are new."""
    known = set(Safeguard.objects.values_list("site_id", "job"))
    fresh = [
        Safeguard(site=site, job=code, days=job.days, due_on=today())
        for site in Site.objects.order_by("pk")
        for code, job in rules.JOBS.items()
        if (site.pk, code) not in known
    ]
    Safeguard.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def enter_done(by: Actor, safeguard_id: int, done_on: date, note: str) -> SafeguardDone:
    """It was done: the next is due a period later. Raises Refused for a day to come and without words."""
    row = Safeguard.objects.select_for_update(of=("self",)).select_related("site").get(pk=safeguard_id)
    rules.check_done(done_on, today())
    done = SafeguardDone.objects.create(
        safeguard=row,
        done_on=done_on,
        note=rules.checked_note(note, "完成情况"),
        entered_by=by.person[:80],
        entered_at=now(),
    )
    last = row.done.first() or done
    row.due_on = rules.next_on(last.done_on, row.days)
    row.save(update_fields=["due_on"])
    record(by, "portal.safeguard_done", row, job=row.job, done_on=str(done_on), due_on=str(row.due_on))
    return done


@transaction.atomic
def set_days(by: Actor, safeguard_id: int, days: int) -> Safeguard:
    """Another period, counted from when it was last done."""
    rules.check_days(days)
    row = Safeguard.objects.select_for_update(of=("self",)).select_related("site").get(pk=safeguard_id)
    before, row.days = row.days, days
    last = row.done.first()
    if last is not None:
        row.due_on = rules.next_on(last.done_on, days)
    row.save(update_fields=["days", "due_on"])
    record(by, "portal.safeguard_set", row, job=row.job, before=before, days=days)
    return row


@transaction.atomic
def remind() -> int:
    """The regular job: tell the people on duty of what is due, once for each due date; how many jobs."""
    open_lists()
    until = shifted(today(), days=rules.REMINDED_DAYS)
    due = Safeguard.objects.select_for_update(of=("self",)).filter(due_on__lte=until).select_related("site")
    fresh = [row for row in due.order_by("due_on", "pk") if row.reminded_for != row.due_on]
    people = on_duty()
    if not fresh or not people:
        return 0
    named = "；".join(f"{row.site.name}{rules.JOBS[row.job].label}（{row.due_on}前）" for row in fresh[:10])
    for person in people:
        tell(
            person,
            subject=f"{len(fresh)}项网站安全工作到期",
            body=f"{named}。完成后请登记。",
            link=f"{PAGE}jobs/",
            key=f"safeguards:{today()}",
        )
    for row in fresh:
        row.reminded_for = row.due_on
    Safeguard.objects.bulk_update(fresh, ["reminded_for"], batch_size=500)
    record(SYSTEM, "portal.safeguard_remind", fresh[0], count=len(fresh))
    return len(fresh)
