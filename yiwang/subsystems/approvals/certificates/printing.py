"""How does a certificate look on paper, and at which address does its QR code verify it?"""

from django.conf import settings

from yiwang.kernel.identifiers.rules import KINDS
from yiwang.kernel.papers.paper import Facts, Paper
from yiwang.subsystems.approvals.certificates import rules
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import Certificate


def verification_address(certificate: Certificate) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/services/verify/{certificate.reference}/"


def paper_of(certificate: Certificate, holder: Holder) -> Paper:
    """The paper for the holder, who is named in full on it."""
    rows = [
        ("证照编号", certificate.number),
        ("持证人", holder.name),
        (KINDS[holder.id_kind], holder.id_number),
        ("法定代表人\n（负责人）", holder.representative),
        ("地址", holder.address),
        ("许可内容", certificate.content),
        ("有效期限", certificate.validity),
        ("决定文书号", certificate.decision_number),
        ("依据", certificate.basis),
    ]
    if certificate.state not in {rules.VALID, rules.CHANGED, rules.RENEWED}:
        rows.append(("当前状态", rules.STATES[certificate.state]))
    return Paper(
        title=certificate.name,
        signer=certificate.unit_name,
        signed_on=certificate.issued_on,
        blocks=(Facts([row for row in rows if row[1]]),),
        notes=(
            f"校验码：{certificate.grouped_code}",
            f"核验方式：扫描二维码，或者打开{settings.PUBLIC_ADDRESS.rstrip('/')}/services/verify/，填写证照编号和校验码。",
            "证照的状态以发证机关的登记为准。",
        ),
        qr=verification_address(certificate),
    )
