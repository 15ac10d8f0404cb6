"""How does an editor take a suggestion or spare a word, and how does the city keep its lists and its norm?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import IDENTITY_NUMBER, MOBILE_NUMBER, Actor, masked
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal import rules as portal
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.actions.hands import locked, require_right
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.proofreading import rules, subject
from yiwang.subsystems.portal.proofreading.models import Leader, Setting, Spared, Word
from yiwang.subsystems.portal.proofreading.places import paragraphs, replaced
from yiwang.subsystems.portal.proofreading.rules import Change
from yiwang.subsystems.portal.proofreading.subject import Placed
from yiwang.subsystems.portal.text import Text
from yiwang.subsystems.portal.wording.mistakes import DOUBT

NO_LONGER = "这处文字已经改动，请重新查看检查结果。"


@transaction.atomic
def accept(by: Actor, article_id: int, sent_version: int, wrong: str = "") -> Article:
    """A new version with the suggestions for this word taken, everywhere; without a word: all but doubts."""
    article = Article.objects.in_full().get(pk=locked(article_id).pk)
    text = article.text()
    placed = subject.mistakes(article, paragraphs(text))
    chosen = [one for one in placed if one.mistake.suggestion and _is_meant(one, wrong)]
    if not chosen:
        raise Refused(NO_LONGER)
    for one in reversed(chosen):
        text = replaced(text, one.place, one.mistake.start, one.mistake.end, one.mistake.suggestion)
    note = f"采纳校对建议 {len(chosen)} 处"
    return articles.save(by, article_id, sent_version, text, note)


def _is_meant(one: Placed, wrong: str) -> bool:
    """A doubt may be a name: only whoever names it takes it."""
    return one.mistake.wrong == wrong if wrong else one.mistake.grade != DOUBT


@transaction.atomic
def mask(by: Actor, article_id: int, sent_version: int) -> Article:
    """A new version with identity and mobile numbers masked."""
    article = Article.objects.in_full().get(pk=locked(article_id).pk)
    text, count = _masked(article.text())
    if not count:
        raise Refused(NO_LONGER)
    return articles.save(by, article_id, sent_version, text, f"遮盖个人号码 {count} 处")


def _masked(text: Text) -> tuple[Text, int]:
    count = 0
    for place in reversed(paragraphs(text)):
        found = [one for rule in (IDENTITY_NUMBER, MOBILE_NUMBER) for one in rule.finditer(place.words)]
        for one in sorted(found, key=lambda match: match.start(), reverse=True):
            text = replaced(text, place, one.start(), one.end(), masked(one.group()))
            count += 1
    return text, count


@transaction.atomic
def spare(by: Actor, article_id: int, word: str) -> Spared:
    """In this article the word is right: it is not shown again. Serious ones are not spared."""
    article = Article.objects.in_full().get(pk=locked(article_id).pk)
    require_right(by, portal.WRITE, article.unit)
    found = [
        one for one in subject.mistakes(article, paragraphs(article.text())) if one.mistake.wrong == word
    ]
    if not found:
        raise Refused(NO_LONGER)
    if any(one.mistake.is_serious for one in found):
        raise Refused("严重表述错误不能忽略；如词表有误，请联系词表管理员。")
    row, _ = Spared.objects.get_or_create(
        article=article, word=word[:60], defaults={"by": by.person[:80], "at": now()}
    )
    record(by, "portal.word_spare", article, word=word[:60])
    return row


def require_city(by: Actor, permission: str) -> None:
    """Lists and norm are one for the whole city."""
    if require_right(by, permission).unit.parent_id is not None:
        raise Refused("词表和检查规范全市统一，由市级岗位维护。")


@transaction.atomic
def keep_word(by: Actor, wrong: str, right: str, grade: str, reason: str) -> Word:
    """Enter a wrong word with the right one; without one: a word that is right though it is doubted."""
    require_city(by, rules.WORDS)
    wrong = rules.checked_word(wrong, "wrong", least=2)
    right = rules.checked_word(right, "right") if right.strip() else ""
    rules.check_pair(wrong, right)
    row, _ = Word.objects.update_or_create(
        wrong=wrong,
        defaults={
            "right": right,
            "grade": grade,
            "reason": reason.strip()[:200],
            "kept_at": now(),
            "kept_by": by.person[:80],
        },
    )
    record(by, "portal.word_keep", row, wrong=wrong, right=right, grade=grade)
    return row


@transaction.atomic
def drop_word(by: Actor, word_id: int) -> None:
    require_city(by, rules.WORDS)
    row = Word.objects.select_for_update().filter(pk=word_id).first()
    if row is not None:
        record(by, "portal.word_drop", row, wrong=row.wrong, right=row.right)
        row.delete()


@transaction.atomic
def keep_leader(by: Actor, name: str, titles: str, rank: int) -> Leader:
    require_city(by, rules.WORDS)
    name = rules.checked_word(name, "name", least=2)
    row, _ = Leader.objects.update_or_create(
        name=name,
        defaults={
            "titles": " ".join(titles.replace("、", " ").split())[:100],
            "rank": rank,
            "kept_at": now(),
            "kept_by": by.person[:80],
        },
    )
    record(by, "portal.leader_keep", row, name=name, titles=row.titles, rank=rank)
    return row


@transaction.atomic
def drop_leader(by: Actor, leader_id: int) -> None:
    require_city(by, rules.WORDS)
    row = Leader.objects.select_for_update().filter(pk=leader_id).first()
    if row is not None:
        record(by, "portal.leader_drop", row, name=row.name, titles=row.titles)
        row.delete()


@transaction.atomic
def set_check(by: Actor, code: str, change: Change, reason: str) -> Setting:
    """How the city wants a check from now on; Refused for what law fixes."""
    require_city(by, rules.SET)
    rules.changed(rules.shipped()[code], change)
    row, _ = Setting.objects.update_or_create(
        code=code,
        defaults={
            "severity": change.severity,
            "is_on": change.is_on,
            "kinds": list(change.kinds),
            "columns": list(change.columns),
            "most": change.most,
            "reason": portal.check_reason(reason),
            "changed_at": now(),
            "changed_by": by.person[:80],
        },
    )
    record(
        by, "portal.check_set", row, code=code, severity=change.severity, is_on=change.is_on, reason=reason
    )
    return row
