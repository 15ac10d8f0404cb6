"""Which systems does a post see, and what is stuck on the way to them?"""

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.paging import Page, page_of
from yiwang.kernel.systems.models import Call, System, SystemQuerySet

RECENT = 20


def systems(post: Post, text: str, state: str) -> SystemQuerySet:
    """Those of the post's unit and the units below, in the order of the unit tree."""
    found = System.objects.visible_to(post).select_related("unit").order_by("unit__path", "name", "pk")
    if text:
        found = found.matching(text)
    return found.filter(state=state) if state else found


def recent_calls(system: System) -> list[Call]:
    return list(Call.objects.filter(system=system).order_by("-id")[:RECENT])


def stuck_page(post: Post, asked: str | None) -> Page[Call]:
    return page_of(
        Call.objects.visible_to(post).stuck().select_related("system__unit").order_by("-id"), asked
    )
