"""Who learns that a system was not reached, or that its token runs out?"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count
from django.urls import reverse

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.systems.models import Call, System, Token

REGISTRAR = "system_registrar"
# Days before the last one; a token is told of once for each.
THRESHOLDS = (30, 7, 0)


@transaction.atomic
def tell_registrars() -> int:
    """Tell those who register systems of dead calls, once a day and system, and of tokens near their end.

    Returns how many systems and tokens there were to tell of.
    """
    return _tell_of_dead_calls() + _tell_of_tokens()


def _tell_of_dead_calls() -> int:
    dead = Call.objects.filter(state=Call.State.DEAD).values_list("system").annotate(count=Count("pk"))
    counts = dict(dead)
    systems = System.objects.filter(pk__in=counts).select_related("unit").order_by("pk")
    for system in systems:
        for person in registrars(system):
            tell(
                person,
                subject=f"“{system.name}”有 {counts[system.pk]} 次推送没有送达",
                body="多次尝试仍未送达，已停止自动重试。请与系统负责人核实后重新推送或者取消。",
                link=reverse("systems:stuck_calls"),
                key=f"systems:dead:{system.pk}:{today():%Y-%m-%d}",
            )
    return len(systems)


def _tell_of_tokens() -> int:
    day = today()
    near = Token.objects.filter(revoked_at=None, expires_on__lte=shifted(day, days=THRESHOLDS[0]))
    tokens = list(near.filter(system__is_active=True).select_related("system__unit").order_by("pk"))
    for token in tokens:
        left = (token.expires_on - day).days
        threshold = min(each for each in THRESHOLDS if left <= each)
        said = f"还有 {left} 天到期" if left > 0 else "今天到期" if left == 0 else "已到期"
        for person in registrars(token.system):
            tell(
                person,
                subject=f"“{token.system.name}”的接口令牌（{token.label}）{said}",
                body=f"有效期至 {token.expires_on}。需要继续使用的，请签发新的令牌并通知系统负责人更换。",
                link=reverse("systems:system", args=[token.system_id]),
                key=f"systems:token:{token.pk}:{threshold}",
            )
    return len(tokens)


def registrars(system: System) -> Iterable[Person]:
    """Those of the system's unit and of the units above it, each once."""
    above = (*paths.above(system.unit.path), system.unit.path)
    posts = Post.objects.in_office(today()).carrying(REGISTRAR).filter(unit__path__in=above)
    return {post.person_id: post.person for post in posts.select_related("person")}.values()
