"""How does a column subscribe to another site's, trust a site, and take what arrives?"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.models import Column, Site
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.actions.offering import fetch
from yiwang.subsystems.portal.supply.models import Proposal, Subscription, Trust
from yiwang.subsystems.portal.supply.rules import ADOPT

LOOKED_BACK_DAYS = 30
AT_ONCE = 100
ORIGIN = "portal.article"


@dataclass(frozen=True)
class Terms:
    """What is subscribed to, and what becomes of it."""

    column_id: int
    source_id: int
    words: str
    mode: str
    follow: str


@transaction.atomic
def subscribe(by: Actor, terms: Terms) -> Subscription:
    """From now on; what was published before is left alone."""
    column, source = _column(terms.column_id), _column(terms.source_id)
    rules.check_subscription(column.site_id, source.site_id)
    unit = lines.unit_of(column)
    post = require_right(by, ADOPT, unit)
    if Subscription.objects.filter(column=column, source=source).exists():
        raise Refused("已经订阅过这个栏目，请在列表中修改。", field="source")
    made = Subscription.objects.create(
        column=column,
        source=source,
        words=" ".join(rules.words(terms.words)),
        mode=terms.mode,
        follow=terms.follow,
        unit=unit,
        made_by=post,
        made_at=now(),
    )
    record(by, "portal.supply_subscribe", made, column=column.title, source=source.title, mode=made.mode)
    return made


@transaction.atomic
def switch(by: Actor, subscription_id: int, *, is_active: bool) -> Subscription:
    """Stopped, or begun again from now on in the name of whoever begins it."""
    held = Subscription.objects.select_for_update(of=("self",)).select_related("unit").get(pk=subscription_id)
    post = require_right(by, ADOPT, held.unit)
    if held.is_active == is_active:
        raise Refused("订阅已经启用。" if is_active else "订阅已经停用。")
    held.is_active = is_active
    if is_active:
        held.made_by, held.made_at = post, now()
    held.save()
    record(by, "portal.supply_switch", held, is_active=is_active)
    return held


@transaction.atomic
def trust(by: Actor, column_id: int, site_id: int, follow: str) -> Trust:
    """What the site pushes to the column enters it at once."""
    column = _column(column_id)
    site = Site.objects.get(pk=site_id)
    if site.pk == column.site_id:
        raise Refused("请选择另一个网站。", field="site")
    unit = lines.unit_of(column)
    post = require_right(by, ADOPT, unit)
    try:
        with transaction.atomic():
            made = Trust.objects.create(
                column=column, site=site, follow=follow, unit=unit, made_by=post, made_at=now()
            )
    except IntegrityError:
        raise Refused("已经信任这个网站。", field="site") from None
    record(by, "portal.supply_trust", made, column=column.title, site=site.name)
    return made


@transaction.atomic
def distrust(by: Actor, trust_id: int) -> None:
    held = (
        Trust.objects.select_for_update(of=("self",))
        .select_related("unit", "column", "site")
        .get(pk=trust_id)
    )
    require_right(by, ADOPT, held.unit)
    record(by, "portal.supply_distrust", held, column=held.column.title, site=held.site.name)
    held.delete()


def collect_due() -> int:
    """Fetch what was published in subscribed columns; how much. Each article in a transaction of its own."""
    running = Subscription.objects.filter(is_active=True, column__is_open=True).order_by("pk")
    running = running.select_related("column__site", "column__unit", "source__site", "unit", "made_by")
    return sum(_collected(one) for one in running)


def _collected(subscription: Subscription) -> int:
    fetched = [fetch(subscription, int(origin)) for origin in _fresh(subscription)[:AT_ONCE]]
    return sum(one is not None for one in fetched)


def _fresh(subscription: Subscription) -> list[str]:
    """Ids of articles that the public reads in the column, the oldest first, not offered here yet."""
    since = max(subscription.made_at, shifted(now(), days=-LOOKED_BACK_DAYS))
    placed = Placement.objects.filter(
        site=subscription.source.site.slug,
        column=subscription.source.slug,
        published_at__gte=since,
        published_at__lte=now(),
        publication__origin_kind=ORIGIN,
        publication__state=Publication.State.PUBLISHED,
    )
    wanted = rules.words(subscription.words)
    found = _with_words(placed, wanted).order_by("published_at", "publication_id")
    origins = list(found.values_list("publication__origin_id", flat=True))
    known = set(
        Proposal.objects.filter(column=subscription.column_id, original__in=[int(one) for one in origins])
        .order_by()
        .values_list("original_id", flat=True)
    ) | _roots_here(subscription, [int(one) for one in origins])
    return [one for one in origins if int(one) not in known]


def _roots_here(subscription: Subscription, ids: list[int]) -> set[int]:
    """Those that came to this site another way, or came from it."""
    here = subscription.column.site_id
    as_root = Proposal.objects.filter(root__in=ids, site=here, state__in=rules.HOLDING)
    copies = Proposal.objects.filter(copy__in=ids, root__site=here)
    return {*as_root.values_list("root_id", flat=True), *copies.values_list("copy_id", flat=True)}


def _with_words(placed: "QuerySet[Placement]", wanted: tuple[str, ...]) -> "QuerySet[Placement]":
    if not wanted:
        return placed
    has = Q()
    for word in wanted:
        for name in ("title", "keywords", "summary"):
            has |= Q(**{f"publication__{name}__icontains": word})
    return placed.filter(has)


def _column(column_id: int) -> Column:
    column = (
        Column.objects.open()
        .exclude(kind="link")
        .select_related("site", "unit", "parent")
        .filter(pk=column_id)
        .first()
    )
    if column is None:
        raise Refused("请选择开放的栏目。", field="column")
    return column
