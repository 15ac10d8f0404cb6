"""What does a city say of checks and words, and what was found, overridden, spared and reviewed?"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.proofreading.rules import CONCLUSIONS, SEVERITIES
from yiwang.subsystems.portal.wording.mistakes import GRADES, LABELS, LISTED


class Setting(models.Model):
    """How a city wants a shipped check; without a row it is as it ships."""

    code = models.CharField(max_length=40, unique=True)
    severity = models.CharField(max_length=10, choices=list(SEVERITIES.items()))
    is_on = models.BooleanField(default=True)
    kinds = models.JSONField(default=list, help_text="kinds of article; empty: all")
    columns = models.JSONField(default=list, help_text="ids of columns; empty: all")
    most = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.code


class Word(models.Model):
    """A word that the city says is wrong, or right where the engine doubts it."""

    wrong = models.CharField("文字", max_length=40, unique=True)
    right = models.CharField("应为", max_length=40, blank=True, help_text="empty: the word itself is right")
    grade = models.CharField("程度", max_length=10, choices=list(LISTED.items()), default="wrong")
    reason = models.CharField("说明", max_length=200, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return self.wrong


class Leader(models.Model):
    """A person whose name, title and place in the order must be right wherever they are written."""

    name = models.CharField("姓名", max_length=20, unique=True)
    titles = models.CharField("职务", max_length=100, help_text="separated by blanks: 市长 市委副书记")
    rank = models.PositiveIntegerField("排名", help_text="1 is named first")
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.name


class SecrecyReview(models.Model):
    """Who said when that a text may be public; bound to its version, never changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    conclusion = models.CharField(max_length=10, choices=list(CONCLUSIONS.items()))
    opinion = models.CharField(max_length=300, blank=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    is_with_review = models.BooleanField(help_text="said by passing the text on, not apart")

    class Meta:
        ordering = ["-reviewed_at", "-pk"]
        indexes = [models.Index(fields=["article", "version"], name="secrecy_by_version")]


class Override(models.Model):
    """Published although something should have been mended: what, by whom, why."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    sentence = models.CharField(max_length=500)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


class Spared(models.Model):
    """A word of one article that somebody looked at and found right."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "word"], name="spared_once_an_article")]


class LinkQuerySet(models.QuerySet["Link"]):
    def due(self, before: datetime) -> Self:
        """Never opened, or not since ``before``; those that wait longest first."""
        return self.filter(Q(opened_at=None) | Q(opened_at__lt=before)).order_by(
            models.F("opened_at").asc(nulls_first=True), "pk"
        )


class Link(models.Model):
    """An address of another website that a text leads to, and whether it opened the last time."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address")
    address = models.CharField(max_length=2000)
    asked_at = models.DateTimeField(help_text="when a text with it was last looked at")
    opened_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True, help_text="empty: it opened")

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["opened_at"], name="link_by_opening")]


class StandingQuerySet(UnitScoped["Standing"]):
    def open(self) -> Self:
        return self.filter(publication__state=Publication.State.PUBLISHED)


class Standing(models.Model):
    """A mistake in what the public reads now; gone when a later look finds it no more."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    wrong = models.CharField(max_length=60)
    right = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=list(LABELS.items()))
    grade = models.CharField(max_length=10, choices=list(GRADES.items()))
    reason = models.CharField(max_length=200)
    excerpt = models.CharField(max_length=120)
    found_at = models.DateTimeField()

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "wrong"], name="standing_word_once")]
        indexes = [models.Index(fields=["-found_at", "-id"], name="standing_newest")]


class Looked(models.Model):
    """Under which edition of the words a publication was last looked at, and which version of it."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="+")
    edition = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
