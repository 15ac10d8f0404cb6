"""Items that are right, editions of them in every state, and people who keep them."""

from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import cleanups, drafting, workflow
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import CleanUp, Edition, Implementation

_numbers = count(1)


def make_document(**changes: Any) -> dict[str, Any]:
    """What passes every check."""
    number = next(_numbers)
    return {
        "name": "食品经营许可（新办）",
        "item_code": f"000131{number:06d}",
        "code": f"11990100MB0000011730001310{number:05d}",
        "unit": "U00001",
        "type": "01",
        "level": "3",
        "basis": [{"law": "中华人民共和国食品安全法", "article": "第三十五条"}],
        "audience": ["1", "2"],
        "conditions": ["具有与经营品种、数量相适应的场所。"],
        "materials": [
            {"code": "M01", "name": "食品经营许可申请书", "form": "electronic", "source": "applicant"},
            {"code": "M02", "name": "营业执照", "source": "shared", "issuer": "市场监督管理部门"},
        ],
        "handling": "2",
        "process": "promised",
        "flow": "受理、审查、决定、送达。",
        "seats": [
            {"key": "acceptor", "role": "case_clerk"},
            {"key": "reviewer", "role": "case_clerk", "limit": {"number": 3}},
            {"key": "checker", "role": "case_reviewer"},
            {"key": "decider", "role": "case_decider"},
            {"key": "deliverer", "role": "case_clerk"},
        ],
        "legal_limit": {"number": 20},
        "promised_limit": {"number": 8},
        "results": [{"name": "食品经营许可证", "kind": "certificate", "validity_months": 60}],
        "channels": ["1", "2"],
        "online_depth": "4",
        "visits": 0,
        "is_online": True,
        "windows": [{"name": "市政务服务中心", "address": "望湖路8号", "hours": "工作日9:00—17:00"}],
        "consult_phone": "0990-8212345",
        "complaint_phone": "0990-12345",
        "themes": ["person.business", "enterprise.permit", "event.open_shop", "field.health"],
        "keywords": ["小吃店"],
        **changes,
    }


def make_elements(**changes: Any) -> Elements:
    return Elements.model_validate(make_document(**changes))


def make_draft(unit: Unit | None = None, **changes: Any) -> Edition:
    by = changes.pop("by", SYSTEM)
    return drafting.add(by, unit or make_unit(), make_document(**changes))


def make_reviewed(unit: Unit | None = None, **changes: Any) -> Edition:
    return reviewed(make_draft(unit, **changes))


def reviewed(edition: Edition, change: str = "新增") -> Edition:
    workflow.submit(SYSTEM, edition.pk, change)
    return workflow.agree(SYSTEM, edition.pk)


def make_in_force(unit: Unit | None = None, **changes: Any) -> Implementation:
    """Reviewed and in force since today."""
    edition = make_reviewed(unit, **changes)
    workflow.put_in_force(SYSTEM, edition.pk, today())
    return Implementation.objects.get(pk=edition.implementation_id)


def revised(implementation: Implementation, **changes: Any) -> Edition:
    """A further edition, reviewed."""
    draft = drafting.revise(SYSTEM, implementation.pk)
    drafting.save(SYSTEM, draft.pk, changes)
    return reviewed(draft, "修订")


def make_editor(unit: Unit | None = None) -> Post:
    return make_post(roles=[rules.EDITOR], title="事项编制员", unit=unit or make_unit())


def make_reviewer(unit: Unit | None = None) -> Post:
    return make_post(roles=[rules.REVIEWER], title="事项审查员", unit=unit or make_unit(name="市司法局"))


def make_manager() -> Post:
    return make_post(roles=[rules.MANAGER], title="事项库管理员", unit=make_root())


def make_round(*reviewers: Unit) -> CleanUp:
    chosen = reviewers or (make_unit(),)
    return cleanups.open_round(SYSTEM, "第一轮事项清理", "市政府第12次常务会议", chosen)
