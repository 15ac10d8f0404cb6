"""What of the site group waits for a post, and who may open its files?"""

from yiwang.kernel.deadlines.moments import now, shifted, start_of, today
from yiwang.kernel.exchange.models import STUCK
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.group.models import (
    Closing,
    Import,
    Offline,
    Opening,
    ToldPart,
    ToldSite,
)
from yiwang.subsystems.portal.group.rules import GROUP
from yiwang.subsystems.portal.rules import SITES, SiteState
from yiwang.subsystems.portal.sites import Site

SOON_DAYS = 30


def to_decide(post: Post, most: int) -> list[Todo]:
    """Asked for by others, the longest waiting first."""
    if not may(post, GROUP):
        return []
    asked = Opening.objects.visible_to(post).undecided().exclude(requested_by=post.person_id)
    return [
        Todo(
            title=f"{one.unit.called}申请开设“{one.name}”"[:120],
            address=f"/office/portal/group/openings/{one.pk}/",
            since=one.requested_at,
        )
        for one in asked.select_related("unit").order_by("requested_at")[:most]
    ]


def to_close(post: Post, most: int) -> list[Todo]:
    """Sites on the list whose deadline is near or past."""
    if not may(post, GROUP):
        return []
    day = today()
    near = Closing.objects.visible_to(post).running().filter(due_on__lte=shifted(day, days=SOON_DAYS))
    return [
        Todo(
            title=f"关停“{one.site.name}”"[:120],
            address=f"/office/portal/group/closings/{one.pk}/",
            since=one.planned_at,
            note=f"{one.due_on} 前完成",
            is_late=one.due_on < day,
        )
        for one in near.select_related("site")[:most]
    ]


def to_bring_back(post: Post, most: int) -> list[Todo]:
    """Off-line for longer than was said."""
    if not may(post, GROUP):
        return []
    day = today()
    late = Offline.objects.filter(ended_at=None, ends_on__lte=day, site__state=SiteState.OFFLINE)
    return [
        Todo(
            title=f"恢复“{one.site.name}”"[:120],
            address=f"/office/portal/group/sites/{one.site_id}/",
            since=start_of(one.starts_on),
            note=f"应于 {one.ends_on} 恢复",
            is_late=one.ends_on < day,
        )
        for one in late.filter(site__in=Site.objects.visible_to(post)).select_related("site")[:most]
    ]


def untold(post: Post, most: int) -> list[Todo]:
    """What the outer zone does not take, with the reason; it is sent again every hour."""
    if not may(post, GROUP):
        return []
    sites = {site.slug: site for site in Site.objects.visible_to(post)}
    stuck: list[ToldSite | ToldPart] = [
        *ToldSite.objects.filter(STUCK, site__in=sites).order_by("pk")[:most],
        *ToldPart.objects.filter(STUCK, site__in=sites).order_by("pk")[:most],
    ]
    return [
        Todo(
            title=f"“{sites[one.site].name}”没有送达外网"[:120],
            address=f"/office/portal/group/sites/{sites[one.site].pk}/",
            since=now(),
            note=one.trouble,
            is_late=True,
        )
        for one in stuck[:most]
    ]


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Archives and sources are for those who keep the site."""
    if post is None or not may(post, SITES):
        return False
    sites = Site.objects.visible_to(post)
    return (
        Closing.objects.filter(archive=stored, site__in=sites).exists()
        or Import.objects.filter(file=stored, site__in=sites).exists()
    )


def references(ids: set[int]) -> set[int]:
    held = set(Closing.objects.filter(archive__in=ids).values_list("archive", flat=True))
    return held | set(Import.objects.filter(file__in=ids).values_list("file", flat=True))
