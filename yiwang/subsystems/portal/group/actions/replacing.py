"""How are links or a domain replaced across all content, after a look at what would change?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person
from yiwang.kernel.publications import actions as publications
from yiwang.subsystems.portal import text as texts
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.group.models import Replacement
from yiwang.subsystems.portal.models import Article, Column, Version
from yiwang.subsystems.portal.rules import SITES
from yiwang.subsystems.portal.sites import Site

BEGINNING = re.compile(r"(?:https?://[^\s/<>\"'&]+[^\s<>\"'&]*|/(?![/\\])[^\s<>\"'&]*)")
MOST = 2000
SHOWN = 50


@dataclass(frozen=True)
class Swap:
    """Addresses that begin with ``old`` begin with ``new`` afterwards; what people read stays."""

    old: str
    new: str

    def pattern(self) -> re.Pattern[str]:
        # The beginning of an address ends where a part of it ends: /old is not the beginning of /older.
        end = "" if self.old.endswith("/") else r"(?=[/?#:\"]|$)"
        return re.compile(rf'(?P<name> (?:href)=")(?P<old>{re.escape(self.old)}){end}')

    def applied(self, body: str) -> tuple[str, int]:
        return self.pattern().subn(lambda match: f"{match['name']}{self.new}", body)

    def address(self, address: str) -> str:
        body, _ = self.applied(f' href="{address}"')
        return body.removeprefix(' href="').removesuffix('"')


@dataclass(frozen=True)
class Change:
    """One article or link column that would change, with how many links."""

    title: str
    site: str
    links: int
    article_id: int | None = None
    column_id: int | None = None


def checked(swap: Swap) -> Swap:
    old, new = swap.old.strip(), swap.new.strip()
    for value, name in ((old, "old"), (new, "new")):
        if not BEGINNING.fullmatch(value) or len(value) > 300 or value == "/":
            raise Refused("请填写以 https://、http:// 或 / 开头的地址，不含空格、引号和 &。", field=name)
    if old == new:
        raise Refused("新旧地址相同。", field="new")
    return Swap(old, new)


def preview(swap: Swap, sites: Sequence[Site]) -> list[Change]:
    """What would change, newest first; nothing is written."""
    return list(_changes(checked(swap), sites))


def _changes(swap: Swap, sites: Sequence[Site]) -> Iterator[Change]:
    titles = {site.pk: site.name for site in sites}
    columns = Column.objects.filter(site__in=sites, kind="link", link__startswith=swap.old)
    for column in columns.in_order():
        if swap.address(column.link) != column.link:
            yield Change(f"链接栏目：{column.title}", titles[column.site_id], 1, column_id=column.pk)
    held = Q(body__contains=f'"{swap.old}') | Q(publication__body__contains=f'"{swap.old}')
    rows = Article.objects.kept().filter(held, site__in=sites).order_by("-changed_at", "-pk")
    for pk, title, site, body, live in rows.values_list(
        "pk", "title", "site", "body", "publication__body"
    ).iterator(200):
        links = max(swap.applied(body)[1], swap.applied(live or "")[1])
        if links:
            yield Change(title, titles[site], links, article_id=pk)


@transaction.atomic
def replace_links(by: Actor, swap: Swap, sites: Sequence[Site]) -> Replacement:
    """In working copies and in what is public, together. Raises Refused where nothing or too much changes.

    No words change, so nothing goes back to the desks; each article keeps a version that says so.
    """
    swap = checked(swap)
    if not sites:
        raise Refused("请选择网站。")
    people = [require_site_right(by, SITES, site).person for site in sites]
    changes = list(_changes(swap, sites))
    if not changes:
        raise Refused("没有找到以这个地址开头的链接。", field="old")
    if len(changes) > MOST:
        raise Refused(f"涉及超过 {MOST} 处，请把原地址写得更具体，分次替换。", field="old")
    for change in changes:
        if change.article_id is not None:
            _in_article(by, people[0], change.article_id, swap)
        elif change.column_id is not None:
            column = Column.objects.select_for_update().get(pk=change.column_id)
            column.link = swap.address(column.link)[:300]
            column.save(update_fields=["link"])
            record(by, "portal.column_change", column, link=column.link)
    made = Replacement.objects.create(
        old=swap.old,
        new=swap.new,
        sites=[site.slug for site in sites],
        articles=sum(change.article_id is not None for change in changes),
        links=sum(change.links for change in changes),
        at=now(),
        by=people[0],
    )
    record(by, "portal.links_replace", made, old=swap.old, new=swap.new, links=made.links)
    return made


def _in_article(by: Actor, person: Person, article_id: int, swap: Swap) -> None:
    Article.objects.select_for_update().get(pk=article_id)
    article = Article.objects.in_full().get(pk=article_id)
    if article.publication is not None and not article.publication.is_withdrawn:
        live, count = swap.applied(article.publication.body)
        if count:
            publications.rewrite_links(by, article.publication, live)
    body, count = swap.applied(article.body)
    if not count:
        return
    was_live = article.live_version == article.version
    text = replace(article.text(), body=body)
    article.body, article.version = body, article.version + 1
    article.changed_at = now()
    if was_live:
        article.live_version = article.version
    article.save(update_fields=["body", "version", "changed_at", "live_version"])
    Version.objects.create(
        article=article,
        number=article.version,
        content=texts.as_json(text),
        note=f"批量替换链接：{swap.old} → {swap.new}"[:200],
        saved_by=person,
        saved_at=article.changed_at,
    )
    record(by, "portal.article_relink", article, version=article.version, links=count)
