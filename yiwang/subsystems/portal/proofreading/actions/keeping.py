"""What is kept of a step that was taken: the secrecy review it implies, and what was overridden why?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import locked, require_right
from yiwang.subsystems.portal.checks import Finding, Severity
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.proofreading import links, rules
from yiwang.subsystems.portal.proofreading.models import Link, Override, SecrecyReview
from yiwang.subsystems.portal.proofreading.rules import Conclusion

OVERRIDING = {"publish", "schedule", "force"}


def keep(by: Actor, article: Article, step: str, found: Sequence[Finding], reason: str) -> None:
    """For checks.register: in the transaction of the step, the article is locked."""
    if step == "submit":
        ask_links(article.body)
    if step == "review" and by.person_id is not None:
        _keep_review(by, article)
    if step in OVERRIDING:
        for one in found:
            if one.severity == Severity.SHOULD:
                _override(by, article, one, reason)


def _keep_review(by: Actor, article: Article) -> None:
    """Whoever passes a text on says with it that nothing in it is secret, unless somebody said so before."""
    reviews = SecrecyReview.objects.filter(article=article, version=article.version)
    if not reviews.exists():
        _enter(by, article, Conclusion.OPEN, "", is_with_review=True)


def _override(by: Actor, article: Article, one: Finding, reason: str) -> None:
    row = Override.objects.create(
        article=article,
        version=article.version,
        code=one.code,
        sentence=one.sentence[:500],
        reason=reason[:300],
        by=by.person[:80],
        at=now(),
    )
    record(by, "portal.check_override", article, code=one.code, sentence=row.sentence, reason=row.reason)


@transaction.atomic
def conclude(by: Actor, article_id: int, conclusion: str, opinion: str) -> SecrecyReview:
    """The secrecy review of the present version; Refused for one's own text."""
    article = locked(article_id)
    require_right(by, rules.SECRECY, article.unit)
    rules.check_reviewer(by.person_id, article.changed_by_id, article.submitted_by_id)
    kept = rules.check_conclusion(conclusion, opinion)
    return _enter(by, article, conclusion, kept, is_with_review=False)


def _enter(
    by: Actor, article: Article, conclusion: str, opinion: str, *, is_with_review: bool
) -> SecrecyReview:
    if by.person_id is None:
        raise Refused("只有工作人员本人可以做保密审查。")
    row = SecrecyReview.objects.create(
        article=article,
        version=article.version,
        conclusion=conclusion,
        opinion=opinion,
        reviewed_by_id=by.person_id,
        reviewed_at=now(),
        is_with_review=is_with_review,
    )
    if is_with_review:
        return row  # the entry of the review itself says who and when
    record(
        by,
        "portal.secrecy_review",
        article,
        version=article.version,
        conclusion=rules.CONCLUSIONS[conclusion],
        reason=opinion,
    )
    return row


def ask_links(body: str) -> int:
    """Have the worker open the addresses of other websites in this text; how many."""
    moment = now()
    asked = links.outer(body)
    rows = [Link(digest=links.digest(one), address=one[:2000], asked_at=moment) for one in asked]
    Link.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["digest"], update_fields=["asked_at"]
    )
    return len(asked)
