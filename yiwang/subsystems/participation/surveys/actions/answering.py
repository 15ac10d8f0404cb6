"""Outer side: how is an answer put into the box, once a person?

There is no entry in the record of acts for a single answer: it would keep the moment and the address that
the box is there to forget. The record counts when the box is emptied.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yiwang.kernel import prepared
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.intake.browsers import Browser
from yiwang.subsystems.participation.surveys import answers, marks, rules
from yiwang.subsystems.participation.surveys.answers import Said
from yiwang.subsystems.participation.surveys.models import Draft, Once, OpenSurvey, Quota, Slip
from yiwang.subsystems.participation.surveys.questions import sections

DRAFT_DAYS = 30
LONGEST_DRAFT = 200_000


class AlreadyAnsweredError(Refused):
    """Whoever sends this has answered before; nothing was counted twice."""


class FaultyError(Refused):
    """Some answers are missing or wrong: ``faults`` has a sentence by the code of the question."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(f"有{len(faults)}道题需要修改，已在下面标出；您填写的内容都保留着。")
        self.faults = faults


@dataclass(frozen=True)
class Mark:
    """``once``: what says that this person has answered; ``draft``: of what they had half filled in, empty
    where the survey is one page.
    """

    once: str
    draft: str = ""


def mark_of(survey: OpenSurvey, browser: Browser, identity: str = "") -> Mark:
    """Raises Refused once the key is destroyed: then nobody can answer any more."""
    if not survey.key:
        raise Refused("这次调查已经结束，不再接受回答。")
    draft = marks.of_draft(survey.key, browser) if len(sections(survey.asked)) > 1 else ""
    if survey.once == rules.IDENTITY:
        return Mark(marks.of_identity(survey.key, identity), draft)
    return Mark(marks.of_browser(survey.key, browser), draft)


def hand_in(survey: OpenSurvey, said: Said, mark: Mark) -> None:
    """Into the box, all or nothing; ``survey`` as it was just read.

    Raises FaultyError, AlreadyAnsweredError, and Refused where it is not open or an option has run out.
    """
    rules.check_open(survey.opens_at, survey.closes_at, now(), is_withdrawn=survey.is_withdrawn)
    done = answers.complete(survey.asked, said)
    if done.faults:
        raise FaultyError(done.faults)
    refuse_marked(marking_in("\n".join(text for _, text in answers.texts(survey.asked, done.answers))))
    try:
        _put_in(survey, done.answers, mark)
    except IntegrityError:
        if has_answered(mark):
            raise AlreadyAnsweredError("您已经参加过这次调查，每人只能参加一次，没有重复计数。") from None
        raise


@transaction.atomic
def _put_in(survey: OpenSurvey, said: dict[str, Any], mark: Mark) -> None:
    prepared.insert_own(Once(digest=mark.once, survey=survey))
    for cell in answers.quotas(survey.asked, said):
        _take(survey, cell)
    prepared.insert_own(Slip(survey=survey, said=said))
    if mark.draft:
        Draft.objects.filter(digest=mark.draft).delete()


def _take(survey: OpenSurvey, cell: str) -> None:
    """One place of a limited option; of two that want the last one, one is refused."""
    free = Quota.objects.filter(survey=survey, cell=cell, taken__lt=F("most"))
    if free.update(taken=F("taken") + 1):
        return
    code, _, option = cell.partition("/")
    question = next(one for one in survey.asked if one.code == code)
    raise Refused(f"“{question.called(option)}”的名额已满，请改选其他选项。", field=code)


def has_answered(mark: Mark) -> bool:
    return Once.objects.filter(digest=mark.once).exists()


@transaction.atomic
def keep_draft(survey: OpenSurvey, browser: Browser, said: dict[str, Any]) -> None:
    """So that its author goes on where they were, on this browser; the newest replaces the one before."""
    rules.check_open(survey.opens_at, survey.closes_at, now(), is_withdrawn=survey.is_withdrawn)
    text = json.dumps(said, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise Refused("填写的内容太长，请缩短后再继续。")
    Draft.objects.update_or_create(
        digest=mark_of(survey, browser, identity="-").draft,
        defaults={"survey": survey, "sealed": marks.locked(browser, text), "kept_on": today()},
    )


def draft_of(survey: OpenSurvey, browser: Browser) -> dict[str, Any]:
    """What the browser's owner had filled in; empty where there is none."""
    if not survey.key:
        return {}
    kept = Draft.objects.filter(digest=mark_of(survey, browser, identity="-").draft).first()
    text = marks.unlocked(browser, kept.sealed) if kept else ""
    said: dict[str, Any] = json.loads(text) if text else {}
    return said


@transaction.atomic
def forget_drafts() -> int:
    """The regular job: those that nobody came back to; how many."""
    before = shifted(today(), days=-DRAFT_DAYS)
    count, _ = Draft.objects.filter(kept_on__lt=before).delete()
    return count
