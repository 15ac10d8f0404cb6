"""What may be done with certificates?"""

from yiwang.subsystems.approvals.certificates.actions.changing import (
    Change,
    annual_check,
    annul,
    cancel,
    change,
    read_holder,
    restore,
    revoke,
    suspend,
)
from yiwang.subsystems.approvals.certificates.actions.deeds import Said
from yiwang.subsystems.approvals.certificates.actions.exporting import note_export
from yiwang.subsystems.approvals.certificates.actions.issuing import Issuing, issue, save_kind
from yiwang.subsystems.approvals.certificates.actions.renewing import ask_renewal, refuse_renewal, renew

__all__ = [
    "Change",
    "Issuing",
    "Said",
    "annual_check",
    "annul",
    "ask_renewal",
    "cancel",
    "change",
    "issue",
    "note_export",
    "read_holder",
    "refuse_renewal",
    "renew",
    "restore",
    "revoke",
    "save_kind",
    "suspend",
]
