"""Inner side: which interviews does a post see, how far is each, and what does the plan say?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import (
    Cutting,
    Interview,
    InterviewQuerySet,
    Line,
    Question,
    Step,
    Word,
    in_unit_of,
)


@dataclass(frozen=True)
class Counts:
    """Questions of an interview: ``received`` are all, ``answered`` those brought before the guests."""

    received: int
    pending: int
    released: int
    answered: int
    declined: int

    @property
    def settled(self) -> int:
        return self.received - self.pending


def listing(post: Post, year: int | None, state: str, words: str) -> InterviewQuerySet:
    found = Interview.objects.visible_to(post).in_full()
    if year:
        found = found.of_year(year)
    if state:
        found = found.filter(state=state)
    for word in words.split()[:5]:
        found = found.filter(Q(title__icontains=word) | Q(unit__name__icontains=word))
    steps_done = Count("steps", filter=Q(steps__done_at__isnull=False), distinct=True)
    pending = Count("questions", filter=Q(questions__state=rules.PENDING), distinct=True)
    counted = found.annotate(steps_done=steps_done, steps_all=Count("steps", distinct=True), pending=pending)
    return counted.newest_first()


def asked(post: Post) -> InterviewQuerySet:
    """Those that have questions, the one with the most unread ones first; each with its counts."""
    pending = Count("questions", filter=Q(questions__state=rules.PENDING))
    found = Interview.objects.visible_to(post).select_related("unit")
    counted = found.annotate(pending=pending, received=Count("questions")).filter(received__gt=0)
    return counted.order_by("-pending", "-pk")


def counts_of(interview: Interview) -> Counts:
    found = dict(interview.questions.order_by().values_list("state").annotate(number=Count("pk")))
    return Counts(
        received=sum(found.values()),
        pending=found.get(rules.PENDING, 0),
        released=found.get(rules.RELEASED, 0),
        answered=found.get(rules.ANSWERED, 0),
        declined=found.get(rules.DECLINED, 0) + found.get(rules.TAKEN_BACK, 0),
    )


@dataclass(frozen=True)
class UnitPlan:
    """The report of one unit."""

    unit: str
    report: rules.Report


@dataclass(frozen=True)
class YearPlan:
    """``months``: number, and what was planned for it; those added during the year stand under None."""

    year: int
    report: rules.Report
    units: list[UnitPlan]
    months: list[tuple[int | None, list[Interview]]]


def year_plan(post: Post, year: int, today: date) -> YearPlan:
    """Plan against done of what the post sees; a month counts as due once it is over."""
    rows = list(
        Interview.objects.visible_to(post).of_year(year).in_full().order_by("month", "starts_at", "pk")
    )
    over = 12 if today.year > year else today.month - 1 if today.year == year else 0
    units = sorted({(row.unit.path, row.unit.called) for row in rows})
    by_unit = [
        UnitPlan(name, rules.report(planned(row for row in rows if row.unit.path == path), over))
        for path, name in units
    ]
    months: list[int | None] = [*sorted({row.month for row in rows if row.month is not None})]
    if any(row.month is None for row in rows):
        months.append(None)
    return YearPlan(
        year,
        rules.report(planned(rows), over),
        by_unit,
        [(month, [row for row in rows if row.month == month]) for month in months],
    )


def planned(rows: Iterable[Interview]) -> list[rules.Planned]:
    return [rules.Planned(row.month, held_month(row), row.state) for row in rows]


def held_month(row: Interview) -> int | None:
    """In which month of its year it was held; 13 where it was held after it. Withdrawn ones were not."""
    if row.started_at is None or row.state not in rules.HELD:
        return None
    day = day_of(row.started_at)
    return day.month if day.year == row.year else 13 if day.year > row.year else 1


@dataclass(frozen=True)
class Held:
    """A question as its moderator sees it, with what to look at first."""

    question: Question
    flags: list[str]


def queue(interview: Interview, state: str, most: int) -> list[Held]:
    """The oldest first, each with its warnings; three queries for any number."""
    found = list(interview.questions.filter(state=state).oldest_first()[:most])
    essences = {question.essence for question in found}
    same = interview.questions.filter(essence__in=essences).order_by()
    times = dict(same.values_list("essence").annotate(number=Count("pk")))
    words = list(Word.objects.values_list("text", flat=True))
    return [
        Held(each, rules.flags(f"{each.nickname} {each.text}", words, times=times[each.essence]))
        for each in found
    ]


def open_steps(post: Post, until: date) -> "list[Step]":
    """Steps that are to be done by a day and are not, of interviews that the post sees."""
    steps = Step.objects.filter(done_at=None, due_on__lte=until, is_required=True)
    running = steps.exclude(interview__state__in=[rules.CANCELLED, rules.WITHDRAWN, rules.ARCHIVED])
    if post.unit.parent_id is not None:
        running = running.filter(in_unit_of(post, "interview__"))
    return list(running.select_related("interview").order_by("due_on", "order")[:50])


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """Officials who see the interview that shows the picture or the video."""
    if post is None:
        return False
    seen = Interview.objects.visible_to(post)
    return seen.filter(video_file=stored).exists() or seen.filter(lines__picture=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    held = set(Interview.objects.filter(video_file__in=ids).values_list("video_file", flat=True))
    held |= set(Line.objects.filter(picture__in=ids).values_list("picture", flat=True))
    return {pk for pk in held if pk is not None}


def cutting_of(interview: Interview) -> Cutting | None:
    """How far the cutting of its video is, where this installation cuts it."""
    if interview.video_file_id is None:
        return None
    return Cutting.objects.filter(stored=interview.video_file_id).first()
