"""What is an application of the demonstration on its way, and in whose hands is it now?"""

from dataclasses import dataclass, field
from typing import Any

from yiwang.demonstration import applicants, uploads
from yiwang.demonstration.cast import Cast, acting_as
from yiwang.demonstration.catalogue.elements import documents
from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.cases.models import Case
from yiwang.kernel.intake import models as intake
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.approvals.applications import applying, rules
from yiwang.subsystems.approvals.applications.actions.entering import contact_of
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.counter.actions.taking_in import Applied, Brought, take_in
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Edition

CLERK, REVIEWER, DECIDER = "case_clerk", "case_reviewer", "case_decider"
_CASE = Prepared(lambda pk: Case.objects.filter(pk=pk).select_related("unit"))
_OPEN_STEPS = Prepared(
    lambda case_id: Step.objects.open().filter(run__case=case_id).select_related("unit").order_by("pk")
)


@dataclass(frozen=True)
class Told:
    """One entry of applications.toml; ``steps``: working days later, the deed, and its words."""

    item: str
    who: str
    back: int
    steps: list[list[Any]]
    at_counter: bool = False
    project: bool = False


@dataclass
class Matter:
    """An application on its way; ``number`` tells it from the others, ``receipt`` is what its owner holds.

    ``with_files``: whoever applies on the web uploads the materials, otherwise brings them on paper.
    """

    cast: Cast
    told: Told
    number: int
    with_files: bool = False
    receipt: str = field(default="")
    bill_id: int = field(default=0)
    case_id: int = field(default=0)

    @property
    def case(self) -> Case:
        found = _CASE.first(self._known_case())
        if found is None:
            raise Case.DoesNotExist
        return found

    def _known_case(self) -> int:
        """``exclude``: the index of numbers is of those that are one."""
        if not self.case_id:
            own = intake.Matter.objects.exclude(number="").filter(node__is_own=True, number=self.receipt)
            self.case_id = Application.objects.values_list("case_id", flat=True).get(matter__in=own)
        return self.case_id

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(number=self.receipt)

    def apply(self) -> None:
        """At the window with the papers in hand, or on the web."""
        edition = applying.edition_in_force(documents()[self.told.item]["code"])
        self.receipt = self._at_window(edition) if self.told.at_counter else self._on_web(edition)

    def _at_window(self, edition: Edition) -> str:
        paper = _wanted(edition.elements)
        clerk = self.cast.officials[edition.implementation.unit.short_name, CLERK]
        brought = Brought(paper=list(paper), originals=list(paper)[:1])
        party, answers = self._said(edition.elements)
        applied = Applied(party, answers, brought, project=self._project)
        return take_in(acting_as(clerk), edition, applied).taken.number

    def _on_web(self, edition: Edition) -> str:
        party, answers = self._said(edition.elements)
        wanted = _wanted(edition.elements)
        files = uploads.of_materials(self.told.who, wanted) if self.with_files else {}
        extras = applying.Extras(paper=[code for code in wanted if code not in files], project=self._project)
        ready = applying.checked(applying.of_edition(edition), answers, party, files, extras)
        contact = contact_of(ready.body.party)
        handed = submissions.HandedIn(rules.KIND, new_token(), ready.data, contact, ready.files)
        return submissions.submit(PUBLIC, handed).submission.number

    def _said(self, elements: Elements) -> tuple[dict[str, Any], dict[str, Any]]:
        """Who applies, and what the form says."""
        party = applicants.party_of(self.told.who, self.number, elements.audience)
        return party, applicants.answers_of(elements)

    @property
    def _project(self) -> str:
        return applicants.PROJECT if self.told.project else ""

    def step(self, stage: str = "") -> Step:
        """The open step; of several the first."""
        steps = _OPEN_STEPS.rows(self._known_case())
        return next(step for step in steps if stage in ("", step.stage))

    def node_of(self, stage: str) -> str:
        """Where the drawing of the process has the step of that stage that was done last."""
        done = Step.objects.filter(run=self.case.run_id, stage=stage, state="done").order_by("-pk")
        return done[0].node

    def hand(self, step: Step) -> Actor:
        return self.cast.official(step.unit.short_name, step.role)

    def official(self, role: str) -> Actor:
        return self.cast.official(self.case.unit.short_name, role)


def _wanted(elements: Elements) -> dict[str, str]:
    """Code and name of what has to be handed in."""
    return {each.code: each.name for each in elements.materials_asked if each.is_required}
