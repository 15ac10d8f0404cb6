"""Which sites may a judge judge, and which sheets are still owed?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.models import Contest, Entrant, Juror, Sheet


@dataclass(frozen=True)
class Owed:
    """A site that a judge may judge; ``sheet``: None as long as it is not there."""

    juror: Juror
    entrant: Entrant
    sheet: Sheet | None


def owed(contest: Contest, entrants: Sequence[Entrant]) -> list[Owed]:
    """Every judge with every site that is not of their own unit; three queries."""
    jurors = list(contest.jurors.select_related("person", "unit"))
    at = paths_of(jurors)
    sheets = {(one.juror_id, one.entrant_id): one for one in Sheet.objects.filter(entrant__in=entrants)}
    return [
        Owed(juror, entrant, sheets.get((juror.pk, entrant.pk)))
        for juror in jurors
        for entrant in entrants
        if not is_own(at[juror.pk], entrant)
    ]


def paths_of(jurors: Sequence[Juror]) -> Mapping[int, set[str]]:
    """Paths of the units in which each judge is in office today, and of the one they were named from."""
    found = {one.pk: {one.unit.path} for one in jurors}
    people: dict[int, list[int]] = {}
    for one in jurors:
        people.setdefault(one.person_id, []).append(one.pk)
    posts = Post.objects.in_office(today()).filter(person__in=people)
    for person_id, path in posts.values_list("person", "unit__path"):
        for juror_id in people[person_id]:
            found[juror_id].add(path)
    return found


def is_own(judge_paths: Iterable[str], entrant: Entrant) -> bool:
    return rules.is_own(judge_paths, entrant.site.unit.path, paths.ROOT)
