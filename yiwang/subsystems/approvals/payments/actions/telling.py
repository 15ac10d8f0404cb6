"""Inner side: what does the payer see of a bill outside?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import masking
from yiwang.subsystems.approvals.payments import catalogues, messages, rules
from yiwang.subsystems.approvals.payments.actions.owing import owe
from yiwang.subsystems.approvals.payments.models import Bill, BillLine, Voucher


def tell(by: Actor, bill: Bill, stored: StoredFile | None = None) -> None:
    """Send the bill as it stands now, after its last change and in the same transaction.

    ``stored``: the receipt, once it is drawn. Whoever handles the case hears of the change too.
    """
    owe(by, "outer", messages.BILL, f"缴款通知 {bill.number}", body_of(bill), stored)
    if stored is None:
        catalogues.of(bill.case).followed(by, bill)


def changed(bill: Bill, *fields: str) -> None:
    """Save what changed, and count the version that is told next."""
    bill.version += 1
    bill.save(update_fields=[*fields, "version"])


def body_of(bill: Bill) -> messages.Bill:
    """The newest version in the words of the message; the payer's name masked where it is a person's."""
    is_person = bill.case.party.is_person
    voucher = Voucher.objects.filter(payment__bill=bill).first()
    return messages.Bill(
        reference=bill.reference,
        version=bill.version,
        number=bill.number,
        submission=bill.submission,
        title=bill.case.title,
        unit=bill.demanded_by.name,
        payer=masking.name(bill.payer) if is_person else bill.payer,
        lines=[_line(line) for line in bill.lines.all()],
        total=bill.total,
        state=bill.state,  # type: ignore[arg-type]
        due_on=bill.due_on,
        paid_at=bill.paid_at,
        refunded=_refunded(bill),
        voucher=voucher.number if voucher else "",
    )


def _line(line: BillLine) -> messages.BillLine:
    names = messages.BillLine.model_fields
    return messages.BillLine(**{name: getattr(line, name) for name in names})


def _refunded(bill: Bill) -> int:
    """Of the payment that settled it."""
    settled = bill.payments.filter(standing=rules.EFFECTIVE).first()
    return settled.refunded if settled else 0
