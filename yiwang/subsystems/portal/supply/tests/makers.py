"""Two sites with columns, people of both, articles offered from one to the other."""

from dataclasses import replace
from itertools import count
from typing import Any

from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, Column, Site
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.actions import offering, subscribing
from yiwang.subsystems.portal.supply.actions.subscribing import Terms
from yiwang.subsystems.portal.supply.models import Proposal, Subscription
from yiwang.subsystems.portal.tests import makers

_numbers = count(1)


def make_other_site(unit: Unit | None = None, **changes: Any) -> Site:
    number = next(_numbers)
    fields = {
        "slug": f"site-{number}",
        "name": f"第{number}局网站",
        "domain": f"d{number}.yunze.gov.cn",
        "unit": unit or make_unit(),
        **changes,
    }
    return makers.make_site(**fields)


def make_own_column(site: Site, **changes: Any) -> Column:
    return makers.make_column(site=site, unit=changes.pop("unit", site.unit), **changes)


def make_editor(unit: Unit | None = None) -> Post:
    """Who adopts: of the city without ``unit``."""
    if unit is None:
        return makers.make_officer(rules.EDITOR)
    return make_post(unit=unit, roles=[rules.EDITOR])


def make_draft_of(site: Site, **changes: Any) -> Article:
    """A draft in a column of the site, written in the site's unit."""
    author = make_post(unit=site.unit, roles=[makers.AUTHOR])
    column = changes.pop("column", None) or make_own_column(site)
    return makers.make_article(author, column_id=column.pk, **changes)


def make_published_of(site: Site, **changes: Any) -> Article:
    article = make_draft_of(site, **changes)
    return publish(article)


def publish(article: Article) -> Article:
    """Through three hands of the city to the public."""
    if article.state in {"draft", "returned"}:
        workflow.submit(actor(makers.make_officer(makers.AUTHOR)), article.pk)
    workflow.review(actor(makers.make_officer(makers.REVIEWER)), article.pk)
    return workflow.publish(actor(makers.make_officer(makers.PUBLISHER)), article.pk, reason="已逐项核对")


def make_offer(article: Article, column: Column, **changes: Any) -> Proposal:
    by = make_post(unit=article.unit, roles=[makers.AUTHOR])
    [made] = offering.offer(actor(by), article.pk, [column.pk], changes.get("note", ""))
    return made


def make_push(article: Article, column: Column) -> Proposal:
    by = make_post(unit=article.unit, roles=[makers.AUTHOR])
    [made] = offering.push(actor(by), article.pk, [column.pk])
    return made


def make_subscription(column: Column, source: Column, by: Post, **changes: Any) -> Subscription:
    terms = Terms(
        column.pk,
        source.pk,
        changes.get("words", ""),
        changes.get("mode", rules.Mode.PROPOSE),
        changes.get("follow", rules.Follow.TELL),
    )
    return subscribing.subscribe(actor(by), terms)


def change(article: Article, body: str) -> Article:
    """Another text of the article before the public."""
    held = Article.objects.in_full().get(pk=article.pk)
    by = make_post(unit=held.unit, roles=[makers.AUTHOR])
    saved = articles.save(actor(by), held.pk, held.version, replace(held.text(), body=body))
    return publish(saved)


def lines_agree() -> bool:
    """Whether the unit of every column is the same, asked for one or for all."""
    units = lines.deciding_units()
    return all(lines.unit_of(column) == units[column.pk] for column in Column.objects.all())
