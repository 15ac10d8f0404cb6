"""How is an old address, or a short one, led to where its content is now?"""

import re
from dataclasses import dataclass

from django.db import transaction
from django.urls import Resolver404, resolve

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import Redirect
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import SITES
from yiwang.subsystems.portal.sites import Site

COLUMN = re.compile(r"/[ct]/([^/]+)/?")


@dataclass(frozen=True)
class Way:
    path: str
    target: str
    kind: str = Redirect.Kind.MANUAL


@transaction.atomic
def lead(by: Actor, site_id: int, way: Way) -> Redirect:
    """Raises Refused for an address that has a page, or leads somewhere already, or in a circle."""
    site = Site.objects.select_for_update().get(pk=site_id)
    person = require_site_right(by, SITES, site).person
    path = rules.path_of(way.path)
    if not path:
        raise Refused("请填写本网站内的地址，以 / 开头，如 /old/123.html 或 /fangxun。", field="path")
    target = rules.check_target(way.target)
    if way.kind not in {Redirect.Kind.MANUAL, Redirect.Kind.SHORT}:
        raise Refused("请选择类别。", field="kind")
    if _has_page(site, path):
        raise Refused("这个地址已经由网站页面使用，请换一个。", field="path")
    if Redirect.objects.filter(site=site, path=path).exists():
        raise Refused("这个地址已经登记过，请先删除原来的记录。", field="path")
    aim = rules.path_of(target) if target.startswith("/") else ""
    if aim and (aim == path or Redirect.objects.filter(site=site, path=aim).exists()):
        raise Refused("目标地址本身会再次跳转，请填写最终地址。", field="target")
    made = Redirect.objects.create(
        site=site, path=path, target=target, kind=way.kind, made_at=now(), made_by=person
    )
    record(by, "portal.redirect_add", site, path=path, target=target)
    return made


@transaction.atomic
def forget(by: Actor, redirect_id: int) -> None:
    found = Redirect.objects.select_for_update(of=("self",)).select_related("site__unit").get(pk=redirect_id)
    require_site_right(by, SITES, found.site)
    record(by, "portal.redirect_remove", found.site, path=found.path, target=found.address)
    found.delete()


def _has_page(site: Site, path: str) -> bool:
    """Whether a page answers the address; then no redirect would ever be looked for."""
    bare = path.partition("?")[0]
    column = COLUMN.fullmatch(bare)
    if column is not None:
        return Column.objects.filter(site=site, slug=column[1]).exists()
    for one in (bare, f"{bare}/"):
        try:
            resolve(one)
        except Resolver404:
            continue
        return True
    return False
