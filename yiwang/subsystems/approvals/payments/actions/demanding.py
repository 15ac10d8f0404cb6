"""How is a fee demanded, and taken back while nobody has paid it?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import history
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import catalogues, numbering, rules
from yiwang.subsystems.approvals.payments.actions.telling import changed, tell
from yiwang.subsystems.approvals.payments.models import Bill, BillLine
from yiwang.subsystems.approvals.payments.rules import Demanded, Line

# What supervision reads of a charge in the history of a case.
LISTED = "listed"


@transaction.atomic
def demand(by: Actor, case: Case, lines: Sequence[Demanded], due_on: date | None = None) -> Bill:
    """Send a bill; ``due_on``: rules.DUE_DAYS from today where none is given.

    Raises Refused for a fee outside the catalogue of the case's item, for one that is already charged in this
    case, and for an amount that is not the standard's.
    """
    held = Case.objects.select_for_update(of=("self",)).select_related("party", "unit").get(pk=case.pk)
    catalogue = catalogues.of(held)
    written = rules.lines(lines, catalogue.fees(held))
    _check_once(held, written)
    last_day = due_on or shifted(today(), days=rules.DUE_DAYS)
    if last_day < today():
        raise Refused("缴款期限不能早于今天。", field="due_on")
    bill = _numbered(by, held, written, last_day, catalogue.submission(held))
    BillLine.objects.bulk_create([BillLine(bill=bill, **asdict(line)) for line in written])
    _enter(by, held, bill, written)
    tell(by, bill)
    record(by, "payments.bill_send", bill, case=held.number, total=bill.total, state=bill.state)
    return bill


def _enter(by: Actor, case: Case, bill: Bill, written: Sequence[Line]) -> None:
    """In the history of the case, with its basis: ``rules.lines`` lets through what the catalogue has."""
    names = "、".join(f"{line.name}{rules.yuan(line.amount)}元" for line in written)
    grounds = "；".join(dict.fromkeys(line.basis for line in written if line.basis))
    label = f"发出缴款通知 {bill.number}：{rules.yuan(bill.total)}元"
    listed = history.Line("charge", label, f"{names}。{grounds}", outcome=LISTED, outcome_label="收费目录内")
    history.enter(by, case, listed)


def _check_once(case: Case, written: Sequence[Line]) -> None:
    gone = [rules.VOIDED, rules.REFUNDED]
    charged = BillLine.objects.filter(bill__case=case).exclude(bill__state__in=gone)
    again = charged.filter(code__in=[line.code for line in written]).select_related("bill").first()
    if again:
        raise Refused(
            f"“{again.name}”已在缴款通知 {again.bill.number} 中收取（{again.bill.get_state_display()}），"
            "不能重复收取。",
            field="lines",
        )


def _numbered(by: Actor, case: Case, written: Sequence[Line], due_on: date, submission: str) -> Bill:
    total = rules.total(line.amount for line in written)
    return Bill.objects.create(
        number=numbering.next_number(numbering.BILL),
        case=case,
        submission=submission,
        unit=case.unit,
        demanded_by_id=by.unit_id or case.unit_id,
        payer=case.party.name,
        state=rules.first_state(total),
        total=total,
        issued_at=now(),
        due_on=due_on,
    )


@transaction.atomic
def void(by: Actor, bill_id: int, reason: str) -> Bill:
    """Take it back; a payment that comes all the same is kept and given back."""
    bill = locked(bill_id)
    rules.check_voidable(bill.state)
    bill.reason = rules.said(reason, "撤销理由")
    bill.state, bill.voided_at = rules.VOIDED, now()
    changed(bill, "state", "voided_at", "reason")
    tell(by, bill)
    record(by, "payments.bill_void", bill, reason=bill.reason)
    return bill


def locked(bill_id: int) -> Bill:
    held = Bill.objects.select_for_update(of=("self",))
    return held.select_related("case__party", "unit", "demanded_by").get(pk=bill_id)
