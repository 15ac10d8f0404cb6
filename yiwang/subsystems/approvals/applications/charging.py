"""What may be charged for an application, and on which progress page is its bill shown?"""

from collections.abc import Sequence

from yiwang.kernel.cases.models import Case
from yiwang.subsystems.approvals.applications import editions
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.items.parts import Fee


def fees(case: Case) -> Sequence[Fee]:
    """Those of the edition that the case is handled by (行政许可法 art. 58, 59)."""
    application = Application.objects.select_related("edition").get(case=case)
    return editions.elements_of(application.edition).fees


def submission(case: Case) -> str:
    """Reference of the matter outside; empty where nobody tracks it."""
    found = Application.objects.filter(case=case).values_list("matter__reference", flat=True).first()
    return found or ""
