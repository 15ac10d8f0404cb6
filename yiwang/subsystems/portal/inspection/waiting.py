"""Which problems of websites wait for a post?"""

from yiwang.kernel.deadlines.moments import start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.models import Problem


def to_rectify(post: Post, most: int) -> list[Todo]:
    """Open ones of its units, the earliest due first."""
    if not may(post, rules.RECTIFY):
        return []
    found = Problem.objects.visible_to(post).filter(state=rules.OPEN).in_full().order_by("due_on", "pk")
    day = today()
    return [
        Todo(
            title=f"{one.site.name}：{one.about}"[:120],
            address=f"/office/portal/inspections/problems/{one.pk}/",
            since=one.finding.found_at if one.finding else start_of(one.due_on),
            note=f"{one.due_on} 前整改",
            is_late=one.due_on < day,
        )
        for one in found[:most]
    ]
