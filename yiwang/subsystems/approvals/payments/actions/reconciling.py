"""Inner side: what did the gateway take or give back on a day that we do not know of, or we and not it?"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import end_of, now, start_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.payments import alarms, messages, rules
from yiwang.subsystems.approvals.payments.actions.refunding import given_back_after_all
from yiwang.subsystems.approvals.payments.actions.settling import Arrived, bill_of, book
from yiwang.subsystems.approvals.payments.models import Difference, Payment, Refund, Statement
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
        Booked(entry.transaction, entry.order, entry.amount, is_refund=bool(entry.refund))
        for entry in map(messages.StatementEntry.model_validate, statement.entries)
    ]
    here = _ours(statement)
    _enter(statement, rules.differences(here, there))
    statement.compared_at = now()
    statement.here_count, statement.here_total = _sum(here, is_refund=False)
    statement.there_count, statement.there_total = _sum(there, is_refund=False)
    statement.here_back_count, statement.here_back_total = _sum(here, is_refund=True)
    statement.there_back_count, statement.there_back_total = _sum(there, is_refund=True)
    statement.save()
    open_count = statement.differences.filter(settled_at=None).count()
    if open_count:
        alarms.differing(statement, open_count)
    record(by, "payments.statement_compare", statement, day=statement.day.isoformat(), differences=open_count)
    return statement


def _sum(booked: Sequence[Booked], *, is_refund: bool) -> tuple[int, int]:
    amounts = [one.amount for one in booked if one.is_refund == is_refund]
    return len(amounts), rules.total(amounts)


def _ours(statement: Statement) -> list[Booked]:
    """What is booked for the day, and whatever the statement names that we entered under another day."""
    named = [entry["transaction"] for entry in statement.entries]
    day = (start_of(statement.day), end_of(statement.day))
    paid = Payment.objects.filter(driver=statement.driver).filter(
        Q(transaction__in=named) | Q(paid_at__gte=day[0], paid_at__lt=day[1])
    )
    given = Refund.objects.filter(payment__driver=statement.driver, state=rules.DONE).filter(
        Q(transaction__in=named) | Q(ended_at__gte=day[0], ended_at__lt=day[1])
    )
    return [
        *(Booked(one.transaction, one.order, one.amount) for one in paid),
        *(
            Booked(one.transaction, one.payment.order, one.amount, is_refund=True)
            for one in given.select_related("payment")
        ),
    ]


def _enter(statement: Statement, found: Sequence[rules.Difference]) -> None:
    statement.differences.filter(settled_at=None).delete()
    settled = set(statement.differences.values_list("transaction", flat=True))
    Difference.objects.bulk_create(
        Difference(
            statement=statement,
            kind=one.kind,
            is_refund=one.is_refund,
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
    """Book what the gateway took or gave back and we do not have: nothing paid is lost.

    Raises Refused where it is no payment or refund of ours, or was entered meanwhile.
    """
    difference = _open(difference_id)
    if difference.kind != rules.MISSING_HERE:
        raise Refused("只有“支付方有、本平台无”的差异可以按对账单补录。")
    statement = difference.statement
    entries = map(messages.StatementEntry.model_validate, statement.entries)
    entry = next(one for one in entries if one.transaction == difference.transaction)
    if difference.is_refund:
        given_back_after_all(by, entry)
        return _settled(by, difference, "已按对账单补记退款")
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
