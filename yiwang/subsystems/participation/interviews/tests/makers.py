"""An office that organises interviews, a bureau that is interviewed, questions of the public."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import TestCase

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions import asking, lines, planning
from yiwang.subsystems.participation.interviews.models import Broadcast, Interview, Line, Question

QUESTION = "公租房什么时候可以再次申请？"


@dataclass(frozen=True)
class Studio:
    """``office`` organises, ``bureau`` is interviewed."""

    office: Unit
    bureau: Unit
    planner: Post
    editor: Post
    moderator: Post
    speaker: Post


def make_studio() -> Studio:
    office, bureau = make_unit(name="市政府办公室"), make_unit(name="市住建局")
    return Studio(
        office,
        bureau,
        make_post(unit=office, roles=[rules.PLANNER]),
        make_post(unit=office, roles=[rules.EDITOR]),
        make_post(unit=office, roles=[rules.MODERATOR]),
        make_post(unit=bureau, roles=[rules.EDITOR]),
    )


def commits() -> Any:
    """What happens at the commit happens, also what that brings on in turn."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def tomorrow(hour: float = 0) -> datetime:
    return shifted(now(), days=1, hours=hour)


def facts(studio: Studio, **changes: Any) -> planning.Facts:
    given: dict[str, Any] = {
        "title": "公租房怎么申请",
        "summary": "谈谈公租房的申请条件和分配。",
        "unit": studio.bureau,
        "month": tomorrow().month,
        "host": "刘洋",
        "guests": [("王建国", "市住建局局长")],
        "starts_at": tomorrow(),
        "ends_at": tomorrow(2),
        "asking_from": now() - timedelta(minutes=5),
        "asking_until": tomorrow(2),
        **changes,
    }
    return planning.Facts(**given)


def make_interview(studio: Studio, state: str = rules.PLANNED, **changes: Any) -> Interview:
    """Proposed by the bureau and brought on to ``state`` by those who may."""
    token = changes.pop("token", uuid4().hex)
    year = changes.pop("year", tomorrow().year)
    planner, editor = actor(studio.planner), actor(studio.editor)
    with commits():
        made = planning.propose(actor(studio.speaker), studio.office, year, facts(studio, **changes), token)
    for name, bring in (
        (rules.APPROVED, lambda: planning.approve(planner, made.pk)),
        (rules.ANNOUNCED, lambda: planning.announce(editor, made.pk)),
        (rules.LIVE, lambda: _start(studio, made)),
        (rules.ENDED, lambda: planning.end(editor, made.pk)),
    ):
        if _ORDER.index(name) > _ORDER.index(state):
            break
        with commits():
            bring()
    return Interview.objects.get(pk=made.pk)


_ORDER = (rules.PLANNED, rules.APPROVED, rules.ANNOUNCED, rules.LIVE, rules.ENDED)


def _start(studio: Studio, made: Interview) -> None:
    planning.tick(actor(studio.editor), made.pk, "rehearsal")
    planning.start(actor(studio.editor), made.pk)


def say(studio: Studio, interview: Interview, text: str = "大家好。", **changes: Any) -> Line:
    given = {"kind": rules.SAID_BY_HOST, "token": uuid4().hex, **changes}
    with commits():
        return lines.say(actor(studio.editor), interview.pk, text=text, **given)


def shown(interview: Interview) -> Broadcast:
    """What the outer side has of it."""
    return Broadcast.objects.get(reference=interview.reference)


def ask(interview: Interview, text: str = QUESTION, nickname: str = "小赵") -> Receipt:
    """Handed in by the public and taken in inside."""
    data = {"interview": interview.reference, "subject": interview.title, "nickname": nickname, "text": text}
    with commits():
        return submit(PUBLIC, HandedIn(rules.KIND, codes.new_token(), data))


def make_question(interview: Interview, text: str = QUESTION, **changes: Any) -> Question:
    return Question.objects.get(matter__number=ask(interview, text, **changes).submission.number)


def release(studio: Studio, question: Question, text: str = "") -> Question:
    with commits():
        return asking.release(actor(studio.moderator), question.pk, text)
