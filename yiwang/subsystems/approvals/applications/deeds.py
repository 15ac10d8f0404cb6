"""Which deeds does an application add to the page of its case?"""

from collections.abc import Mapping
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.kinds import Deed
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.applications import editions, rules
from yiwang.subsystems.approvals.applications.actions import awarding, delivering
from yiwang.subsystems.approvals.applications.forms import AwardForm, TrackingForm
from yiwang.subsystems.approvals.applications.shown import application_of


def _may_prepare(case: Case, post: Post) -> bool:
    """Decided, not delivered, and of the post's units."""
    return case.state == cases.DECIDED and may(post, cases.HANDLE) and standing.is_ours(post, case.unit)


def _awards(case: Case, post: Post) -> bool:
    if not _may_prepare(case, post):
        return False
    application = application_of(case)
    if application is None:
        return False
    return awarding.awaited(case, editions.elements_of(application.edition)) is not None


def _award(by: Actor, case: Case, said: Mapping[str, Any]) -> str:
    certificate = awarding.award_now(by, case.pk)
    return f"{certificate.name}已制作，编号{certificate.number}。"


def _posts(case: Case, post: Post) -> bool:
    if not _may_prepare(case, post):
        return False
    application = application_of(case)
    return application is not None and application.delivery.get("way") == rules.EXPRESS


def _note_tracking(by: Actor, case: Case, said: Mapping[str, Any]) -> str:
    application = delivering.note_tracking(by, case.pk, said["tracking"])
    return f"邮件号码{application.tracking}已登记，请在寄出后登记送达。"


DEEDS = (
    Deed("award", "制作证照", AwardForm, _award, _awards),
    Deed("tracking", "登记邮件号码", TrackingForm, _note_tracking, _posts),
)
