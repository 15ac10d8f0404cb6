"""How does a list of certificates become an Excel file whose cells do nothing?"""

import io
from collections.abc import Iterable

from openpyxl import Workbook

from yiwang.kernel.organizations.ledger import harmless
from yiwang.subsystems.approvals.certificates.models import Certificate

COLUMNS = (
    ("证照编号", 22),
    ("证照名称", 24),
    ("持证人", 28),
    ("证件类型", 18),
    ("证件号码", 22),
    ("发证机关", 26),
    ("决定文书号", 24),
    ("发证日期", 12),
    ("有效期自", 12),
    ("有效期至", 12),
    ("状态", 14),
    ("许可内容", 50),
)


def written(certificates: Iterable[Certificate]) -> bytes:
    """Numbers of holders are masked; dates are cells of dates; text that looks like a formula stays text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("证照")
    for place, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDEFGHIJKLMNOP"[place]].width = width
    sheet.freeze_panes = "A2"
    sheet.append([title for title, _ in COLUMNS])
    for certificate in certificates:
        sheet.append(_row(certificate))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(certificate: Certificate) -> list[object]:
    return [
        harmless(certificate.number),
        harmless(certificate.name),
        harmless(certificate.holder_name),
        certificate.get_id_kind_display(),
        harmless(certificate.id_masked),
        harmless(certificate.unit_name),
        harmless(certificate.decision_number),
        certificate.issued_on,
        certificate.valid_from,
        certificate.valid_until,
        certificate.get_state_display(),
        harmless(certificate.content),
    ]
