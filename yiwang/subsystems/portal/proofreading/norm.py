"""Which checks are in force, and what do they say of an article before a step?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yiwang.subsystems.portal.checks import Finding, Severity
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.proofreading import judging, rules, subject
from yiwang.subsystems.portal.proofreading.models import Setting
from yiwang.subsystems.portal.proofreading.rules import Change, Check
from yiwang.subsystems.portal.proofreading.subject import Subject

SECRECY = "secrecy.review"


@dataclass(frozen=True)
class Line:
    """One line of the checklist with what was found; none: it is in order."""

    check: Check
    findings: Sequence[Finding]

    @property
    def label(self) -> str:
        return rules.SEVERITIES[self.check.severity]

    @property
    def tone(self) -> str:
        return rules.TONES[self.check.severity] if self.findings else "good"


def in_force() -> list[Check]:
    """Every check as the city wants it, in the order of the norm; one query."""
    settings = {row.code: row for row in Setting.objects.all()}
    return [_as_set(check, settings.get(check.code)) for check in rules.shipped().values()]


def _as_set(check: Check, row: Setting | None) -> Check:
    if row is None:
        return check
    change = Change(row.severity, row.is_on, tuple(row.kinds), tuple(row.columns), row.most)
    return rules.changed(check, change)


def lines(article: Article, about: Subject) -> list[Line]:
    """What is asked of this article, with the answers."""
    columns = [article.column_id, *(column.pk for column in article.more_columns.all())]
    asked = [check for check in in_force() if check.is_for(article.kind, columns, about.step)]
    return [Line(check, _found(check, about)) for check in asked]


def _found(check: Check, about: Subject) -> list[Finding]:
    found = judging.judged(about, check)
    if check.code == SECRECY and about.step == "force" and not about.secrecy:
        # In an emergency whoever publishes answers for secrecy too, and says so with the reason.
        return [replace(one, severity=Severity.SHOULD) for one in found]
    return found


def judge(article: Article, step: str) -> list[Finding]:
    """For checks.register."""
    return [one for line in lines(article, subject.of_article(article, step)) for one in line.findings]
