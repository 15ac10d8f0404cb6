"""Inner side: what did the gateway take on a day that we do not know of, and the other way round?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import end_of, now, start_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.intake.crossing import check_from
from yiwang.subsystems.approvals.payments import alarms, messages, rules
from yiwang.subsystems.approvals.payments.actions.settling import Arrived, bill_of, book
from yiwang.subsystems.approvals.payments.models import Difference, Payment, Statement
from yiwang.subsystems.approvals.payments.rules import Booked


def take_statement(taken: Taken) -> None:
    """Keep it and compare; the same day again replaces what was not settled."""
    check_from(taken, "outer")
    said: messages.Statement = taken.body
    statement, _ = Statement.objects.update_or_create(
        driver=said.driver,
        day=said.day,
        defaults={
            "entries": [entry.model_dump(mode="json") for entry in said.entries],
            "compared_at": now(),
        },
    )
    reconcile(SYSTEM, statement.pk)


@transaction.atomic
def reconcile(by: Actor, statement_id: int) -> Statement:
    """Compare once more: what arrived late meanwhile is no difference any longer."""
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    there = [
        Booked(entry.transaction, entry.order, entry.amount)
        for entry in map(messages.StatementEntry.model_validate, statement.entries)
    ]
    here = _ours(statement)
    _enter(statement, rules.differences(here, there))
    statement.compared_at = now()
    statement.here_count, statement.here_total = len(here), rules.total(one.amount for one in here)
    statement.there_count, statement.there_total = len(there), rules.total(one.amount for one in there)
    statement.save()
    open_count = statement.differences.filter(settled_at=None).count()
    if open_count:
        alarms.differing(statement, open_count)
    record(by, "payments.statement_compare", statement, day=statement.day.isoformat(), differences=open_count)
    return statement


def _ours(statement: Statement) -> list[Booked]:
    """What is booked for the day, and whatever the statement names that we entered under another day."""
    named = [entry["transaction"] for entry in statement.entries]
    booked = Payment.objects.filter(driver=statement.driver)
    of_day = booked.filter(paid_at__gte=start_of(statement.day), paid_at__lt=end_of(statement.day))
    found = {one.pk: one for one in [*of_day, *booked.filter(transaction__in=named)]}
    return [Booked(one.transaction, one.order, one.amount) for one in found.values()]


def _enter(statement: Statement, found: Sequence[rules.Difference]) -> None:
    statement.differences.filter(settled_at=None).delete()
    settled = set(statement.differences.values_list("transaction", flat=True))
    Difference.objects.bulk_create(
        Difference(
            statement=statement,
            kind=one.kind,
            transaction=one.key,
            order=one.order,
            here=one.here,
            there=one.there,
        )
        for one in found
        if one.key not in settled
    )


@transaction.atomic
def enter_missing(by: Actor, difference_id: int) -> Difference:
    """Book what the gateway took and we do not have: nothing paid is lost.

    Raises Refused where it is no payment of ours, or was entered meanwhile.
    """
    difference = _open(difference_id)
    if difference.kind != rules.MISSING_HERE:
        raise Refused("只有“支付方有、本平台无”的差异可以按对账单补录。")
    statement = difference.statement
    entries = map(messages.StatementEntry.model_validate, statement.entries)
    entry = next(one for one in entries if one.transaction == difference.transaction)
    if not entry.bill:
        raise Refused("这笔款项不是本平台的订单，无法补录，请与支付渠道核实后登记处理情况。")
    arrived = Arrived(
        statement.driver, entry.transaction, rules.ONLINE, entry.amount, entry.paid_at, entry.order
    )
    book(by, bill_of(entry.bill), arrived)
    return _settled(by, difference, "已按对账单补录入账")


@transaction.atomic
def settle(by: Actor, difference_id: int, how: str) -> Difference:
    """Say what was found out and done about it."""
    return _settled(by, _open(difference_id), rules.said(how, "处理情况", "settlement"))


def _open(difference_id: int) -> Difference:
    held = Difference.objects.select_for_update(of=("self",)).select_related("statement")
    difference = held.get(pk=difference_id)
    if difference.settled_at:
        raise Refused("这处差异已经处理。")
    return difference


def _settled(by: Actor, difference: Difference, how: str) -> Difference:
    difference.settled_at, difference.settlement = now(), how
    difference.settled_by_id = by.person_id
    difference.save(update_fields=["settled_at", "settlement", "settled_by"])
    record(by, "payments.difference_settle", difference, kind=difference.kind, how=how)
    return difference
