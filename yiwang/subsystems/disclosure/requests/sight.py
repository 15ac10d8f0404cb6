"""What does a post see of one request, and what may it do with it now?"""

from datetime import date
from functools import cached_property

from yiwang.kernel.cases import parties, standing
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases import timing as case_timing
from yiwang.kernel.cases.models import Attachment, Event, Extension, Pause
from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.subsystems.disclosure.requests import counting, queries, results, rules, timing
from yiwang.subsystems.disclosure.requests.actions import charging, consulting
from yiwang.subsystems.disclosure.requests.models import Charge, Consultation, Paper, Reply, Request

JOINED = ("matter", "unit", "case__unit", "case__party", "case__clock", "case__handler")


class Sight:
    """One request as one post sees it; each part costs one statement at most, once."""

    def __init__(self, request: Request, post: Post) -> None:
        self.request, self.post, self.case = request, post, request.case
        self.held = permissions(post)
        self.is_ours = standing.is_ours(post, request.unit)

    @property
    def may_open_party(self) -> bool:
        return self.is_ours and states.HANDLE in self.held

    @cached_property
    def party(self) -> list[tuple[str, str]]:
        """Masked."""
        return called(parties.facts_of(self.case.party).masked.shown)

    @property
    def due(self) -> Due | None:
        return due_of(self.case.clock) if self.request.is_open and self.case.clock else None

    @property
    def ask_until(self) -> date | None:
        """The last day on which a correction can be asked for."""
        is_due = self.case.state == states.RECEIVED and self.request.is_confirmed and not self.case.asked_at
        return timing.last_day(self.request.since, rules.CORRECTION) if is_due else None

    @cached_property
    def working(self) -> list[tuple[str, list[Line]]]:
        """Day by day, how the last day was worked out (PAINS 3)."""
        clock = self.case.clock
        return case_timing.working(clock, was_paused=bool(self.pauses)) if clock else []

    @cached_property
    def pauses(self) -> list[Pause]:
        return list(self.case.pauses.all())

    @cached_property
    def history(self) -> list[Event]:
        return list(Event.objects.filter(case=self.case).order_by("-pk"))

    @cached_property
    def files(self) -> list[StoredFile]:
        materials = self.case.materials.prefetch_related("files")
        found = [stored for material in materials for stored in material.files.all()]
        attached = Attachment.objects.filter(case=self.case, is_public=False).select_related("stored")
        return [*found, *(each.stored for each in attached)]

    @cached_property
    def papers(self) -> list[Paper]:
        return list(self.request.papers.select_related("pdf", "docx"))

    @cached_property
    def replies(self) -> list[Reply]:
        return list(self.request.replies.prefetch_related("files"))

    @property
    def last_reply(self) -> Reply | None:
        return self.replies[-1] if self.replies else None

    @cached_property
    def asked(self) -> list[tuple[Consultation, str]]:
        """Who is asked, with their names."""
        return [(each, consulting.name_of(each)) for each in self.request.consultations.all()]

    @property
    def waiting(self) -> list[tuple[Consultation, str]]:
        return [(each, name) for each, name in self.asked if each.is_waiting]

    @cached_property
    def charge(self) -> Charge | None:
        return Charge.objects.filter(request=self.request).first()

    @cached_property
    def ordinal(self) -> int:
        """Which request of the same applicant in the month: whether a fee by item can be due."""
        return charging.ordinal_of(self.request)

    @cached_property
    def of_applicant(self) -> int:
        return counting.of_applicant(self.request)

    @cached_property
    def delays(self) -> list[Extension]:
        return list(self.case.extensions.order_by("pk"))

    @property
    def is_delay_asked(self) -> bool:
        return any(each.state == Extension.ASKED for each in self.delays)

    @cached_property
    def near(self) -> list[tuple[Request, int]]:
        return queries.near(self.request, self.post) if self.is_ours else []

    @property
    def near_applicants(self) -> int:
        """How many others asked for the same: reason enough to disclose it to all (art. 44)."""
        others = {one.applicant for one, _ in self.near if one.applicant != self.request.applicant}
        return len(others)

    @cached_property
    def deeds(self) -> list[str]:
        """What the page offers, the nearest first; the actions ask once more."""
        if not self.is_ours or states.HANDLE not in self.held:
            return []
        state, found = self.case.state, list[str]()
        if state == states.RECEIVED:
            found += self._of_received()
        if state == states.ASKED:
            found += ["enter_correction"]
            if self.request.correct_until and today() > self.request.correct_until:
                found.append("give_up")
        if state in {states.ACCEPTED, states.PAUSED}:
            found += self._of_handling()
        if state == states.DECIDED:
            found.append("deliver")
        is_given = self.request.result and results.RESULTS[self.request.result].discloses
        if is_given and not self.request.proposed_at:
            found.append("propose")
        return found

    def _of_received(self) -> list[str]:
        if not self.request.is_confirmed:
            return ["confirm"]
        until = self.ask_until
        return ["accept", "ask"] if until and today() <= until else ["accept"]

    def _of_handling(self) -> list[str]:
        found, reply = [], self.last_reply
        is_submitted = reply is not None and reply.state == rules.SUBMITTED
        if is_submitted and states.DECIDE in self.held:
            found += ["approve", "send_back"]
        if self.is_delay_asked and states.GRANT in self.held:
            found += ["grant", "refuse"]
        found += self._of_others()
        if not is_submitted:
            found.append("reply")
        found.append("consult")
        if self.charge is None:
            found.append("charge")
        is_running = self.case.state == states.ACCEPTED and not timing.is_late(self.case.clock)
        was_extended = any(each.state == Extension.GRANTED for each in self.delays)
        if is_running and not self.is_delay_asked and not was_extended:
            found.append("extend")
        return found

    def _of_others(self) -> list[str]:
        """While others are asked, or a fee is awaited."""
        found = []
        if self.waiting:
            found.append("opinion")
            if any(each.reached_on is None for each, _ in self.waiting):
                found.append("reached")
        if self.charge and self.charge.paid_on is None:
            found.append("paid")
            if self.charge.due_on and today() > self.charge.due_on:
                found.append("unpaid")
        return found


def called(party: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in party if label != "类别"]


def sight_of(request_id: int, post: Post) -> Sight | None:
    """None where the post may not see the request."""
    if rules.READ not in permissions(post):
        return None
    request = Request.objects.visible_to(post).select_related(*JOINED).filter(pk=request_id).first()
    return Sight(request, post) if request else None
