"""How does an article go from its author past reviewer and publisher to the public, and back?"""

from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal import checks, lines, rules
from yiwang.subsystems.portal.actions.hands import locked, require_right
from yiwang.subsystems.portal.checks import Severity
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.publishing import content_of
from yiwang.subsystems.portal.rules import TRANSITIONS, State

DUE_AT_ONCE = 100


@transaction.atomic
def submit(by: Actor, article_id: int) -> Article:
    """Hand the text in for review; whoever may review it hears of it."""
    article = _begun("submit", by, article_id)
    found = checks.findings(article, "submit")
    checks.check_musts(found)
    article.submitted_by_id = by.person_id
    article.submitted_at = now()
    article.reason = ""
    checks.passed(by, article, "submit", found)
    return _ended("submit", by, article)


@transaction.atomic
def take_back(by: Actor, article_id: int) -> Article:
    """The author takes back what nobody has reviewed yet."""
    article = _begun("take_back", by, article_id)
    if by.person_id not in {article.submitted_by_id, article.changed_by_id}:
        raise Refused("只有送审或修改这篇稿件的人可以撤回送审，审核人请使用“退回修改”。")
    return _ended("take_back", by, article)


@transaction.atomic
def review(by: Actor, article_id: int) -> Article:
    """Pass the text on to whoever publishes."""
    article = _begun("review", by, article_id)
    found = checks.findings(article, "review")
    checks.check_musts(found)
    article.reviewed_by_id = by.person_id
    article.reviewed_at = now()
    checks.passed(by, article, "review", found)
    return _ended("review", by, article)


@transaction.atomic
def send_back(by: Actor, article_id: int, reason: str) -> Article:
    """Return the text to its author with a reason; the author hears of it."""
    reason = rules.check_reason(reason)
    article = _begun("return", by, article_id)
    article.reason = reason
    article.reviewed_by = article.reviewed_at = article.publish_at = None
    lines.tell_writer(article, "稿件已退回", f"{by.person}退回了稿件：{reason}", by.person_id)
    return _ended("return", by, article, reason=reason)


@transaction.atomic
def publish(by: Actor, article_id: int, *, reason: str = "") -> Article:
    """Put the reviewed text before the public now. ``reason``: why what should be mended is not.

    Raises checks.Unconfirmed where something should be mended and no reason is given.
    """
    article = _begun("publish", by, article_id)
    found = checks.findings(article, "publish")
    checks.check(found, reason)
    checks.passed(by, article, "publish", found, reason)
    go_live(by, article, by.person_id)
    return _ended("publish", by, article, version=article.version, publication=article.publication_id)


@transaction.atomic
def schedule(
    by: Actor,
    article_id: int,
    publish_at: datetime,
    *,
    reason: str = "",
) -> Article:
    """Publish the reviewed text at a moment to come; until then nothing of it is public."""
    article = _begun("schedule", by, article_id)
    rules.check_schedule(publish_at, article.expire_at, now())
    found = checks.findings(article, "schedule")
    checks.check(found, reason)
    checks.passed(by, article, "schedule", found, reason)
    article.publish_at = publish_at
    article.published_by_id = by.person_id
    return _ended("schedule", by, article, publish_at=publish_at)


@transaction.atomic
def unschedule(by: Actor, article_id: int) -> Article:
    article = _begun("unschedule", by, article_id)
    article.publish_at = None
    return _ended("unschedule", by, article)


@transaction.atomic
def force(by: Actor, article_id: int, reason: str) -> Article:
    """Publish without the usual steps, in an emergency; marked on the article, in its list and in the record.

    Only a publisher of the city itself, only with a reason; what must be mended must be mended even then.
    """
    post = require_right(by, rules.FORCE)
    reason = rules.check_force(reason, is_city_level=post.unit.parent_id is None)
    article = _begun("force", by, article_id)
    found = checks.findings(article, "force")
    checks.check(found, reason)
    checks.passed(by, article, "force", found, reason)
    skipped = article.state
    go_live(by, article, by.person_id)
    article.is_forced = True
    article.reason = reason
    lines.tell_writer(article, "稿件已特急签发", f"{by.person}特急签发：{reason}", by.person_id)
    return _ended("force", by, article, reason=reason, skipped_from=skipped)


@transaction.atomic
def set_expiry(by: Actor, article_id: int, expire_at: datetime | None) -> Article:
    """When the article is to disappear from the public again by itself; None: never."""
    article = locked(article_id)
    require_right(by, rules.PUBLISH, article.unit)
    rules.check_expiry(expire_at, max(article.publish_at or now(), now()))
    before = article.expire_at
    article.expire_at = expire_at
    article.save(update_fields=["expire_at"])
    record(by, "portal.article_set_expiry", article, before=before, after=expire_at)
    return article


@transaction.atomic
def withdraw(by: Actor, article_id: int, code: str, reason: str) -> Article:
    """Take every trace away from the public: page, list, search, feeds, files.

    ``code`` is one of Publication.Reason, which the public reads; ``reason`` stays in the office.
    """
    article = locked(article_id)
    require_right(by, rules.PUBLISH, article.unit)
    if code not in Publication.Reason.values:
        raise Refused("请选择撤下的原因。", field="code")
    reason = rules.check_reason(reason)
    if not article.is_live:
        raise Refused("这篇稿件没有对外展示，不需要撤下。")
    lines.tell_writer(article, "稿件已撤下", f"{by.person}撤下了稿件：{reason}", by.person_id)
    return take_down(by, article, code, reason)


def publish_due() -> int:
    """Publish what is scheduled and whose moment has come; each article in a transaction of its own."""
    due = list(Article.objects.due(now()).values_list("pk", flat=True)[:DUE_AT_ONCE])
    return sum(_publish_due(article_id) for article_id in due)


def expire_due() -> int:
    """Take down what was to be shown until now."""
    expired = list(Article.objects.expired(now()).values_list("pk", flat=True)[:DUE_AT_ONCE])
    return sum(_expire_due(article_id) for article_id in expired)


@transaction.atomic
def _publish_due(article_id: int) -> int:
    """Locked, asked again, published; what can no longer be published goes back, its publisher hears why."""
    rows = Article.objects.select_for_update(skip_locked=True)
    article = rows.due(now()).filter(pk=article_id).first()
    if article is None:
        return 0
    found = [one for one in checks.findings(article, "publish_due") if one.severity == Severity.MUST]
    if found:
        reason = "".join(one.sentence for one in found)[:300]
        article.state, article.publish_at, article.reason = State.REVIEWED, None, reason
        article.save()
        lines.tell_person(article.published_by, article, "定时发布未成功", reason)
        record(SYSTEM, "portal.article_unschedule", article, reason=reason)
        return 1
    planned = article.publish_at
    go_live(SYSTEM, article, article.published_by_id)
    article.state = rules.after("publish_due", State(article.state))
    article.save()
    record(
        SYSTEM,
        "portal.article_publish",
        article,
        planned_at=planned,
        version=article.version,
        publication=article.publication_id,
    )
    return 1


@transaction.atomic
def _expire_due(article_id: int) -> int:
    article = Article.objects.select_for_update(skip_locked=True).expired(now()).filter(pk=article_id).first()
    if article is None:
        return 0
    take_down(SYSTEM, article, Publication.Reason.EXPIRED, "已到设定的撤下时间")
    return 1


def _begun(verb: str, by: Actor, article_id: int) -> Article:
    """The locked article, after right, state and hands were asked."""
    article = locked(article_id)
    require_right(by, TRANSITIONS[verb].permission, article.unit)
    rules.after(verb, State(article.state))
    rules.check_hands(verb, by.person_id, article.hands, is_two_step=article.column.is_two_step)
    return article


def _ended(verb: str, by: Actor, article: Article, **detail: object) -> Article:
    """The new state written, the next in line told, the act recorded: always the last thing."""
    before = State(article.state)
    article.state = rules.after(verb, before)
    article.save()
    lines.tell_next(article)
    act = "send_back" if verb == "return" else verb
    record(by, f"portal.article_{act}", article, before=before, after=article.state, **detail)
    return article


def go_live(by: Actor, article: Article, publisher: int | None) -> None:
    """The publication of the present text: shown first at this very moment, or renewed under that date.

    The article is locked; whoever calls this has asked who may, and writes state and row afterwards.
    """
    article.published_at = article.published_at or now()
    article.publication = publications.publish(
        by, origin=("portal.article", article.pk), content=content_of(article, article.published_at)
    )
    article.live_version = article.version
    article.published_by_id = publisher
    article.publish_at = None
    article.is_forced = False
    article.withdrawal = article.reason = ""


def take_down(by: Actor, article: Article, code: str, reason: str) -> Article:
    """Take the locked article away from the public; whoever calls this has asked who may."""
    if article.publication is None:
        raise Refused("这篇稿件没有对外展示，不需要撤下。")
    if not article.publication.is_withdrawn:
        publications.withdraw(by, article.publication, code)
    before = article.state
    article.publication = article.live_version = article.published_at = None
    article.expire_at = article.publish_at = None
    article.state, article.withdrawal, article.reason = State.WITHDRAWN, code, reason
    article.save()
    record(
        by, "portal.article_withdraw", article, code=code, reason=reason, before=before, after=article.state
    )
    return article
