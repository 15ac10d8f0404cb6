"""Surveys of a unit, open to the public since an hour, and people who answer them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import TestCase

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.intake.browsers import Browser
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.participation.surveys import questions, rules
from yiwang.subsystems.participation.surveys.actions import answering, building, emptying, running
from yiwang.subsystems.participation.surveys.models import OpenSurvey, Survey
from yiwang.subsystems.participation.surveys.questions import Question


def question(code: str = "q1", **changes: Any) -> Question:
    given: dict[str, Any] = {"code": code, "kind": "single", "title": f"题目{code}", **changes}
    if given["kind"] in questions.WITH_OPTIONS:
        given.setdefault("options", options("甲", "乙", "丙"))
    if given["kind"] == "matrix":
        given.setdefault("rows", [{"code": "r1", "text": "态度"}, {"code": "r2", "text": "效率"}])
    return Question.model_validate(given)


def options(*words: str, **quotas: int) -> list[dict[str, Any]]:
    """Coded a, b, c…; ``a=3``: the first has three places."""
    codes = "abcdefghij"[: len(words)]
    return [
        {"code": code, "text": text, "quota": quotas.get(code)}
        for code, text in zip(codes, words, strict=True)
    ]


def every_kind() -> tuple[Question, ...]:
    return (
        question("q1", title="您常去哪个大厅？"),
        question("q2", kind="multiple", title="办过哪些事？", least=1, most=2, is_required=False),
        question("q3", kind="rating", title="总体满意吗？"),
        question("q4", kind="matrix", title="分项评价", is_required=False),
        question("q5", kind="ranking", title="最该改进什么？", most=2, is_required=False),
        question("q6", kind="number", title="等了多少分钟？", minimum=0, maximum=600, is_required=False),
        question("q7", kind="text", title="还想说什么？", is_required=False),
    )


ANSWERS = {
    "q1": "a",
    "q2": ["a", "b"],
    "q3": "4",
    "q4": {"r1": "a", "r2": "b"},
    "q5": ["c", "a"],
    "q6": "12.5",
    "q7": "窗口再多开一个。",
}


def publisher(**changes: Any) -> Post:
    return make_post(roles=[rules.PUBLISHER], unit=changes.pop("unit", None) or make_unit(name="市营商局"))


def make_survey(post: Post | None = None, asked: Any = None, **changes: Any) -> Survey:
    """A draft."""
    moment = now()
    given = {
        "title": "办事大厅满意度调查",
        "introduction": "用来改进服务。",
        "opens_at": shifted(moment, hours=-1),
        "closes_at": shifted(moment, days=7),
        "results": rules.LIVE,
        "least_cell": 3,
        **changes,
    }
    post = post or publisher()
    survey = building.begin(by(post), building.Frame(**given))
    survey.questions = questions.written(asked or every_kind())
    survey.save(update_fields=["questions"])
    return survey


def publish(post: Post | None = None, asked: Any = None, **changes: Any) -> OpenSurvey:
    """As the public sees it: told to the outer zone and taken there."""
    post = post or publisher()
    survey = make_survey(post, asked, **changes)
    with TestCase.captureOnCommitCallbacks(execute=True):
        running.publish(by(post), survey.pk)
    return OpenSurvey.objects.get(reference=survey.reference)


def told() -> Any:
    """``with told():`` what a deed owes to the other zone has arrived afterwards."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def answer(survey: OpenSurvey, said: Any = None, token: str = "", identity: str = "") -> None:
    mark = answering.mark_of(survey, Browser(token or uuid4().hex), identity)
    fresh = OpenSurvey.objects.get(pk=survey.pk)
    answering.hand_in(fresh, ANSWERS if said is None else said, mark)


def counted(survey: OpenSurvey, is_over: bool = False) -> OpenSurvey:
    """The box was emptied, at the end to the last slip, and the inner zone took it in."""
    with told():
        emptying.empty_boxes()
    if is_over:
        end(survey)
        with told():
            emptying.seal_ended()
    survey.refresh_from_db()
    return survey


def end(survey: OpenSurvey, at: datetime | None = None) -> None:
    """Its time is over, on both sides."""
    closes_at = at or shifted(now(), seconds=-rules.GRACE_SECONDS - 1)
    opens_at = min(survey.opens_at, shifted(closes_at, hours=-1))
    OpenSurvey.objects.filter(pk=survey.pk).update(opens_at=opens_at, closes_at=closes_at)
    Survey.objects.filter(reference=survey.reference).update(opens_at=opens_at, closes_at=closes_at)


def inner(survey: OpenSurvey) -> Survey:
    return Survey.objects.get(reference=survey.reference)
