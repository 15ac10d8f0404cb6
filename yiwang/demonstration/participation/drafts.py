"""Which drafts of rules were shown to the people of the demonstration city, and what did they say to them?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.participation.told import MORNING, crossed, entries
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions import answering, drafting, handling
from yiwang.subsystems.participation.consultations.actions.drafting import Outline
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion

EDITOR, PUBLISHER = "zheng.qiuyi", "lyu.caiyan"
BEGUN, LASTS = 8, 40  # working days ago; calendar days
ENDED_BEGUN, ENDED_LASTS, JUDGED = 50, 20, 12


def drafts(cast: Cast, days: Days) -> Iterator[Act]:
    """One that is open, and one whose opinions were answered."""
    opened = Shown(cast, entries()["draft"])
    yield from opened.acts(days, BEGUN, LASTS)
    ended = Shown(cast, entries()["answered"])
    yield from ended.acts(days, ENDED_BEGUN, ENDED_LASTS)
    judged = at(days.back(JUDGED), MORNING)
    yield Act(judged, ended.judge)
    yield Act(shifted(judged, hours=5), ended.answer)
    yield Act(shifted(judged, hours=6), _answer_authors)


def _answer_authors() -> None:
    answering.answer_authors()
    crossed()


@dataclass
class Shown:
    cast: Cast
    entry: dict[str, Any]
    consultation_id: int = 0

    def acts(self, days: Days, back: int, lasts: int) -> Iterator[Act]:
        begun = at(days.back(back), MORNING)
        yield Act(begun, partial(self.publish, day_of(begun), lasts))
        for number, opinion in enumerate(self.entry["opinions"]):
            yield Act(shifted(begun, days=2 + 3 * number, minutes=20), partial(self.say, opinion))

    def publish(self, begun: date, lasts: int) -> None:
        entry = self.entry
        outline = Outline(
            title=entry["title"],
            subject=entry["subject"],
            purpose=entry["purpose"],
            draft=entry["text"].strip(),
            opens_on=begun,
            closes_on=shifted(begun, days=lasts),
            background=entry.get("background", ""),
            contact=entry["contact"],
            short_reason=entry.get("short_reason", ""),
        )
        made = drafting.begin(self.cast.by(EDITOR), outline)
        self.consultation_id = drafting.publish(self.cast.by(PUBLISHER), made.pk).pk
        crossed()

    def say(self, opinion: dict[str, Any]) -> None:
        shown = Consultation.objects.get(pk=self.consultation_id)
        data = {
            "reference": shown.reference,
            "draft": shown.title,
            "said": opinion["text"],
            "remarks": [{"clause": opinion["clause"], "text": opinion["text"]}],
        }
        contact = Contact(opinion["name"], opinion["phone"]) if "name" in opinion else NOBODY
        submit(PUBLIC, HandedIn(rules.KIND, new_token(), data, contact))
        crossed()

    def judge(self) -> None:
        for opinion in Opinion.objects.filter(consultation_id=self.consultation_id).order_by("pk"):
            said = next(each for each in self.entry["opinions"] if each["text"] == opinion.text)
            verdict = handling.Verdict(said["verdict"], said["reason"], showing=rules.SHOWN)
            handling.judge(self.cast.by(EDITOR), self.consultation_id, [opinion.pk], verdict)
        crossed()

    def answer(self) -> None:
        answering.publish_feedback(self.cast.by(PUBLISHER), self.consultation_id, self.entry["summary"])
        crossed()
