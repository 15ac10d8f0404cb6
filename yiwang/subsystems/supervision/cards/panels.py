"""Which cards stand beside a case, on its page?"""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.kinds import Panel
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.supervision.cards import rights
from yiwang.subsystems.supervision.cards.models import Card

STEP = "processes.step"


def of_case(case: Case, post: Post) -> Mapping[str, Any] | None:
    """Those for the case and for its steps, as far as the post sees them; None where there are none."""
    about = Q(subject_kind=cases.SUBJECT, subject_key=case.reference)
    if case.run_id:
        steps = Step.objects.filter(run=case.run_id).values_list(Cast("pk", CharField()))
        about |= Q(subject_kind=STEP, subject_key__in=steps)
    cards = list(Card.objects.visible_to(post).filter(about).order_by("-pk"))
    return {"cards": cards, "may_open": rights.may_open(post)} if cards else None


PANEL = Panel("监察牌", "supervision_cards/_case.html", of_case)
