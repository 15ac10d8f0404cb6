"""How is an offered article adopted, by a person or by a standing decision, or returned?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.acting import actor
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.actions.copying import lend_files, offered_text, put_live, text_for
from yiwang.subsystems.portal.supply.models import Proposal, Weight
from yiwang.subsystems.portal.supply.rules import ADOPT, State


@transaction.atomic
def adopt(by: Actor, proposal_id: int, column_id: int | None = None, follow: str = "") -> Article:
    """The text becomes a draft of this site, which is edited, submitted, reviewed, published like any other.

    ``column_id``: another open column of the same site, where the one that was asked for does not fit.
    """
    proposal = _locked(proposal_id)
    post = require_right(by, ADOPT, proposal.unit)
    rules.check_waiting(proposal.state, "采用")
    if column_id is not None and column_id != proposal.column_id:
        proposal.column = _other_column(proposal, column_id)
    if follow in rules.FOLLOWS:
        proposal.follow = follow
    copy = _adopted(by, post, proposal)
    lines.tell_supplier(proposal, "报送稿件已采用", f"{proposal.site.name}“{proposal.column.title}”已采用。")
    return copy


def adopt_by_standing(proposal: Proposal, post: Post, follow: str) -> bool:
    """Adopt and publish in the name of whoever decided so beforehand; False where that no longer holds.

    Then it waits like any other, and the editors hear why.
    """
    held = Post.objects.in_full().in_office(today()).filter(pk=post.pk).first()
    if held is None or not may(held, ADOPT, proposal.unit):
        lines.tell_editors(proposal, "自动采用未进行", "设定自动采用的岗位已无此权限，请人工处理并重新设定。")
        return False
    by = actor(held.person, held)
    try:
        with transaction.atomic():
            proposal.follow = follow
            proposal.is_automatic = True
            _publish(by, proposal, _adopted(by, held, proposal))
    except Refused as refused:
        proposal.refresh_from_db()
        lines.tell_editors(proposal, "自动采用未成功", refused.sentence)
        return False
    return True


def _publish(by: Actor, proposal: Proposal, copy: Article) -> None:
    live = put_live(by, copy)
    record(
        by,
        "portal.article_publish",
        live,
        version=live.version,
        publication=live.publication_id,
        taken_from=proposal.original_id,
    )


def _adopted(by: Actor, post: Post, proposal: Proposal) -> Article:
    original = proposal.original
    if original is None:
        raise Refused("原稿已被彻底删除，不能采用。")
    is_of_this_site = original.site_id == proposal.site_id
    rules.check_adoptable(proposal.way, is_live=original.is_live, is_of_this_site=is_of_this_site)
    if original.is_live and original.live_version != proposal.version:
        proposal.version = original.live_version or proposal.version
    proposal.followed_version = original.live_version
    text = text_for(proposal, offered_text(proposal), proposal.column_id)
    lend_files(post.person, original, text)
    copy = articles.create(by, proposal.unit, text, note=f"采用自{proposal.source_unit.name}"[:200])
    proposal.state, proposal.copy, proposal.copy_version = State.ADOPTED, copy, copy.version
    proposal.decided_at, proposal.decided_by, proposal.decided_as = now(), post.person, post
    proposal.points += lines.points_of(Weight.Deed.ADOPTED, proposal.column)
    proposal.save()
    record(
        by,
        "portal.supply_adopt",
        proposal,
        copy=copy.pk,
        column=proposal.column.title,
        is_automatic=proposal.is_automatic,
    )
    return copy


@transaction.atomic
def send_back(by: Actor, proposal_id: int, reason: str) -> Proposal:
    """Returned with a reason, which the supplier reads."""
    reason = rules.checked_reason(reason)
    proposal = _locked(proposal_id)
    post = require_right(by, ADOPT, proposal.unit)
    rules.check_waiting(proposal.state, "退回")
    proposal.state, proposal.reason = State.RETURNED, reason
    proposal.decided_at, proposal.decided_by, proposal.decided_as = now(), post.person, post
    proposal.save()
    record(by, "portal.supply_return", proposal, reason=reason)
    lines.tell_supplier(proposal, "报送稿件已退回", reason)
    return proposal


def _locked(proposal_id: int) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).in_full()
    return rows.get(pk=proposal_id)


def _other_column(proposal: Proposal, column_id: int) -> Column:
    column = Column.objects.open().filter(site=proposal.site_id, pk=column_id).exclude(kind="link").first()
    if column is None:
        raise Refused("请选择本网站开放的栏目。", field="column")
    return column
