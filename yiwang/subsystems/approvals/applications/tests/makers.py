"""An item in force, its office, and applications for it that were handed in outside."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import Office, make_office
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Matter, Submission
from yiwang.kernel.processes import shipped
from yiwang.kernel.processes.models import Definition
from yiwang.subsystems.approvals.applications import applying, rules
from yiwang.subsystems.approvals.applications.applying import Extras, Ready
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.items.tests import makers as items

SHEET = {
    "type": "object",
    "required": ["place"],
    "properties": {
        "place": {"type": "string", "title": "经营场所", "maxLength": 100},
        "area": {"type": "integer", "title": "面积", "minimum": 1},
    },
}
SEATS = [
    {"key": "acceptor", "role": "case_clerk"},
    {"key": "reviewer", "role": "case_clerk"},
    {"key": "checker", "role": "case_reviewer"},
    {"key": "decider", "role": "case_decider"},
    {"key": "deliverer", "role": "case_clerk"},
]
PARTY = {
    "kind": "1",
    "name": "赵小明",
    "identifier_kind": "identity",
    "identifier": "11010519491231002X",
    "phone": "13812345678",
    "address": "云泽市青山区人民路12号",
}
COMPANY = {
    "kind": "2",
    "name": "云泽市清泉食品有限公司",
    "identifier_kind": "credit",
    "identifier": "91350100M000100Y43",
    "legal_representative": "钱大海",
    "phone": "0990-8212345",
}


@dataclass(frozen=True)
class Hall:
    """An item in force and the office that handles it."""

    office: Office
    implementation: Implementation

    @property
    def edition(self) -> Edition:
        return Edition.objects.in_full().get(pk=self.implementation.current_id)


def make_hall(**changes: Any) -> Hall:
    if not Definition.objects.exists():
        shipped.install()
    office = make_office(name="云泽市市场监督管理局", document_mark=changes.pop("mark", "云市监"))
    facts = {"sheet": SHEET, "seats": SEATS, **changes}
    return Hall(office, items.make_in_force(office.unit, **facts))


def make_file(name: str = "申请书.txt", content: bytes = "申请书".encode()) -> StoredFile:
    return receive(PUBLIC, BytesIO(content), name)


def make_ready(hall: Hall, **changes: Any) -> Ready:
    """``party``, ``answers``, ``files`` and ``extras`` may be changed."""
    files = changes.get("files")
    return applying.checked(
        applying.of_edition(changes.get("edition") or hall.edition),
        changes.get("answers", {"place": "人民路12号", "area": 60}),
        {**PARTY, **changes.get("party", {})},
        {"M01": [make_file()]} if files is None else files,
        changes.get("extras", Extras()),
    )


def hand_in(ready: Ready, token: str | None = None) -> Receipt:
    """Outside; on an installation of both zones it becomes a case at the commit."""
    contact = Contact("赵小明", "13812345678", "")
    handed = HandedIn(rules.KIND, token or codes.new_token(), ready.data, contact, ready.files)
    return submit(PUBLIC, handed)


def matter_of(submission: Submission) -> Matter:
    return Matter.objects.get(reference=submission.reference)


def application_of(submission: Submission) -> Application:
    return Application.objects.select_related("case", "matter").get(matter__reference=submission.reference)


def case_of(submission: Submission) -> Case:
    return application_of(submission).case


def labels(submission: Submission) -> list[str]:
    return list(submission.steps.order_by("number").values_list("label", flat=True))


def changed(ready: Ready, **changes: Any) -> Ready:
    """The same with other elements of the body, unchecked: what came from a careless or hostile sender."""
    return replace(ready, body=ready.body.model_copy(update=changes))
