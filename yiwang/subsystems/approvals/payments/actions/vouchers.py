"""How does a receipt become a PDF that the payer can fetch?"""

from io import BytesIO

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import DOCUMENTS, receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.papers import pdf
from yiwang.subsystems.approvals.payments import papers
from yiwang.subsystems.approvals.payments.actions.demanding import locked
from yiwang.subsystems.approvals.payments.actions.telling import changed, tell
from yiwang.subsystems.approvals.payments.models import Voucher

BATCH = 50


def draw_due() -> int:
    """The regular job: receipts that are not drawn yet; how many were. Without a typeface they wait."""
    waiting = Voucher.objects.filter(stored=None).order_by("pk").values_list("pk", flat=True)
    return sum(_drawn(pk) for pk in list(waiting[:BATCH]))


def _drawn(pk: int) -> bool:
    voucher = Voucher.objects.select_related("payment__bill__case").get(pk=pk)
    try:
        content = pdf.drawn(papers.receipt(voucher))
    except Refused:
        return False
    stored = receive(SYSTEM, BytesIO(content), f"缴费凭证{voucher.number}.pdf", DOCUMENTS)
    return stored.is_clean and _attached(pk, stored)


@transaction.atomic
def _attached(pk: int, stored: StoredFile) -> bool:
    """Ours unless another worker was quicker; then it goes out with the bill."""
    bill = locked(Voucher.objects.values_list("payment__bill", flat=True).get(pk=pk))
    voucher = Voucher.objects.select_for_update(of=("self",)).filter(pk=pk, stored=None).first()
    if voucher is None:
        return False
    voucher.stored = stored
    voucher.save(update_fields=["stored"])
    changed(bill)
    tell(SYSTEM, bill, stored)
    record(SYSTEM, "payments.voucher_draw", voucher, number=voucher.number, file=stored.digest)
    return True
