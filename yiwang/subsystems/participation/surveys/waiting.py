"""What waits for a post: surveys over without a word on their results, remarks that nobody looked through?"""

from yiwang import environment
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange.models import STUCK
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.models import Survey

NOTICE_DAYS = environment.number("YIWANG_SURVEY_NOTICE_DAYS", 20)
"""Days after the end within which a survey should be explained (websites.md §3: 20 to 30, local rules)."""


def to_explain(post: Post, most: int) -> list[Todo]:
    if rules.PUBLISH not in permissions(post):
        return []
    moment = now()
    found = Survey.objects.visible_to(post).over(moment).filter(notice="").exclude(results=rules.NEVER)
    late = shifted(moment, days=-NOTICE_DAYS)
    return [
        Todo(one.title, f"/office/surveys/{one.pk}/", one.closes_at, "请发布结果说明", one.closes_at < late)
        for one in found.only("pk", "title", "closes_at").order_by("closes_at", "pk")[:most]
    ]


def in_trouble(post: Post, most: int) -> list[Todo]:
    """What the outer zone was not told, with the reason."""
    if rules.PUBLISH not in permissions(post):
        return []
    found = Survey.objects.visible_to(post).filter(STUCK)
    return [
        Todo(one.title, f"/office/surveys/{one.pk}/", one.published_at or one.created_at, one.trouble, True)
        for one in found.only("pk", "title", "published_at", "created_at", "trouble").order_by("pk")[:most]
    ]
