"""How is a survey written: its frame, its questions, their order?"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.models import Survey
from yiwang.subsystems.participation.surveys.questions import Question


@dataclass(frozen=True)
class Frame:
    """Everything of a survey but its questions."""

    title: str
    opens_at: datetime
    closes_at: datetime
    introduction: str = ""
    once: str = rules.BROWSER
    results: str = rules.AFTER
    least_cell: int = rules.USUAL_CELL


def post_of(by: Actor) -> Post | None:
    if by.post_id is None:
        return None
    return Post.objects.select_related("unit", "person").filter(pk=by.post_id).first()


def held(by: Actor, survey_id: int, permission: str = rules.EDIT) -> Survey:
    """Locked until the commit. Raises Refused where the post may not, or it is another unit's."""
    found = Survey.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=survey_id).first()
    if found is None:
        raise Refused("没有找到这次调查，请刷新页面。")
    require(post_of(by), permission, found.unit)
    return found


@transaction.atomic
def begin(by: Actor, frame: Frame, unit: Unit | None = None) -> Survey:
    """A draft of the post's own unit, or of one below it."""
    post = post_of(by)
    require(post, rules.EDIT, unit)
    _check(frame)
    survey = Survey.objects.create(
        unit=unit or post.unit,  # type: ignore[union-attr]
        reference=_next_reference(),
        created_at=now(),
        created_by=by.person[:80],
        **vars(frame),
    )
    record(by, "surveys.survey_begin", survey, reference=survey.reference)
    return survey


def _next_reference() -> str:
    """Drawn, not counted: the address of a draft cannot be guessed from the last one."""
    while True:
        drawn = rules.reference(today().year, secrets.randbelow(10**6))
        if not Survey.objects.filter(reference=drawn).exists():
            return drawn


def _check(frame: Frame) -> None:
    if not frame.title.strip():
        raise Refused("请填写标题。", field="title")
    rules.check_window(frame.opens_at, frame.closes_at, now())
    rules.check_cell(frame.least_cell)


@transaction.atomic
def reframe(by: Actor, survey_id: int, frame: Frame) -> Survey:
    survey = held(by, survey_id)
    rules.check_draft(survey.state)
    _check(frame)
    for name, value in vars(frame).items():
        setattr(survey, name, value)
    survey.save(update_fields=list(vars(frame)))
    record(by, "surveys.survey_save", survey)
    return survey


@transaction.atomic
def copy(by: Actor, survey_id: int) -> Survey:
    """A new draft with the same questions and the same moments, which its writer sets anew."""
    source = held(by, survey_id)
    survey = Survey.objects.create(
        unit=source.unit,
        reference=_next_reference(),
        title=f"{source.title[: rules.TITLE_LENGTH - 4]}（副本）",
        introduction=source.introduction,
        questions=source.questions,
        opens_at=source.opens_at,
        closes_at=source.closes_at,
        once=source.once,
        results=source.results,
        least_cell=source.least_cell,
        created_at=now(),
        created_by=by.person[:80],
    )
    record(by, "surveys.survey_copy", survey, source=source.reference)
    return survey


@transaction.atomic
def discard(by: Actor, survey_id: int) -> None:
    """A draft that nobody has seen."""
    survey = held(by, survey_id)
    rules.check_draft(survey.state)
    record(by, "surveys.survey_discard", survey, reference=survey.reference, title=survey.title)
    survey.delete()


Change = Callable[[list[Question]], list[Question]]


def add_question(by: Actor, survey_id: int, given: dict[str, Any]) -> Survey:
    """At the end; ``given`` as questions.Question without its code."""

    def added(questions: list[Question]) -> list[Question]:
        return [*questions, asked.made(code=_free(questions), **given)]

    return _changed(by, survey_id, added, "add")


def change_question(by: Actor, survey_id: int, code: str, given: dict[str, Any]) -> Survey:
    def changed(questions: list[Question]) -> list[Question]:
        _place(questions, code)
        new = asked.made(code=code, **given)
        return [new if one.code == code else one for one in questions]

    return _changed(by, survey_id, changed, "change", code)


def drop_question(by: Actor, survey_id: int, code: str) -> Survey:
    def dropped(questions: list[Question]) -> list[Question]:
        at = _place(questions, code)
        return _with_section_kept(questions, at)

    return _changed(by, survey_id, dropped, "drop", code)


def _with_section_kept(questions: list[Question], at: int) -> list[Question]:
    """The page that began with the question begins with the next one."""
    gone, rest = questions[at], [*questions[:at], *questions[at + 1 :]]
    if gone.section and at < len(rest) and not rest[at].section:
        rest[at] = rest[at].model_copy(update={"section": gone.section})
    return rest


def move_question(by: Actor, survey_id: int, code: str, steps: int) -> Survey:
    """Up by negative steps; at the ends it stays where it is."""

    def moved(questions: list[Question]) -> list[Question]:
        at = _place(questions, code)
        to = min(max(at + steps, 0), len(questions) - 1)
        order = [one for one in questions if one.code != code]
        return [*order[:to], questions[at], *order[to:]]

    return _changed(by, survey_id, moved, "move", code)


def _place(questions: list[Question], code: str) -> int:
    for at, one in enumerate(questions):
        if one.code == code:
            return at
    raise Refused("这道题已经不存在，请刷新页面。")


def _free(questions: list[Question]) -> str:
    taken = {int(one.code[1:]) for one in questions if one.code[1:].isdigit()}
    return f"q{max(taken, default=0) + 1}"


@transaction.atomic
def _changed(by: Actor, survey_id: int, change: Change, what: str, code: str = "") -> Survey:
    survey = held(by, survey_id)
    rules.check_draft(survey.state)
    questions = change(list(survey.asked))
    if len(questions) > rules.MOST_QUESTIONS:
        raise Refused(f"题目不能超过{rules.MOST_QUESTIONS}个。")
    survey.questions = asked.written(questions)
    survey.save(update_fields=["questions"])
    record(by, "surveys.question_change", survey, what=what, question=code or questions[-1].code)
    return survey


def same_frame(survey: Survey, **changes: Any) -> Frame:
    """The frame as it is, with changes."""
    names = Frame.__dataclass_fields__
    return replace(Frame(**{name: getattr(survey, name) for name in names}), **changes)
