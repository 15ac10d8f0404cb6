"""What becomes of copies when the public reads another text of the original, or none any more?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.acting import actor
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.actions.hands import locked, require_right
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.actions.copying import lend_files, offered_text, put_live, text_for
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.rules import ADOPT, Change, Follow

AT_ONCE = 100
WITHDRAWN = "原稿已撤下"


def follow_due() -> int:
    """Look after every adopted copy whose original is no longer what was last seen; how many."""
    due = list(Proposal.objects.behind().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_follow(proposal_id) for proposal_id in due)


@transaction.atomic
def _follow(proposal_id: int) -> int:
    """Each change once: what was seen is written down with what was done about it."""
    rows = Proposal.objects.select_for_update(skip_locked=True, of=("self",)).in_full()
    proposal = rows.behind().filter(pk=proposal_id).first()
    if proposal is None or proposal.original is None:
        return 0
    live = proposal.original.live_version
    happened = rules.change(proposal.followed_version, proposal.version, live)
    proposal.followed_version = live
    if happened in {Change.CHANGED, Change.WITHDRAWN} and not _followed(proposal, happened):
        _leave_to_editors(proposal, happened)
    proposal.save()
    return 1


def _followed(proposal: Proposal, happened: Change) -> bool:
    """Done by itself, where it was so decided, the copy was not edited here and the decider still may."""
    post = proposal.decided_as
    if proposal.follow != Follow.FOLLOW or not proposal.is_untouched or post is None:
        return False
    held = Post.objects.in_full().in_office(today()).filter(pk=post.pk).first()
    if held is None or not may(held, ADOPT, proposal.unit):
        return False
    by = actor(held.person, held)
    try:
        with transaction.atomic():
            if happened == Change.CHANGED:
                _put_live(by, proposal, _rewritten(held, proposal))
            else:
                _taken_down(proposal)
    except Refused:
        proposal.copy = Article.objects.filter(taken_as=proposal).first()
        return False
    proposal.change, proposal.changed_at = "", now()
    return True


def _put_live(by: Actor, proposal: Proposal, copy: Article) -> None:
    live = put_live(by, copy)
    record(
        by,
        "portal.supply_follow",
        proposal,
        copy=live.pk,
        version=live.version,
        original_version=proposal.version,
    )


def _rewritten(post: Post, proposal: Proposal) -> Article:
    """The copy with the text that the public reads of the original, as a new version."""
    original = proposal.original
    if original is None or original.live_version is None or proposal.copy is None:
        raise Refused("原稿没有对外展示，不能更新。")
    copy = Article.objects.in_full().get(pk=proposal.copy.pk)
    text = text_for(proposal, offered_text(proposal, original.live_version), copy.column_id)
    lend_files(post.person, original, text)
    saved = articles.save(actor(post.person, post), copy.pk, copy.version, text, note="随原稿更新")
    proposal.version, proposal.copy_version, proposal.copy = original.live_version, saved.version, saved
    return saved


def _taken_down(proposal: Proposal) -> None:
    copy = locked(proposal.copy_id or 0)
    original = proposal.original
    code = (original.withdrawal if original else "") or Publication.Reason.OTHER
    workflow.take_down(SYSTEM, copy, code, WITHDRAWN)
    record(SYSTEM, "portal.supply_follow", proposal, copy=copy.pk, code=code)


def _leave_to_editors(proposal: Proposal, happened: Change) -> None:
    """They hear of it once, and find it among their to-dos until they have looked."""
    proposal.change, proposal.changed_at = happened, now()
    record(SYSTEM, "portal.supply_change", proposal, change=happened)
    lines.tell_editors(proposal, rules.CHANGES[happened], "本网站采用的稿件请核对是否更新或撤下。")


@transaction.atomic
def update_copy(by: Actor, proposal_id: int) -> Article:
    """The editor takes the original's new text over; the copy then goes the ordinary way to the public."""
    proposal = Proposal.objects.select_for_update(of=("self",)).in_full().get(pk=proposal_id)
    post = require_right(by, ADOPT, proposal.unit)
    if proposal.change != Change.CHANGED:
        raise Refused("原稿没有需要更新的改动。")
    copy = _rewritten(post, proposal)
    _settle(by, proposal, "更新副本")
    return copy


@transaction.atomic
def settle(by: Actor, proposal_id: int) -> Proposal:
    """The editor has looked and leaves the copy as it is, or has handled it otherwise."""
    proposal = Proposal.objects.select_for_update(of=("self",)).in_full().get(pk=proposal_id)
    require_right(by, ADOPT, proposal.unit)
    if not proposal.change:
        raise Refused("这篇稿件的原稿没有待核对的变化。")
    _settle(by, proposal, "已核对，不更新")
    return proposal


def _settle(by: Actor, proposal: Proposal, decision: str) -> None:
    before, proposal.change = proposal.change, ""
    proposal.save()
    record(by, "portal.supply_settle", proposal, change=before, decision=decision)
