"""How are columns opened, changed, moved, ordered and closed?"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal import rules
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.rules import COLUMNS, Node


@dataclass(frozen=True)
class Particulars:
    """What may be said about a column and changed at any time."""

    title: str
    kind: str = "list"
    column_type: str = "工作动态"
    description: str = ""
    keywords: str = ""
    link: str = ""
    unit: Unit | None = None
    update_days: int | None = None
    is_two_step: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def open_column(
    by: Actor, site: Site, slug: str, particulars: Particulars, parent: Column | None = None
) -> Column:
    """A new column, last among its siblings."""
    nodes = _locked_nodes(by, site)
    rules.check_free_slug(nodes, slug)
    _check(nodes, None, parent, particulars)
    column = Column(site=site, slug=slug, parent=parent, order=_last(site, parent) + 1)
    _apply(column, particulars)
    column.save()
    record(by, "portal.column_open", column, slug=slug, parent=parent.title if parent else "")
    return column


@transaction.atomic
def change_column(by: Actor, column_id: int, particulars: Particulars) -> Column:
    """Other particulars for a column, a new title among them; its address stays."""
    column, nodes = _locked(by, column_id)
    _check(nodes, column.pk, column.parent, particulars)
    before = _said(column)
    _apply(column, particulars)
    after = _said(column)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        column.save()
        record(by, "portal.column_change", column, changed=changed)
    return column


@transaction.atomic
def move_column(by: Actor, column_id: int, parent: Column | None) -> Column:
    """Under another column, or to the top; last among its new siblings."""
    column, nodes = _locked(by, column_id)
    if parent is not None and parent.site_id != column.site_id:
        raise Refused("只能移到同一网站的栏目之下。", field="parent")
    rules.check_place(nodes, column.pk, parent.pk if parent else None, column.title)
    before = column.parent.title if column.parent else ""
    column.order = _last(column.site, parent) + 1
    column.parent = parent
    column.save(update_fields=["parent", "order"])
    record(by, "portal.column_move", column, before=before, after=parent.title if parent else "")
    return column


@transaction.atomic
def order_columns(by: Actor, site: Site, parent: Column | None, column_ids: Sequence[int]) -> None:
    """The siblings under ``parent`` in this order; Refused where they are not exactly its columns."""
    _locked_nodes(by, site)
    siblings = {column.pk: column for column in Column.objects.filter(site=site, parent=parent)}
    if sorted(siblings) != sorted(column_ids):
        raise Refused("栏目已有变动，请刷新页面后重新排序。")
    for order, column_id in enumerate(column_ids, start=1):
        siblings[column_id].order = order
    Column.objects.bulk_update(siblings.values(), ["order"])
    titles = [siblings[column_id].title for column_id in column_ids]
    record(by, "portal.column_order", parent or site, order=titles)


@transaction.atomic
def close_column(by: Actor, column_id: int, reason: str) -> Column:
    """Nothing new enters the column and it leaves the menus; what stands in it stays readable."""
    column, nodes = _locked(by, column_id)
    reason = rules.check_reason(reason)
    if not column.is_open:
        raise Refused("这个栏目已经关闭。")
    rules.check_closing(nodes, column.pk)
    column.is_open = False
    column.save(update_fields=["is_open"])
    record(by, "portal.column_close", column, reason=reason)
    return column


@transaction.atomic
def reopen_column(by: Actor, column_id: int) -> Column:
    column, nodes = _locked(by, column_id)
    if column.is_open:
        raise Refused("这个栏目已经是开放的。")
    rules.check_place(nodes, column.pk, column.parent_id, column.title)
    column.is_open = True
    column.save(update_fields=["is_open"])
    record(by, "portal.column_reopen", column)
    return column


def _locked_nodes(by: Actor, site: Site) -> list[Node]:
    """The tree of the site, which nobody else changes until we are done; Refused without the right to it."""
    require_site_right(by, COLUMNS, Site.objects.select_for_update().get(pk=site.pk))
    return Column.objects.filter(site=site).nodes()


def _locked(by: Actor, column_id: int) -> tuple[Column, list[Node]]:
    site = Column.objects.select_related("site").get(pk=column_id).site
    nodes = _locked_nodes(by, site)
    return Column.objects.select_related("site", "parent", "unit").get(pk=column_id), nodes


def _last(site: Site, parent: Column | None) -> int:
    orders = (
        Column.objects.filter(site=site, parent=parent).order_by("-order").values_list("order", flat=True)
    )
    return orders.first() or 0


def _check(nodes: list[Node], column_id: int | None, parent: Column | None, particulars: Particulars) -> None:
    if not particulars.title.strip():
        raise Refused("请填写栏目名称。", field="title")
    if particulars.kind not in rules.COLUMN_KINDS:
        raise Refused("请选择栏目形式。", field="kind")
    if particulars.kind == "link" or particulars.link:
        rules.check_link(particulars.link)
    if particulars.starts_on and particulars.ends_on and particulars.ends_on < particulars.starts_on:
        raise Refused("结束日期不能早于开始日期。", field="ends_on")
    rules.check_place(nodes, column_id, parent.pk if parent else None, particulars.title.strip())


def _apply(column: Column, particulars: Particulars) -> None:
    for one in fields(particulars):
        setattr(column, one.name, getattr(particulars, one.name))
    column.title = particulars.title.strip()


def _said(column: Column) -> dict[str, str]:
    return {one.name: str(getattr(column, one.name) or "") for one in fields(Particulars)}
