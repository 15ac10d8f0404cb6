"""What does a post see of one letter, and what may it do with it now?"""

from functools import cached_property

from yiwang.kernel.cases import parties, standing
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases import timing as case_timing
from yiwang.kernel.cases.models import Attachment, Consultation, Event, Extension, desks_of
from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.subsystems.participation.letters import queries, reply_templates, rules, suggesting
from yiwang.subsystems.participation.letters.actions import publishing
from yiwang.subsystems.participation.letters.models import (
    Attempt,
    CallBack,
    FollowUp,
    Letter,
    Reply,
    ReplyTemplate,
)

JOINED = (
    *("mailbox__unit", "desk", "against", "lead__matter", "lead__case", "part_of__matter", "part_of__case"),
    *("again_of__matter", "again_of__case", "matter", "site", "case__unit", "case__party", "case__clock"),
    *("case__handler",),
)


class Sight:
    """One letter as one post sees it; each part costs one statement at most, once."""

    def __init__(self, letter: Letter, post: Post) -> None:
        self.letter, self.post, self.case = letter, post, letter.case
        self.held = permissions(post)
        self.is_ours = standing.is_ours(post, letter.case.unit)
        self.is_desk = rules.DESK in self.held and standing.is_ours(post, letter.desk)

    @property
    def may_open_party(self) -> bool:
        """Who handles it, and who runs the mailbox; never whoever it is about ([X22] art. 30)."""
        about = self.letter.against
        is_about_us = about is not None and paths.lies_within(self.post.unit.path, about.path)
        is_accusing = self.letter.type in rules.ACCUSING
        return (
            not self.letter.is_anonymous
            and (self.is_ours or self.is_desk)
            and not (is_about_us and is_accusing)
        )

    @cached_property
    def party(self) -> list[tuple[str, str]]:
        facts = parties.facts_of(self.case.party).masked.shown
        return [] if self.letter.is_anonymous else called(facts)

    @property
    def due(self) -> Due | None:
        return due_of(self.case.clock) if self.letter.is_open and self.case.clock else None

    @property
    def neglect(self) -> str:
        return rules.neglect(self.letter.received_on, today()) if self.letter.is_open else rules.FRESH

    @cached_property
    def working(self) -> list[tuple[str, list[Line]]]:
        """Day by day, how the last day was worked out (PAINS 3)."""
        return case_timing.working(self.case.clock, was_paused=False) if self.case.clock else []

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
    def replies(self) -> list[Reply]:
        return list(self.letter.replies.prefetch_related("files"))

    @property
    def last_reply(self) -> Reply | None:
        return self.replies[-1] if self.replies else None

    @cached_property
    def reply_templates(self) -> list[ReplyTemplate]:
        return reply_templates.fitting(self.letter)

    @cached_property
    def joint(self) -> list[Consultation]:
        return list(self.case.consultations.select_related("unit"))

    @cached_property
    def my_questions(self) -> list[Consultation]:
        desks = desks_of(self.post)
        return [each for each in self.joint if each.answered_at is None and each.unit_id in desks]

    @cached_property
    def delays(self) -> list[Extension]:
        return list(self.case.extensions.order_by("pk"))

    @property
    def is_delay_asked(self) -> bool:
        return any(each.state == Extension.ASKED for each in self.delays)

    @cached_property
    def followers(self) -> list[Letter]:
        return list(self.letter.followers.select_related("case", "matter").order_by("pk"))

    @cached_property
    def parts(self) -> list[Letter]:
        return list(self.letter.parts.select_related("case__unit").order_by("pk"))

    @cached_property
    def again(self) -> Letter | None:
        return Letter.objects.filter(again_of=self.letter).select_related("case", "matter").first()

    @cached_property
    def near(self) -> list[tuple[Letter, int]]:
        """Others that may be about the same, with how near they are in per cent (0: only the same writer)."""
        return queries.near(self.letter, self.post) if self.is_desk and self.letter.is_open else []

    @cached_property
    def call_back(self) -> CallBack | None:
        return CallBack.objects.filter(letter=self.letter).first()

    @cached_property
    def attempts(self) -> list[Attempt]:
        return list(self.call_back.attempts.all()) if self.call_back else []

    @cached_property
    def follow_up(self) -> FollowUp | None:
        return FollowUp.objects.filter(letter=self.letter).first()

    @cached_property
    def suggestion(self) -> tuple[str, int]:
        return ("", 0) if self.letter.is_classified else suggesting.subject_for(self.letter)

    @cached_property
    def deeds(self) -> list[str]:
        """What the page offers, the nearest first; the actions ask once more."""
        if not self.letter.is_open:
            return self._after_the_end()
        found: list[str] = []
        if self.is_desk and self.case.unit_id == self.letter.desk_id:
            found += self._of_desk()
        if self.is_ours and states.HANDLE in self.held and self.case.state == states.ACCEPTED:
            found += self._of_holder()
        if self.my_questions and states.HANDLE in self.held:
            found.insert(0, "answer_joint")
        if self.is_desk and self.letter.lead_id:
            found.append("part_company")
        if self.is_desk and self.letter.exposure == rules.SHOWN:
            found.append("take_down")
        if (
            self.is_desk
            and self.letter.mailbox.exposure == rules.START
            and not publishing.obstacle(self.letter)
        ):
            found.append("show")
        if self.case.unit_id != self.letter.desk_id and (not self.is_ours or self.is_desk):
            found.append("urge")
        return found

    def _of_desk(self) -> list[str]:
        state = self.case.state
        found = []
        if states.allows(state, "accept"):
            found.append("accept")
        if state == states.ACCEPTED and self.letter.lead_id is None:
            found.append("assign")
        if states.allows(state, "ask") and self.case.asked_at is None:
            found.append("ask")
        if states.allows(state, "decline"):
            found.append("decline")
        if state == states.ACCEPTED:
            found.append("classify")
        can_group = self.letter.lead_id is None and self.letter.part_of_id is None
        if can_group and not self.letter.is_informing:
            found.append("merge")
        if can_group and state == states.ACCEPTED:
            found.append("split")
        return found

    def _of_holder(self) -> list[str]:
        found, reply = [], self.last_reply
        is_submitted = reply is not None and reply.state == rules.SUBMITTED
        if self.letter.lead_id is None:
            if is_submitted and states.DECIDE in self.held:
                found += ["approve", "send_back"]
            if not is_submitted:
                found.append("reply")
        if self.case.handler_id is None and self.letter.assigned_at:
            found.insert(0, "take")
        if self.is_delay_asked and states.GRANT in self.held:
            found += ["grant_delay", "refuse_delay"]
        elif not self.is_delay_asked and not any(each.state == Extension.GRANTED for each in self.delays):
            found.append("ask_delay")
        found.append("involve")
        if self.case.unit_id != self.letter.desk_id:
            found += ["give_back", "hand_down"]
        return found

    def _after_the_end(self) -> list[str]:
        if not self.is_desk:
            return []
        found = []
        if self.call_back and self.call_back.state == rules.CALLING:
            found += ["call_reached", "call_missed"]
        if self.follow_up and self.follow_up.settled_at is None:
            found.append("settle_follow_up")
        if not publishing.obstacle(self.letter):
            found.append("show")
        if self.letter.exposure == rules.SHOWN:
            found.append("take_down")
        is_first = self.letter.again_of_id is None or self.case.kind == rules.PETITION
        if self.case.state == states.CLOSED and self.letter.matter_id and is_first and self.again is None:
            found.append("handle_again")
        return found


def called(party: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("来信人" if label == "申请人" else label, value) for label, value in party if label != "类别"]


def sight_of(letter_id: int, post: Post) -> Sight | None:
    """None where the post may not see the letter."""
    if rules.READ not in permissions(post):
        return None
    letter = Letter.objects.visible_to(post).select_related(*JOINED).filter(pk=letter_id).first()
    return Sight(letter, post) if letter else None
