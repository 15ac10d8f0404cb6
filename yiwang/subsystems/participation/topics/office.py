"""What do leaders see of a week, of a topic, and who opens which of its texts?"""

from collections import defaultdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.intake import texts
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.interviews import rules as interviews
from yiwang.subsystems.participation.surveys import rules as surveys
from yiwang.subsystems.participation.topics import rules
from yiwang.subsystems.participation.topics.models import Member, Topic, Week

SHOWN_WEEKS = 12
PER_PAGE = 50
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
PROPOSALS = (
    ("提议为访谈主题", "participation_interviews:new", interviews.EDIT),
    ("提议为调查主题", "participation_surveys:new", surveys.EDIT),
)


@require_safe
@office(rules.READ)
def week(request: OfficeRequest, begins_on: date | None = None) -> HttpResponse:
    """The last week that was counted, or the one asked for."""
    weeks = list(Week.objects.all()[:SHOWN_WEEKS])
    asked = _asked(begins_on, weeks)
    topics = list(asked.topics.all()) if asked else []
    context = {
        "week": asked,
        "ends_on": shifted(asked.begins_on, days=6) if asked else None,
        "weeks": weeks,
        "topics": topics,
        "kinds": [each.label for each in texts.registered().values()],
        "history": [_counted(each) for each in reversed(weeks)],
        "sources": _numbers(asked.by_kind) if asked else [],
    }
    return render(request, "participation_topics/week.html", context)


def _asked(begins_on: date | None, weeks: list[Week]) -> Week | None:
    if begins_on is None:
        return weeks[0] if weeks else None
    known = next((each for each in weeks if each.begins_on == begins_on), None)
    return known or get_object_or_404(Week, begins_on=begins_on)


def _counted(week: Week) -> dict[str, Any]:
    numbers = [week.by_kind.get(kind, 0) for kind in texts.registered()]
    return {"begins_on": week.begins_on, "numbers": numbers}


def _numbers(by_kind: dict[str, int]) -> list[tuple[str, int]]:
    return [(texts.label_of(kind), number) for kind, number in by_kind.items()]


@require_safe
@office(rules.READ)
def topic(request: OfficeRequest, topic_id: int) -> HttpResponse:
    """How it went, where it was, and its texts: those that the post may see."""
    found = Topic.objects.select_related("week", "earlier__week").filter(pk=topic_id).first()
    if found is None:
        raise Http404
    page = page_of(found.members.all(), request.GET.get("page"), PER_PAGE)
    rows = _opened(request.post, list(page.rows))
    context = {
        "topic": found,
        "days": list(zip(DAYS, found.by_day, strict=True)),
        "sources": _numbers(found.by_kind),
        "page": page,
        "rows": rows,
        "hidden": sum(1 for row in rows if not row["address"]),
        "past": _past(found),
        "proposals": _proposals(request.post, found),
    }
    return render(request, "participation_topics/topic.html", context)


def _opened(post: Post, members: list[Member]) -> list[dict[str, Any]]:
    """One question to each source for all texts of the page."""
    keys: dict[str, list[str]] = defaultdict(list)
    for each in members:
        keys[each.kind].append(each.key)
    known = texts.registered()
    shown = {kind: known[kind].shown(post, found) for kind, found in keys.items() if kind in known}
    rows = []
    for each in members:
        title, address = shown.get(each.kind, {}).get(each.key, ("", ""))
        rows.append({"label": texts.label_of(each.kind), "at": each.at, "title": title, "address": address})
    return rows


def _past(found: Topic) -> list[Topic]:
    """The same matter in the weeks before, the oldest first, itself last; the way back is short."""
    weeks = Week.objects.filter(begins_on__lte=found.week.begins_on)[: rules.MOST_WEEKS]
    rows = Topic.objects.filter(week__in=list(weeks)).select_related("week")
    known = {row.pk: row for row in rows}
    chain, at = [found], found.earlier_id
    while at in known and len(chain) < rules.MOST_WEEKS:
        chain.append(known[at])
        at = known[at].earlier_id
    return chain[::-1]


def _proposals(post: Post, found: Topic) -> list[tuple[str, str]]:
    """Plain links that bring the name along, to whoever may follow them."""
    return [
        (label, f"{reverse(url_name)}?{urlencode({'title': found.name})}")
        for label, url_name, permission in PROPOSALS
        if may(post, permission)
    ]
