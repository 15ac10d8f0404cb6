"""What waits for a post because of its role here?"""

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.proofreading.models import Standing
from yiwang.subsystems.portal.proofreading.rules import READ
from yiwang.subsystems.portal.wording.mistakes import SERIOUS


def serious(post: Post, most: int) -> list[Todo]:
    """Serious mistakes that the public reads now, in what this unit and those below it published."""
    if not may(post, READ):
        return []
    rows = Standing.objects.visible_to(post).open().filter(grade=SERIOUS).select_related("publication")
    return [_todo(row) for row in rows.order_by("found_at")[:most]]


def _todo(row: Standing) -> Todo:
    title = f"“{row.wrong}”应为“{row.right}”：{row.publication.title}"
    return Todo(title, f"/office/articles/{row.publication.origin_id}/", row.found_at)
