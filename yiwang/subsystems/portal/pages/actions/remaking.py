"""How do people have pages made anew?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.pages import mode
from yiwang.subsystems.portal.pages.actions import entering, marking
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.sites import Site


@transaction.atomic
def remake_page(by: Actor, page_id: int) -> Page:
    """One page, before all others. Raises Refused where pages are no files."""
    _require_files()
    page = Page.objects.select_for_update().get(pk=page_id)
    marking.mark_pages([page.pk], rank=1)
    record(by, "portal.pages_remake", page, path=str(page))
    return page


@transaction.atomic
def remake_all(by: Actor, site: Site | None) -> int:
    """Every page of a site, or of every site; how many. Pages nobody knew of are entered."""
    _require_files()
    entering.enter_all()
    count = marking.mark_site(site.slug if site else None)
    record(by, "portal.pages_remake", site, count=count, site=site.slug if site else "")
    return count


def _require_files() -> None:
    if not mode.are_files():
        raise Refused("本平台的公开页面取自内存缓存，没有静态文件，不需要重新生成。")
