"""What were the people of the demonstration city asked, and what did they answer?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.participation.told import MORNING, crossed, entries
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.intake.browsers import Browser
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.actions import answering, building, emptying, running
from yiwang.subsystems.participation.surveys.models import OpenSurvey, Survey

EDITOR, PUBLISHER = "miao.wenjun", "zhan.fuxin"
SEED = 20260801
OPEN_SINCE, OPEN_DAYS, OPEN_ANSWERS = 6, 30, 26
ENDED_SINCE, ENDED_DAYS, ENDED_ANSWERS = 45, 20, 42


def questionnaires(cast: Cast, days: Days) -> Iterator[Act]:
    """One that is open, with answers so far, and one that ended and was explained."""
    open_one = Asked(cast, entries()["survey"])
    yield from open_one.acts(at(days.back(OPEN_SINCE), MORNING), OPEN_DAYS, OPEN_ANSWERS, results=rules.LIVE)
    ended = Asked(cast, entries()["ended"])
    begun = at(days.back(ENDED_SINCE), MORNING)
    yield from ended.acts(begun, ENDED_DAYS, ENDED_ANSWERS, results=rules.AFTER)
    over = shifted(begun, days=ENDED_DAYS, hours=1)
    yield Act(over, _seal)
    yield Act(shifted(over, days=4), ended.explain)


def _seal() -> None:
    emptying.seal_ended()
    crossed()


@dataclass
class Asked:
    """A survey and people who answer it, always the same way."""

    cast: Cast
    entry: dict[str, Any]
    survey_id: int = 0
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - a play, not a secret

    def acts(self, begun: datetime, lasts: int, many: int, *, results: str) -> Iterator[Act]:
        yield Act(begun, partial(self.publish, begun, lasts, results))
        yield Act(shifted(begun, days=3), partial(self.answers, many // 2))
        yield Act(shifted(begun, days=6), partial(self.answers, many - many // 2))

    def publish(self, begun: datetime, lasts: int, results: str) -> None:
        frame = building.Frame(
            title=self.entry["title"],
            opens_at=begun,
            closes_at=shifted(begun, days=lasts),
            introduction=self.entry["introduction"],
            results=results,
        )
        by = self.cast.by(EDITOR)
        self.survey_id = building.begin(by, frame).pk
        for question in self.entry["questions"]:
            building.add_question(by, self.survey_id, _asked(question))
        running.publish(self.cast.by(PUBLISHER), self.survey_id)
        crossed()

    def answers(self, many: int) -> None:
        reference = Survey.objects.values_list("reference", flat=True).get(pk=self.survey_id)
        survey = OpenSurvey.objects.get(reference=reference)
        for _ in range(many):
            said = {each["code"]: self._said(each) for each in self.entry["questions"]}
            browser = Browser(f"{self.chance.getrandbits(128):032x}")
            given = {code: value for code, value in said.items() if value}
            answering.hand_in(survey, given, answering.mark_of(survey, browser))
        emptying.empty_boxes()
        crossed()

    def _said(self, question: dict[str, Any]) -> Any:
        codes = "abcdefgh"[: len(question.get("options", ()))]
        match question["kind"]:
            case "single":
                return self.chance.choices(codes, weights=range(len(codes), 0, -1))[0]
            case "multiple":
                return sorted(self.chance.sample(codes, self.chance.randint(1, 2)))
            case "rating":
                return self.chance.choice("34455")
            case _:
                return self.chance.choice([*self.entry["remarks"], "", "", "", ""])

    def explain(self) -> None:
        running.explain(self.cast.by(PUBLISHER), self.survey_id, self.entry["notice"])
        crossed()


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    """Its code is given to it: q1, q2, … in order."""
    given = {name: value for name, value in question.items() if name != "code"}
    if "options" not in given:
        return given
    coded = zip("abcdefgh", given["options"], strict=False)
    return given | {"options": [{"code": code, "text": text} for code, text in coded]}
