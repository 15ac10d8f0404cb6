"""How is a site rebuilt: an edition drawn up, tested inside, switched over to in one act, and back?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.channels.choices import THEMES
from yiwang.subsystems.portal.context import frame_at
from yiwang.subsystems.portal.front import BLOCKS, usual_blocks
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import Edition
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import SITES
from yiwang.subsystems.portal.sites import Site

FIRST = "改版前的样式"


@dataclass(frozen=True)
class Look:
    name: str
    theme: str
    blocks: Sequence[str]
    hidden: Sequence[str] = ()


@transaction.atomic
def draw_up(by: Actor, site_id: int, look: Look) -> Edition:
    site = Site.objects.get(pk=site_id)
    person = require_site_right(by, SITES, site).person
    _check(site, look)
    edition = Edition.objects.create(
        site=site,
        name=look.name.strip(),
        theme=look.theme,
        blocks=list(look.blocks),
        hidden=list(look.hidden),
        made_at=now(),
        made_by=person,
    )
    record(by, "portal.edition_draw_up", edition, site=site.name)
    return edition


@transaction.atomic
def change(by: Actor, edition_id: int, look: Look) -> Edition:
    """What changed is tested anew; the one that readers see is not changed but followed by another."""
    edition = _locked(by, edition_id)
    if edition.is_live:
        raise Refused("正在使用的版本不能直接修改，请另建一个版本测试后切换。")
    _check(edition.site, look)
    edition.name, edition.theme = look.name.strip(), look.theme
    edition.blocks, edition.hidden = list(look.blocks), list(look.hidden)
    edition.tested_at = edition.tested_by = None
    edition.save()
    record(by, "portal.edition_change", edition)
    return edition


@transaction.atomic
def note_test(by: Actor, edition_id: int, note: str) -> Edition:
    """Somebody looked at the preview and says what they found good."""
    edition = _locked(by, edition_id)
    person = require_site_right(by, SITES, edition.site).person
    edition.note = rules.check_text(note, "测试情况", "note")
    edition.tested_at, edition.tested_by = now(), person
    edition.save()
    record(by, "portal.edition_test", edition, note=edition.note)
    return edition


@transaction.atomic
def switch_over(by: Actor, edition_id: int) -> Edition:
    """Readers see this edition from now on; the one before stays and can be switched back to.

    Raises Refused before it was tested inside (FUNCTIONS S16).
    """
    edition = _locked(by, edition_id)
    site = Site.objects.select_for_update().get(pk=edition.site_id)
    person = require_site_right(by, SITES, site).person
    if edition.is_live:
        raise Refused("网站正在使用这个版本。")
    if edition.tested_at is None:
        raise Refused("请先预览测试并填写测试情况，再切换版本。")
    moment = now()
    before = Edition.objects.filter(site=site, is_live=True).first()
    if before is None:
        Edition.objects.create(
            site=site,
            name=FIRST,
            theme=site.theme or "blue",
            blocks=list(usual_blocks(frame_at(site))),
            hidden=list(site.layout.get("hidden", [])),
            made_at=moment,
            made_by=person,
            tested_at=moment,
            tested_by=person,
        )
    else:
        before.is_live = False
        before.save(update_fields=["is_live"])
    site.theme = edition.theme
    site.layout = {**site.layout, "blocks": edition.blocks, "hidden": edition.hidden}
    site.save(update_fields=["theme", "layout"])
    edition.is_live, edition.switched_at = True, moment
    edition.save()
    record(
        by, "portal.site_switch_edition", site, before=before.name if before else FIRST, after=edition.name
    )
    return edition


def _locked(by: Actor, edition_id: int) -> Edition:
    edition = Edition.objects.select_for_update(of=("self",)).select_related("site__unit").get(pk=edition_id)
    require_site_right(by, SITES, edition.site)
    return edition


def _check(site: Site, look: Look) -> None:
    if not look.name.strip():
        raise Refused("请填写版本名称。", field="name")
    if look.theme not in THEMES:
        raise Refused("请选择主题颜色。", field="theme")
    if not look.blocks or set(look.blocks) - set(BLOCKS) or len(set(look.blocks)) != len(look.blocks):
        raise Refused("请从清单中选择首页板块，每个最多一次，至少一个。", field="blocks")
    known = set(Column.objects.filter(site=site).values_list("slug", flat=True))
    if set(look.hidden) - known:
        raise Refused("不显示的栏目应是本网站的栏目。", field="hidden")
