"""What waits for this post in the portal?"""

from yiwang.kernel.deadlines.moments import start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.duties import overdue
from yiwang.subsystems.portal.models import Article, ArticleQuerySet
from yiwang.subsystems.portal.rules import COLUMNS, PUBLISH, REVIEW, WRITE, State


def to_review(post: Post, most: int) -> list[Todo]:
    """Handed in by others, the longest waiting first."""
    if not may(post, REVIEW):
        return []
    person = post.person_id
    found = _waiting(post, State.SUBMITTED).exclude(changed_by=person).exclude(submitted_by=person)
    return [_todo(article, article.submitted_at) for article in found.order_by("submitted_at")[:most]]


def to_publish(post: Post, most: int) -> list[Todo]:
    """Reviewed by others."""
    if not may(post, PUBLISH):
        return []
    person = post.person_id
    found = _waiting(post, State.REVIEWED).exclude(changed_by=person).exclude(submitted_by=person)
    found = found.exclude(reviewed_by=person, column__is_two_step=False)
    return [_todo(article, article.reviewed_at) for article in found.order_by("reviewed_at")[:most]]


def returned(post: Post, most: int) -> list[Todo]:
    """Returned to the person who handed it in."""
    if not may(post, WRITE):
        return []
    found = _waiting(post, State.RETURNED).filter(submitted_by=post.person_id).order_by("changed_at")
    return [_todo(article, article.changed_at, article.reason) for article in found[:most]]


def overdue_columns(post: Post, most: int) -> list[Todo]:
    """Columns whose update is overdue (政府网站与政务新媒体检查指标, 国办秘函〔2019〕19号)."""
    if not may(post, COLUMNS):
        return []
    return [
        Todo(
            title=duty.column.title,
            address="/office/columns/",
            since=start_of(duty.updated_on or today()),
            note=duty.sentence,
            is_late=True,
        )
        for duty in overdue()[:most]
    ]


def _waiting(post: Post, state: State) -> ArticleQuerySet:
    return Article.objects.visible_to(post).standing(state).for_list()


def _todo(article: Article, since: object, note: str = "") -> Todo:
    return Todo(
        title=article.title,
        address=f"/office/articles/{article.pk}/",
        since=since or article.changed_at,  # type: ignore[arg-type]
        note=note or f"{article.unit.called} · {article.column.title}",
    )
