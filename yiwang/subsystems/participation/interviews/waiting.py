"""What waits for a post: proposals, questions, steps of the guide?"""

from django.db.models import Count, Min, Q

from yiwang.kernel.deadlines.moments import shifted, start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.participation.interviews import queries, rules
from yiwang.subsystems.participation.interviews.models import Interview

DAYS_BEFORE = 3


def to_approve(post: Post, most: int) -> list[Todo]:
    """Proposals of others, the oldest first."""
    if rules.PLAN not in permissions(post):
        return []
    found = Interview.objects.visible_to(post).filter(state=rules.PLANNED).exclude(proposer_id=post.person_id)
    rows = found.select_related("unit").order_by("proposed_at")[:most]
    return [
        Todo(row.title, row.address, row.proposed_at, f"{row.unit.called} · {row.year}年") for row in rows
    ]


def to_moderate(post: Post, most: int) -> list[Todo]:
    """Interviews with questions that nobody has read, the one that waits longest first."""
    if rules.MODERATE not in permissions(post):
        return []
    pending = Q(questions__state=rules.PENDING)
    found = Interview.objects.visible_to(post).filter(pending)
    rows = found.annotate(number=Count("questions"), oldest=Min("questions__received_at")).order_by("oldest")[
        :most
    ]
    return [
        Todo(
            row.title,
            f"{row.address}questions/",
            row.oldest,
            f"{row.number}条提问待审核",
            row.state == rules.LIVE,
        )
        for row in rows
    ]


def steps(post: Post, most: int) -> list[Todo]:
    """What the guide wants done within three days, or wanted done already."""
    if rules.EDIT not in permissions(post):
        return []
    day = today()
    found = queries.open_steps(post, shifted(day, days=DAYS_BEFORE))[:most]
    return [
        Todo(
            f"{step.name}：{step.interview.title}",
            step.interview.address,
            start_of(step.due_on),
            f"{step.due_on:%m月%d日}前 · {step.who}",
            step.due_on < day,
        )
        for step in found
        if step.due_on is not None
    ]
