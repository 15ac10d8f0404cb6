"""How is an article offered to columns of other sites, and taken back?"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import locked, require_right
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.actions.deciding import adopt_by_standing
from yiwang.subsystems.portal.supply.models import Proposal, Subscription, Trust, Weight
from yiwang.subsystems.portal.supply.rules import HOLDING, State, Way


@transaction.atomic
def offer(by: Actor, article_id: int, column_ids: Iterable[int], note: str = "") -> list[Proposal]:
    """报送: the newest text of an article, or what the public reads of it, to columns of an upper site."""
    return _offer(by, Way.SUPPLY, article_id, column_ids, note)


@transaction.atomic
def push(by: Actor, article_id: int, column_ids: Iterable[int], note: str = "") -> list[Proposal]:
    """推送: what the public reads, to columns of further sites; their editors decide, or have decided."""
    return _offer(by, Way.PUSH, article_id, column_ids, note)


def _offer(by: Actor, way: Way, article_id: int, column_ids: Iterable[int], note: str) -> list[Proposal]:
    article = locked(article_id)
    person = require_right(by, WRITE, article.unit).person
    columns = list(Column.objects.open().select_related("site", "unit", "parent").filter(pk__in=column_ids))
    if not columns:
        raise Refused("请选择要送往的栏目。", field="columns")
    made = []
    for column in columns:
        proposal = _entered(way, article, column, now())
        proposal.offered_by, proposal.note = person, " ".join(note.split())[: rules.NOTE_LENGTH]
        proposal.points = lines.points_of(Weight.Deed.OFFERED, column)
        _save(proposal)
        record(by, "portal.supply_offer", proposal, way=way, site=column.site.name, column=column.title)
        made.append(proposal)
    for proposal in made:
        _announce(proposal)
    return made


def fetch(subscription: Subscription, article_id: int) -> Proposal | None:
    """What a subscription found; None where the text has come to this site already."""
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",)).select_related("unit").get(pk=article_id)
        try:
            proposal = _entered(Way.SUBSCRIPTION, article, subscription.column, now())
            proposal.follow = subscription.follow
            _save(proposal)
        except Refused:
            return None
        record(
            SYSTEM,
            "portal.supply_fetch",
            proposal,
            subscription=subscription.pk,
            site=subscription.source.site.name,
            column=subscription.column.title,
        )
        if subscription.mode == rules.Mode.AUTOMATIC:
            adopt_by_standing(proposal, subscription.made_by, subscription.follow)
        return proposal


def _announce(proposal: Proposal) -> None:
    """Adopted at once where the column trusts the site; otherwise its editors hear of it."""
    trust = None
    if proposal.way == Way.PUSH and proposal.original is not None:
        trust = (
            Trust.objects.filter(column=proposal.column, site=proposal.original.site)
            .select_related("made_by__unit", "made_by__person")
            .first()
        )
    if trust is not None and adopt_by_standing(proposal, trust.made_by, trust.follow):
        return
    lines.tell_editors(
        proposal, f"{rules.WAYS[proposal.way]}稿件待采用", f"来自{proposal.source_unit.name}。"
    )


def _entered(way: Way, article: Article, column: Column, moment: datetime) -> Proposal:
    """The offer as a row not saved yet; raises Refused where it may not go there."""
    if column.kind == "link":
        raise Refused(f"“{column.title}”是链接栏目，不能存放稿件。", field="columns")
    root = root_of(article)
    rules.check_offer(
        way,
        rules.Offered(
            is_live=article.is_live,
            is_binned=article.deleted_at is not None,
            site_id=article.site_id,
            root_site_id=root.site_id,
            has_reached=has_reached(root.pk, column.site_id),
        ),
        column.site_id,
    )
    return Proposal(
        way=way,
        original=article,
        root=root,
        version=article.live_version or article.version,
        followed_version=article.live_version,
        title=article.title,
        source_unit=article.unit,
        site=column.site,
        column=column,
        unit=lines.unit_of(column),
        offered_at=moment,
    )


def _save(proposal: Proposal) -> None:
    """The database has the last word on whether the text has come to this site already."""
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        raise Refused("这篇稿件刚刚由别人送到了该网站。", field="columns") from None


def root_of(article: Article) -> Article:
    """The very first original: copies of copies are traced back to it."""
    taken = Proposal.objects.filter(copy=article).select_related("root").first()
    return taken.root if taken is not None and taken.root is not None else article


def has_reached(root_id: int, site_id: int) -> bool:
    held = Proposal.objects.filter(root=root_id, site=site_id)
    return held.filter(state__in=HOLDING).exists()


@transaction.atomic
def take_back(by: Actor, proposal_id: int) -> Proposal:
    """The supplier takes back what nobody has decided yet."""
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("source_unit").get(pk=proposal_id)
    )
    require_right(by, WRITE, proposal.source_unit)
    rules.check_waiting(proposal.state, "撤回")
    proposal.state = State.TAKEN_BACK
    proposal.save(update_fields=["state"])
    record(by, "portal.supply_take_back", proposal)
    return proposal
