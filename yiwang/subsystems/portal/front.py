"""What stands on the front page, and in which order?"""

from collections.abc import Mapping, Sequence
from typing import Any

from yiwang.kernel.publications import dependencies
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.context import SiteFrame, address_of
from yiwang.subsystems.portal.lists import LISTED, Block, blocks, newest
from yiwang.subsystems.portal.quick import quick
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import Site

BLOCKS: Mapping[str, str] = {
    "welcome": "搜索和常办服务",
    "headline": "图片头条",
    "leads": "动态、公告和文件",
    "hall": "网上办事",
    "services": "服务栏目",
    "dialogue": "政民互动",
    "columns": "其他栏目",
    "topics": "专题专栏",
    "sites": "部门和县区网站",
    "entries": "常用入口",
}
"""What a front page may be made of; an edition of a site chooses and orders them."""
USUAL = ("welcome", "headline", "leads", "services", "dialogue", "columns", "topics", "sites", "entries")
SLIM = ("headline", "leads", "hall", "columns", "topics", "entries", "sites")
"""Of the city; of a department or county, whose readers come for its news. An edition may say otherwise."""
LEADING_TYPES = ("工作动态", "通知公告", "政策文件")
PER_BLOCK = 8
PER_LEAD = 7
HEADLINES = 5
RECENT = 500
TOPICS = 4
SITES = 60


def front_page(frame: SiteFrame) -> dict[str, Any]:
    """Headlines; news, notices and documents; ways into services; other main columns; topics; links.

    ``order``: the templates of the blocks that the site shows.
    """
    wanted = [one for one in usual_blocks(frame) if one in BLOCKS]
    leading = leads(frame, PER_LEAD) if "leads" in wanted else []
    shown = {one.pk for lead in leading for one in (lead.column, *lead.children)}
    others = [one for one in frame.shown(None) if one.kind not in {"link", "topic"} and one.pk not in shown]
    services = [one for one in others if one.column_type == "办事服务" and frame.children(one)]
    rest = [one for one in others if one not in services and one.column_type != "专题专栏"]
    return {
        "order": [f"portal/public/front/{one}.html" for one in wanted],
        "headlines": headlines(frame, HEADLINES) if "headline" in wanted else [],
        "leads": leading,
        "services": [(one, frame.children(one)) for one in services],
        "blocks": blocks(frame, rest, PER_BLOCK) if "columns" in wanted else [],
        "topics": [one for one in frame.columns if one.kind == "topic" and one.is_open][:TOPICS],
        "links": [one for one in frame.columns if one.kind == "link" and one.is_open],
        "sites": other_sites(frame) if "sites" in wanted else [],
        "has_welcome": "welcome" in wanted,
        "quick": quick(),
    }


def usual_blocks(frame: SiteFrame) -> Sequence[str]:
    """What the edition in force says, or what is usual for such a site."""
    return frame.layout.get("blocks") or (USUAL if frame.is_main else SLIM)


def other_sites(frame: SiteFrame) -> list[tuple[str, str]]:
    """Name and address of the other sites of the group that are open."""
    rows = Site.objects.filter(state=SiteState.OPEN).exclude(slug=frame.slug).order_by("pk")
    return [(one.name, address_of(one)) for one in rows[:SITES]]


def leads(frame: SiteFrame, most: int) -> list[Block]:
    """News, notices and policy documents, wherever in the tree they stand: what people come for first."""
    found = []
    for column_type in LEADING_TYPES:
        columns = [one for one in frame.columns if one.is_open and one.column_type == column_type]
        columns = [one for one in columns if one.kind in {"list", "documents"} and not frame.hides(one)]
        ids = {one.pk for one in columns}
        tops = [one for one in columns if one.parent_id not in ids]
        if tops:
            title = tops[0].title if len(tops) == 1 else column_type
            rows = newest(tops[0].site.slug, [one.slug for one in columns], most)
            found.append(Block(tops[0], title, tops if len(tops) > 1 else [], rows))
    return found


def headlines(frame: SiteFrame, most: int) -> list[Publication]:
    """The newest with a picture, for the head of the front page."""
    dependencies.note(dependencies.site(frame.slug))
    # Where nobody adds pictures, nobody looks through a hundred thousand articles for one.
    recent = frame.publications().filter(site=frame.slug, kind="news").newest_first()
    rows = Publication.objects.filter(pk__in=recent.values("pk")[:RECENT], image__isnull=False)
    return list(rows.newest_first().select_related("image").only(*LISTED, "image", "image_alt")[:most])
