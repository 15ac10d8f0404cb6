"""What does a post see of one case? Everything its page shows, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yiwang.kernel.cases import kinds, lights, parties, queries, rules, standing
from yiwang.kernel.cases.lights import Light
from yiwang.kernel.cases.models import (
    Attachment,
    Case,
    Consultation,
    Event,
    Extension,
    Material,
    Pause,
    Phrase,
    Urge,
    desks_of,
)
from yiwang.kernel.deadlines import ledger
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.processes import charts
from yiwang.kernel.processes.charts import Chart
from yiwang.kernel.processes.models import Step

NEEDED = ("party", "unit", "clock", "delivery_clock", "handler", "run__definition")


@dataclass(frozen=True)
class ShownPanel:
    """A block that the kind adds, with what its template is given."""

    title: str
    template: str
    part: Mapping[str, Any]


class Sight:
    """One case as one post sees it; each part costs a fixed number of queries, once."""

    def __init__(self, case: Case, post: Post) -> None:
        self.case = case
        self.post = post
        self.kind = kinds.of(case)
        self.held = permissions(post)
        self.is_ours = standing.is_ours(post, case.unit)

    @property
    def may_handle(self) -> bool:
        return self.is_ours and rules.HANDLE in self.held

    @property
    def may_decide(self) -> bool:
        return self.is_ours and rules.DECIDE in self.held

    @property
    def may_grant(self) -> bool:
        return self.is_ours and rules.GRANT in self.held

    @cached_property
    def is_overseen(self) -> bool:
        """Seen only because the post's unit watches over the one whose case it is."""
        return not self.is_ours and any(
            paths.lies_within(self.case.unit.path, path) for path in oversight.overseen(self.post)
        )

    @property
    def may_read(self) -> bool:
        """Whoever sees the page may."""
        return bool({rules.HANDLE, rules.READ} & self.held)

    @property
    def unanswered_questions(self) -> list[Consultation]:
        """To the post's own unit."""
        if rules.HANDLE not in self.held:
            return []
        desks = desks_of(self.post)
        return [each for each in self.consultations if each.answered_at is None and each.unit_id in desks]

    @property
    def takes_part(self) -> bool:
        """Ours, or a step of it is."""
        return self.may_handle or bool(self.mine)

    @property
    def light(self) -> Light:
        return lights.of(self.case, now())

    @property
    def outcome_label(self) -> str:
        return kinds.outcome_label(self.case)

    @cached_property
    def steps(self) -> list[Step]:
        """Of the run that the case now has, in order."""
        if self.case.run_id is None:
            return []
        steps = Step.objects.filter(run=self.case.run_id).order_by("number")
        return list(steps.select_related("run", "unit", "person", "done_by", "clock"))

    @cached_property
    def mine(self) -> list[Step]:
        """Open steps that the post could finish."""
        return [step for step in self.steps if step.is_open and standing.may_take(self.post, step)]

    @cached_property
    def materials(self) -> list[Material]:
        return list(self.case.materials.prefetch_related("files"))

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self.case.attachments.select_related("stored"))

    @cached_property
    def pauses(self) -> list[Pause]:
        return list(self.case.pauses.all())

    @cached_property
    def extensions(self) -> list[Extension]:
        return list(self.case.extensions.all())

    @cached_property
    def consultations(self) -> list[Consultation]:
        return list(self.case.consultations.select_related("unit"))

    @cached_property
    def urges(self) -> list[Urge]:
        return list(self.case.urges.all())

    @cached_property
    def events(self) -> list[Event]:
        """Newest first."""
        return list(self.case.events.order_by("-pk"))

    @property
    def opinions(self) -> list[Event]:
        """What officials wrote at the steps, oldest first."""
        return [event for event in reversed(self.events) if event.opinion and event.kind in OPINIONS]

    @cached_property
    def phrases(self) -> list[Phrase]:
        return list(Phrase.objects.filter(person=self.post.person_id))

    @cached_property
    def earlier(self) -> list[Case]:
        return queries.earlier_of_party(self.case, self.post)

    @cached_property
    def party(self) -> list[tuple[str, str]]:
        """Masked."""
        return parties.facts_of(self.case.party).masked.shown

    @cached_property
    def chart(self) -> Chart | None:
        return charts.of_run(self.case.run) if self.case.run else None

    @property
    def clock(self) -> Clock | None:
        """The one that runs, or ran last."""
        return self.case.delivery_clock or self.case.clock

    @cached_property
    def working(self) -> list[tuple[str, list[Line]]]:
        """Day by day to the promised and to the legal end of the decision."""
        clock = self.case.clock
        if clock is None:
            return []
        shown = []
        for label, is_promised in (("承诺时限", True), ("法定时限", False)):
            try:
                lines = ledger.working_of(clock, promised=is_promised)
            except Refused:
                continue
            if lines:
                shown.append((label, lines))
        return shown

    @cached_property
    def panels(self) -> list[ShownPanel]:
        found = []
        for panel in self.kind.panels:
            part = panel.context(self.case, self.post)
            if part is not None:
                found.append(ShownPanel(panel.title, panel.template, part))
        return found

    @property
    def links(self) -> list[tuple[str, str]]:
        return list(self.kind.links(self.case, self.post))


OPINIONS = frozenset({"accept", "finish", "decide", "remark", "send_back", "take_back"})


def sight_of(case_id: int, post: Post) -> Sight | None:
    """None where the post may not see the case."""
    if not {rules.HANDLE, rules.READ} & permissions(post):
        return None
    cases = Case.objects.visible_to(post).select_related(*NEEDED).defer("run__definition__xml")
    case = cases.filter(pk=case_id).first()
    return Sight(case, post) if case else None
