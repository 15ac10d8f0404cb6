"""What does a post see of one case? Everything its page shows, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yiwang.kernel.cases import kinds, lights, panels, parties, queries, rules, standing, timing
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
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.processes import charts
from yiwang.kernel.processes.charts import Chart
from yiwang.kernel.processes.models import Step

NEEDED = ("party", "unit", "clock", "delivery_clock", "handler", "run__definition")
_STEPS = Prepared(
    lambda run_id: (
        Step.objects.filter(run=run_id)
        .select_related("unit", "person", "done_by", "clock")
        .order_by("number")
    )
)
_MATERIALS = Prepared(lambda case_id: Material.objects.filter(case=case_id))
_FILES = Prepared(
    lambda case_id: (
        Material.files.through.objects.filter(material__case=case_id)
        .select_related("storedfile")
        .order_by("pk")
    )
)
_ATTACHMENTS = Prepared(lambda case_id: Attachment.objects.filter(case=case_id).select_related("stored"))
_PAUSES = Prepared(lambda case_id: Pause.objects.filter(case=case_id))
_EXTENSIONS = Prepared(lambda case_id: Extension.objects.filter(case=case_id))
_CONSULTATIONS = Prepared(lambda case_id: Consultation.objects.filter(case=case_id).select_related("unit"))
_URGES = Prepared(lambda case_id: Urge.objects.filter(case=case_id))
_EVENTS = Prepared(lambda case_id: Event.objects.filter(case=case_id).order_by("-pk"))
_PHRASES = Prepared(lambda person_id: Phrase.objects.filter(person=person_id))


@dataclass(frozen=True)
class ShownPanel:
    """A block that the kind or a package above adds, with what its template is given."""

    title: str
    template: str
    part: Mapping[str, Any]


class Sight:
    """One case as one post sees it; each part costs one statement at most, once.

    Every deed enters the history, so what it does not tell of is not looked for.
    """

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

    @cached_property
    def light(self) -> Light:
        return lights.of(self.case, now())

    @property
    def outcome_label(self) -> str:
        return kinds.outcome_label(self.case)

    @cached_property
    def steps(self) -> list[Step]:
        """Of the run that the case now has, in order."""
        run = self.case.run
        steps = _STEPS.rows(run.pk) if run else []
        for step in steps:
            step.run = run  # type: ignore[assignment]
        return steps

    @cached_property
    def mine(self) -> list[Step]:
        """Open steps that the post could finish."""
        return [step for step in self.steps if step.is_open and standing.may_take(self.post, step)]

    @cached_property
    def materials(self) -> list[Material]:
        return _MATERIALS.rows(self.case.pk)

    @cached_property
    def files(self) -> Mapping[int, list[StoredFile]]:
        """Those of the materials, by material."""
        found: dict[int, list[StoredFile]] = {}
        for each in _FILES.rows(self.case.pk) if self.materials else []:
            found.setdefault(each.material_id, []).append(each.storedfile)
        return found

    @cached_property
    def attachments(self) -> list[Attachment]:
        return _ATTACHMENTS.rows(self.case.pk)

    @cached_property
    def pauses(self) -> list[Pause]:
        return _PAUSES.rows(self.case.pk) if self._happened("pause") else []

    @cached_property
    def extensions(self) -> list[Extension]:
        return _EXTENSIONS.rows(self.case.pk) if self._happened("ask_extension") else []

    @cached_property
    def consultations(self) -> list[Consultation]:
        return _CONSULTATIONS.rows(self.case.pk) if self._happened("consult") else []

    @cached_property
    def urges(self) -> list[Urge]:
        return _URGES.rows(self.case.pk) if self._happened("urge") else []

    @cached_property
    def events(self) -> list[Event]:
        """Newest first."""
        return _EVENTS.rows(self.case.pk)

    def _happened(self, kind: str) -> bool:
        return any(event.kind == kind for event in self.events)

    @cached_property
    def opinions(self) -> list[Event]:
        """What officials wrote at the steps, oldest first."""
        return [event for event in reversed(self.events) if event.opinion and event.kind in OPINIONS]

    @cached_property
    def phrases(self) -> list[Phrase]:
        return _PHRASES.rows(self.post.person_id)

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
        return timing.working(clock, was_paused=bool(self.pauses)) if clock else []

    @cached_property
    def panels(self) -> list[ShownPanel]:
        found = []
        for panel in (*self.kind.panels, *panels.registered()):
            part = panel.context(self.case, self.post)
            if part is not None:
                found.append(ShownPanel(panel.title, panel.template, part))
        return found

    @cached_property
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
