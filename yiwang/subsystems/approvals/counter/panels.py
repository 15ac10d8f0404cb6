"""What does the page of a case show of what came over the counter?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.kinds import Panel
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.prepared import Prepared
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.counter.models import HandedOver, TakenIn
from yiwang.subsystems.approvals.counter.papers import FORMS

_TAKEN = Prepared(
    lambda case_id: TakenIn.objects.filter(case=case_id).select_related("window__hall", "clerk")
)
_HANDED = Prepared(lambda case_id: HandedOver.objects.filter(case=case_id).select_related("clerk"))


def _of_case(case: Case, post: Post) -> Mapping[str, Any] | None:
    taken, handed = _TAKEN.rows(case.pk), _HANDED.first(case.pk)
    if not taken and not handed:
        return None
    rows = [(one, [(each, FORMS[each["form"]]) for each in one.materials]) for one in taken]
    return {"rows": rows, "handed": handed}


CASE = Panel("窗口收件和领取", "counter/_case.html", _of_case)


def add_to_applications() -> None:
    """The room below does not know of the counter: its kind gets one panel more."""
    kind = kinds.known(applications.KIND)
    if CASE not in kind.panels:
        kinds.register(replace(kind, panels=(*kind.panels, CASE)))
