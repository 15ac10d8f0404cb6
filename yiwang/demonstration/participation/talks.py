"""Which interviews were held in the demonstration city, and which is announced?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.participation.told import MORNING, crossed, entries
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions import asking, closing, lines, planning
from yiwang.subsystems.participation.interviews.models import Interview, Question

PLANNER, EDITOR, MODERATOR = "fang.tanyi", "qu.zhuchi", "liang.shenwen"
PROPOSED, ANNOUNCED = 12, 6  # working days before; of the announced one: ago
MINUTES = 7


def talks(cast: Cast, days: Days) -> Iterator[Act]:
    for number, entry in enumerate(entries()["interview"]):
        yield from Talk(cast, entry, number).acts(days)


@dataclass
class Talk:
    """One interview; remembers its questions by their number."""

    cast: Cast
    entry: dict[str, Any]
    number: int
    interview_id: int = 0
    submissions: list[int] = field(default_factory=list)

    def acts(self, days: Days) -> Iterator[Act]:
        if "ahead" in self.entry:
            begins = at(_weekday(shifted(days.back(0), days=self.entry["ahead"])), MORNING)
            proposed = at(days.back(PROPOSED), MORNING)
            yield from self._prepared(proposed, begins)
            return
        back = self.entry["back"]
        begins = at(days.back(back), MORNING)
        yield from self._prepared(at(days.back(back + PROPOSED), MORNING), begins)
        for number, question in enumerate(self.entry["questions"]):
            yield Act(shifted(begins, days=-2, minutes=number), partial(self.ask, question))
        yield Act(shifted(begins, hours=-20), self.release)
        yield Act(begins, self.start)
        for number, (kind, text) in enumerate(self.entry["lines"], start=1):
            yield Act(shifted(begins, minutes=MINUTES * number), partial(self.say, number, kind, text))
        yield Act(shifted(begins, hours=1), self.close)

    def _prepared(self, proposed: datetime, begins: datetime) -> Iterator[Act]:
        yield Act(proposed, partial(self.propose, proposed, begins))
        yield Act(shifted(proposed, hours=4), self.approve)
        yield Act(shifted(proposed, days=2), self.announce)

    def propose(self, proposed: datetime, begins: datetime) -> None:
        entry = self.entry
        facts = planning.Facts(
            title=entry["title"],
            summary=entry["summary"],
            unit=self.cast.units[entry["unit"]],
            month=begins.month,
            host=entry["host"],
            starts_at=begins,
            ends_at=shifted(begins, hours=1),
            asking_from=shifted(proposed, days=2),
            asking_until=shifted(begins, hours=1),
            guests=[tuple(each) for each in entry["guests"]],
        )
        organizer, token = self.cast.units["市政府办公室"], uuid5(NAMESPACE_URL, entry["title"]).hex
        by = self.cast.by(EDITOR)
        self.interview_id = planning.propose(by, organizer, begins.year, facts, token).pk

    def approve(self) -> None:
        planning.approve(self.cast.by(PLANNER), self.interview_id)
        crossed()

    def announce(self) -> None:
        planning.announce(self.cast.by(EDITOR), self.interview_id)
        crossed()

    def ask(self, question: dict[str, str]) -> None:
        interview = Interview.objects.get(pk=self.interview_id)
        data = {"interview": interview.reference, "subject": interview.title, **question}
        self.submissions.append(submit(PUBLIC, HandedIn(rules.KIND, new_token(), data)).submission.pk)
        crossed()

    def release(self) -> None:
        for question in self._questions():
            asking.release(self.cast.by(MODERATOR), question.pk)
        crossed()

    def start(self) -> None:
        planning.tick(self.cast.by(EDITOR), self.interview_id, "rehearsal", "设备和网络已经检查。")
        planning.start(self.cast.by(EDITOR), self.interview_id)
        crossed()

    def say(self, number: int, kind: str, text: str) -> None:
        by = self.cast.by(EDITOR)
        if kind == "question":
            lines.bring(by, self._questions()[int(text)].pk)
        else:
            guest = Interview.objects.get(pk=self.interview_id).guests.first() if kind == "guest" else None
            token = uuid5(NAMESPACE_URL, f"{self.number}:{number}").hex
            guest_id = guest.pk if guest else None
            lines.say(by, self.interview_id, kind, text, token=token, guest_id=guest_id)
        crossed()

    def close(self) -> None:
        planning.end(self.cast.by(EDITOR), self.interview_id)
        closing.publish_transcript(self.cast.by(EDITOR), self.interview_id)
        crossed()

    def _questions(self) -> list[Question]:
        references = Submission.objects.filter(pk__in=self.submissions).values_list("reference", flat=True)
        return list(Question.objects.filter(matter__reference__in=list(references)).order_by("pk"))


def _weekday(day: date) -> date:
    """That day, or the Monday after it."""
    return shifted(day, days=(7 - day.weekday()) % 7) if day.weekday() > 4 else day
