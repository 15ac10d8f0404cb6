"""Which contest, site or problem does an address mean, for this post? 404 for what it may not see."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.contests import queries, rules
from yiwang.subsystems.portal.contests.models import Contest, Entrant, Reported


def contest(request: OfficeRequest, contest_id: int) -> Contest:
    return get_object_or_404(
        queries.contests(request.post).select_related("unit", "result_as", "called_off_as"), pk=contest_id
    )


def own(request: OfficeRequest, contest_id: int) -> Contest:
    """One that the post organises."""
    found = contest(request, contest_id)
    if not queries.organises(request.post, found):
        raise Http404
    return found


def entrant(request: OfficeRequest, entrant_id: int) -> Entrant:
    found = get_object_or_404(Entrant.objects.in_full(), pk=entrant_id)
    held = contest(request, found.contest_id)
    if not queries.entrants(request.post, held).filter(pk=found.pk).exists():
        raise Http404
    found.contest = held
    return found


def problem(request: OfficeRequest, problem_id: int) -> Reported:
    return get_object_or_404(Reported.objects.visible_to(request.post).in_full(), pk=problem_id)


def shows_scores(request: OfficeRequest, shown: Entrant, *, is_own: bool) -> bool:
    """The organiser sees them once counted; everybody else who sees the site once they are told."""
    state = shown.contest.state
    return state in {rules.SHOWN, rules.FINAL} or (state == rules.COUNTED and is_own)
