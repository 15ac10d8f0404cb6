"""What stands on a payment notice and on a receipt?"""

from django.conf import settings

from yiwang.kernel.deadlines.moments import day_of, local
from yiwang.kernel.papers.paper import Facts, Paper, Table, Text
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.models import Bill, Voucher

COLUMNS = ("收费项目", "收费标准", "数量", "应缴（元）", "实缴（元）")
WIDTHS = (5, 5, 2, 3, 3)


def pay_address(reference: str) -> str:
    """Where a bill is paid on the web."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}/services/pay/{reference}/"


def notice(bill: Bill) -> Paper:
    """缴款通知书: what is to be paid, on which ground, until when and how."""
    lines = list(bill.lines.all())
    bases = list(dict.fromkeys(line.basis for line in lines if line.basis))
    last_day = f"{bill.due_on.year}年{bill.due_on.month}月{bill.due_on.day}日"
    return Paper(
        title="缴款通知书",
        number=bill.number,
        signer=bill.demanded_by.name,
        signed_on=day_of(bill.issued_at),
        addressee=bill.payer,
        blocks=(
            Text(f"您申请办理的“{bill.case.title}”（办件编号{bill.case.number}）应缴纳下列费用："),
            _table(bill),
            Text(f"合计人民币（大写）{rules.capital(bill.total)}（¥{bill.total_yuan}）。"),
            *_reliefs(bill),
        ),
        notes=(
            f"请于{last_day}前扫描二维码网上缴费，或者持本通知到窗口缴纳。",
            *([f"收费依据：{'；'.join(bases)}。"] if bases else []),
            "项目和标准以公布的收费目录为准；未列入目录的费用，您有权拒绝缴纳。",
        ),
        qr=pay_address(bill.reference),
        qr_caption="扫码缴费",
    )


def receipt(voucher: Voucher) -> Paper:
    """缴费凭证."""
    payment = voucher.payment
    bill = payment.bill
    paid_at = local(payment.paid_at)
    return Paper(
        title="缴费凭证",
        number=voucher.number,
        signer=voucher.unit,
        signed_on=day_of(voucher.issued_at),
        blocks=(
            Facts(
                (
                    ("缴款人", bill.payer),
                    ("办理事项", f"{bill.case.title}（{bill.case.number}）"),
                    ("缴款通知", bill.number),
                    ("缴款方式", payment.get_method_display()),
                    ("交易流水号", payment.transaction),
                    ("缴款时间", f"{paid_at:%Y-%m-%d %H:%M:%S}"),
                    ("合计金额", f"人民币（大写）{rules.capital(payment.amount)}（¥{payment.amount_yuan}）"),
                )
            ),
            *_reliefs(bill),
            _table(bill),
        ),
        notes=("本凭证由系统生成，可以扫描二维码核对缴费状态。",),
        qr=pay_address(bill.reference),
        qr_caption="扫码核对",
    )


def _table(bill: Bill) -> Table:
    rows = [
        (line.name, line.standard, str(line.quantity), line.full_yuan, line.amount_yuan)
        for line in bill.lines.all()
    ]
    return Table(COLUMNS, rows, WIDTHS)


def _reliefs(bill: Bill) -> list[Text]:
    relieved = [line for line in bill.lines.all() if line.relief]
    return [Text(f"“{line.name}”{line.get_relief_display()}，依据：{line.ground}。") for line in relieved]
