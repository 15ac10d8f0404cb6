"""Outer side: how does a day's statement of a gateway get to those who compare it?"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.subsystems.approvals.payments import drivers, limits, messages
from yiwang.subsystems.approvals.payments.actions.owing import owe
from yiwang.subsystems.approvals.payments.drivers.driver import Driver, Entry, UnreachableError
from yiwang.subsystems.approvals.payments.models import Order, Owed


def fetch_missing() -> int:
    """The regular job: statements of past days that were not fetched yet; how many came."""
    driver = drivers.chosen()
    if driver is None:
        return 0
    days = [shifted(today(), days=-back) for back in range(limits.STATEMENT_DAYS, 0, -1)]
    fetched = set(
        Owed.objects.filter(kind=messages.STATEMENT, body__driver=driver.code).values_list(
            "body__day", flat=True
        )
    )
    return sum(_fetched(driver, day) for day in days if day.isoformat() not in fetched)


def _fetched(driver: Driver, day: date) -> bool:
    try:
        entries = driver.statement(day)
    except UnreachableError:
        return False
    orders = Order.objects.filter(number__in=[entry.order for entry in entries])
    bills = dict(orders.values_list("number", "payable__reference"))
    body = messages.Statement(
        driver=driver.code, day=day, entries=[_entry(entry, bills.get(entry.order, "")) for entry in entries]
    )
    _send(body)
    return True


@transaction.atomic
def _send(body: messages.Statement) -> None:
    owed = owe(SYSTEM, "inner", messages.STATEMENT, f"对账单 {body.day:%Y-%m-%d}", body)
    record(SYSTEM, "payments.statement_send", owed, day=body.day.isoformat(), entries=len(body.entries))


def _entry(entry: Entry, bill: str) -> messages.StatementEntry:
    return messages.StatementEntry(
        transaction=entry.transaction,
        order=entry.order,
        amount=entry.amount,
        paid_at=entry.paid_at,
        bill=bill,
        refund=entry.refund,
    )
