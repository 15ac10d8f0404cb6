"""What was offered by whom to which column, what became of it, and who subscribed to what?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.visibility import UnitScoped, in_subtree
from yiwang.subsystems.portal.models import Article, Column, Site
from yiwang.subsystems.portal.supply import rules
from yiwang.subsystems.portal.supply.rules import FOLLOWS, HOLDING, MODES, STATES, WAYS, State

_waiting, _adopted = Q(state=State.WAITING), Q(state=State.ADOPTED)


class Subscription(models.Model):
    """A column that takes what another site publishes in a column: all of it, or what has certain words."""

    column = models.ForeignKey(
        Column, on_delete=models.PROTECT, related_name="+", verbose_name="放入本网站栏目"
    )
    source = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="+", verbose_name="订阅的栏目")
    words = models.CharField("关键词", max_length=rules.WORDS_LENGTH, blank=True)
    mode = models.CharField(
        "到达后", max_length=10, choices=list(MODES.items()), default=rules.Mode.PROPOSE.value
    )
    follow = models.CharField(
        "原稿变化时", max_length=10, choices=list(FOLLOWS.items()), default=rules.Follow.TELL.value
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="decides here")
    is_active = models.BooleanField("启用", default=True)
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="answers for it")
    made_at = models.DateTimeField(help_text="what was published before is left alone")

    objects = UnitScoped["Subscription"].as_manager()

    class Meta:
        ordering = ["-is_active", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["column", "source"], name="subscription_once"),
            models.CheckConstraint(condition=~Q(column=F("source")), name="subscription_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.column}"


class Trust(models.Model):
    """A site whose pushed articles a column takes without asking: they went through three hands there."""

    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="+", verbose_name="本网站栏目")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name="信任的来源网站")
    follow = models.CharField(
        "原稿变化时", max_length=10, choices=list(FOLLOWS.items()), default=rules.Follow.FOLLOW.value
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="decides here")
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="answers for it")
    made_at = models.DateTimeField()

    objects = UnitScoped["Trust"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["column", "site"], name="trust_once")]


class ProposalQuerySet(UnitScoped["Proposal"]):
    """Visible as a rule to those who decide; ``supplied_from`` and ``seen_by`` know the other side."""

    def supplied_from(self, post: Post | None) -> Self:
        """Those that the post's units offered."""
        if post is None:
            return self.none()
        return self.filter(in_subtree("source_unit__path", post.unit.path))

    def seen_by(self, post: Post | None) -> Self:
        """From either side."""
        if post is None:
            return self.none()
        return self.filter(
            in_subtree("unit__path", post.unit.path) | in_subtree("source_unit__path", post.unit.path)
        )

    def by_hand(self) -> Self:
        """What units offered themselves; what a subscription fetched is nobody's merit."""
        return self.filter(way__in=rules.BY_HAND).exclude(state=State.TAKEN_BACK)

    def offered_within(self, begins_at: datetime, ends_at: datetime) -> Self:
        return self.filter(offered_at__gte=begins_at, offered_at__lt=ends_at)

    def unsettled(self) -> Self:
        """Adopted ones whose original changed, and nobody here has looked."""
        return self.filter(_adopted).exclude(change="")

    def behind(self) -> Self:
        """Adopted ones whose original is live in another version than the one last seen."""
        found = self.filter(_adopted, original__isnull=False, copy__isnull=False)
        is_any = Q(followed_version__isnull=False) | Q(original__live_version__isnull=False)
        return found.filter(is_any).exclude(followed_version=F("original__live_version"))

    def instead_of(self, article: Article) -> Self:
        """Adopted by the very site that the article was written for: the copy is published in its place."""
        found = self.filter(_adopted, original=article, site=article.site_id)
        return found.filter(copy__isnull=False, copy__deleted_at=None).select_related("site", "copy")

    def for_list(self) -> Self:
        return self.select_related("source_unit", "unit", "site", "column", "original", "copy").defer(
            "original__body", "copy__body"
        )

    def in_full(self) -> Self:
        return self.for_list().select_related("offered_by", "decided_by", "original__site")


class Proposal(models.Model):
    """An article offered to a column of another site, by hand, by push or by subscription."""

    way = models.CharField("方式", max_length=12, choices=list(WAYS.items()))
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default=State.WAITING.value)
    original = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    root = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="+", help_text="the very first original"
    )
    version = models.PositiveIntegerField(help_text="of the original, as offered")
    title = models.CharField("标题", max_length=200, help_text="as offered")
    source_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="报送单位")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name="送往网站")
    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="+", verbose_name="送往栏目")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="采用单位")
    note = models.CharField("说明", max_length=rules.NOTE_LENGTH, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_as = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", help_text="the post that answers for it"
    )
    reason = models.CharField("退回理由", max_length=rules.REASON_LENGTH, blank=True)
    is_automatic = models.BooleanField(default=False, help_text="adopted by a standing decision")
    follow = models.CharField(
        "原稿变化时", max_length=10, choices=list(FOLLOWS.items()), default=rules.Follow.TELL.value
    )
    copy = models.OneToOneField(Article, null=True, on_delete=models.SET_NULL, related_name="taken_as")
    copy_version = models.PositiveIntegerField(
        null=True, help_text="of the copy, as last written from the original; a newer one was edited here"
    )
    followed_version = models.PositiveIntegerField(
        null=True, help_text="live version of the original that was last seen from here"
    )
    change = models.CharField(
        "原稿变化", max_length=12, blank=True, help_text="of the original, that the editors have to look at"
    )
    changed_at = models.DateTimeField(null=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=1, default=Decimal(0))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "site"],
                condition=Q(state__in=HOLDING, root__isnull=False),
                name="proposal_root_once_a_site",
            ),
            models.CheckConstraint(
                condition=_waiting | Q(state=State.TAKEN_BACK) | Q(decided_at__isnull=False),
                name="proposal_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""), name="proposal_returned_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-offered_at"], name="proposal_queue"),
            models.Index(fields=["source_unit", "-offered_at"], name="proposal_by_supplier"),
            models.Index(fields=["-offered_at"], name="proposal_by_day"),
            models.Index(fields=["unit", "changed_at"], condition=~Q(change=""), name="proposal_unsettled"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return rules.TONES[State(self.state)]

    @property
    def is_untouched(self) -> bool:
        """Whether the copy still says what was written from the original, and the public reads just that."""
        held = self.copy
        return held is not None and held.version == self.copy_version == held.live_version

    @property
    def change_label(self) -> str:
        return rules.CHANGES.get(self.change, "")


class Weight(models.Model):
    """What an offer counts: for handing it in, for its adoption, for its adoption into a certain column."""

    class Deed(models.TextChoices):
        OFFERED = "offered", "报送"
        ADOPTED = "adopted", "采用"

    deed = models.CharField("计分事项", max_length=10, choices=Deed.choices)
    column = models.ForeignKey(
        Column, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="栏目"
    )
    points = models.DecimalField("分值", max_digits=5, decimal_places=1)

    class Meta:
        ordering = ["-deed", "column_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deed"], condition=Q(column=None), name="weight_once_for_all_columns"
            ),
            models.UniqueConstraint(
                fields=["deed", "column"], condition=Q(column__isnull=False), name="weight_once_a_column"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="weight_not_negative"),
        ]


class LapseQuerySet(UnitScoped["Lapse"]):
    def running(self) -> Self:
        return self.filter(ended_on=None)

    def within(self, first: date, after: date) -> Self:
        """Those that touch the days from ``first`` up to but without ``after``."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=first), began_on__lt=after)


class Lapse(models.Model):
    """A time in which a column was overdue, kept though the column was filled again."""

    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="lapses")
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="answered for it then"
    )
    update_days = models.PositiveIntegerField(help_text="the period that held then")
    updated_on = models.DateField(null=True, help_text="the last update before; none: never filled")
    began_on = models.DateField(help_text="the first day that was too late")
    ended_on = models.DateField(null=True, help_text="the day it was filled again or no longer due")

    objects = LapseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["column"], condition=Q(ended_on=None), name="lapse_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")), name="lapse_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["began_on", "ended_on"], name="lapse_by_day")]
