"""Which cards were issued, to whom and on which facts, what became of them, and what is owed to whom?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import TITLE_LENGTH
from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.organizations.visibility import UnitScoped, in_subtree
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.rules import Standing
from yiwang.subsystems.supervision.watching.rules import LEAD, RESPOND

COLOURS, STATES, VERBS = list(rules.COLOURS.items()), list(rules.STATES.items()), list(rules.VERBS.items())
LONGEST_REST = 3600


class Series(models.Model):
    """The last serial of a colour in a year; ours until the commit, so that no number is ever missing."""

    key = models.CharField(max_length=12, primary_key=True, help_text="yellow:2026")
    last = models.PositiveIntegerField(default=0)


class StoredTerms(models.Model):
    """The terms as they were laid down; the newest row holds for cards issued from then on."""

    reply_days = models.PositiveSmallIntegerField("说明期限（工作日）")
    appeal_days = models.PositiveSmallIntegerField("申诉期限（工作日）")
    yellow_points = models.DecimalField("黄牌扣分", max_digits=5, decimal_places=1)
    red_points = models.DecimalField("红牌扣分", max_digits=5, decimal_places=1)
    laid_down_at = models.DateTimeField()
    laid_down_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=rules.REASON_LENGTH)

    class Meta:
        ordering = ["-pk"]

    def value(self) -> rules.Terms:
        return rules.Terms(self.reply_days, self.appeal_days, self.yellow_points, self.red_points)


def _last_day(end: datetime | None) -> date | None:
    """Before the first moment that is too late."""
    return day_of(shifted(end, seconds=-1)) if end else None


def of_responder(post: Post) -> Q:
    """Cards of the post's units and of those that were merged into them."""
    own = in_subtree("unit__path", post.unit.path)
    return own | in_subtree("unit__merged_into__path", post.unit.path)


class CardQuerySet(UnitScoped["Card"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the post's units, those they issued, those of the units that its own watches over."""
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        seen = of_responder(post) | in_subtree("issuer__path", post.unit.path)
        watched = oversight.overseen(post)
        return self.filter(seen | oversight.within("unit__path", watched) if watched else seen)

    def to_explain(self, post: Post) -> Self:
        """By the post's unit."""
        if not may(post, RESPOND):
            return self.none()
        return self.filter(of_responder(post), state=rules.ISSUED)

    def to_settle(self, post: Post, now: datetime) -> Self:
        """By the post: explained, appealed against, or never answered."""
        if not may(post, LEAD):
            return self.none()
        ripe = Q(state__in=[rules.EXPLAINED, rules.APPEALED]) | Q(state=rules.ISSUED, clock__due_at__lte=now)
        issued = in_subtree("issuer__path", post.unit.path)
        return self.filter(ripe, issued | in_subtree("issuer__merged_into__path", post.unit.path))

    def counted(self) -> Self:
        """Those whose points count."""
        return self.filter(state__in=rules.COUNTED)

    def of_subjects(self, kind: str, keys: Any) -> Self:
        return self.filter(subject_kind=kind, subject_key__in=keys)

    def older_than(self, pk: int) -> Self:
        return self.filter(pk__lt=pk)


class Card(models.Model):
    """A numbered card; facts, names and points are as they were when it was issued."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(max_length=6, choices=COLOURS)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("编号", max_length=40, unique=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="whose problem it is"
    )
    unit_name = models.CharField(max_length=200)
    post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: the unit's inbox"
    )
    addressee = models.CharField(max_length=200, blank=True, help_text="post and person, as they were")
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    issuer_name = models.CharField(max_length=200)

    rule = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    title = models.CharField(max_length=TITLE_LENGTH)
    address = models.CharField(max_length=200, blank=True, help_text="page of the matter in the workbench")
    subject_kind = models.CharField(max_length=80)
    subject_key = models.CharField(max_length=64)
    item = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    evidence = models.JSONField(help_text="list of [label, value]")
    points = models.DecimalField(max_digits=5, decimal_places=1, help_text="what it costs once confirmed")
    reply_days = models.PositiveSmallIntegerField()
    appeal_days = models.PositiveSmallIntegerField()

    state = models.CharField(max_length=9, choices=STATES, default=rules.ISSUED)
    issued_at = models.DateTimeField()
    clock = models.OneToOneField(Clock, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, help_text="first opened by the unit")
    explained_at = models.DateTimeField(null=True)
    explainer_id = models.BigIntegerField(null=True, help_text="person")
    confirmed_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True, help_text="first moment that is too late")
    appealed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="upheld or cancelled")
    reason = models.CharField(max_length=rules.REASON_LENGTH, blank=True, help_text="of the last decision")

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colour", "year", "serial"], name="card_number_once"),
            models.CheckConstraint(condition=Q(points__lte=0), name="card_points_take_away"),
            models.CheckConstraint(
                condition=~Q(state=rules.ISSUED) | Q(explained_at=None, confirmed_at=None, ended_at=None),
                name="card_issued_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.EXPLAINED)
                | Q(explained_at__isnull=False, confirmed_at=None, ended_at=None),
                name="card_explained_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.COUNTED))
                | Q(confirmed_at__isnull=False, appeal_until__isnull=False),
                name="card_counts_once_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.APPEALED, rules.UPHELD]) | Q(appealed_at__isnull=False),
                name="card_appealed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.ENDED), ended_at__isnull=False) & ~Q(reason="")
                | ~Q(state__in=sorted(rules.ENDED)) & Q(ended_at=None),
                name="card_ends_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="card_of_unit"),
            models.Index(fields=["issuer", "state", "-id"], name="card_of_issuer"),
            models.Index(fields=["state", "-id"], name="card_by_state"),
            models.Index(fields=["subject_kind", "subject_key"], name="card_of_subject"),
            models.Index(
                fields=["confirmed_at"], condition=Q(confirmed_at__isnull=False), name="card_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.unit_name}"

    def get_absolute_url(self) -> str:
        return reverse("supervision_cards:card", args=[self.pk])

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def colour_tone(self) -> str:
        return "bad" if self.colour == rules.RED else "warn"

    @property
    def counts(self) -> bool:
        return self.state in rules.COUNTED

    @property
    def counted_points(self) -> Decimal:
        return self.points if self.counts else Decimal(0)

    @property
    def standing(self) -> Standing:
        """Reads the clock."""
        return Standing(self.state, self.clock.due_at, self.appeal_until)

    @property
    def reply_on(self) -> date | None:
        """The last day on which an explanation is in time; reads the clock."""
        return _last_day(self.clock.due_at)

    @property
    def appeal_on(self) -> date | None:
        return _last_day(self.appeal_until)

    @property
    def is_explained_late(self) -> bool:
        due = self.clock.due_at
        return bool(self.explained_at and due and self.explained_at >= due)


class Event(models.Model):
    """One line in the history of a card. Appended, never changed."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=8, choices=VERBS)
    at = models.DateTimeField()
    person = models.CharField(max_length=80)
    post = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=rules.TEXT_LENGTH, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        ordering = ["pk"]

    @property
    def label(self) -> str:
        return rules.VERBS[self.verb]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def waiting(self, now: datetime) -> Self:
        return self.filter(is_due("again_at", now, LONGEST_REST), envelope=None)


class Notification(models.Model):
    """A paper that the unit is owed: of the issue, and of every decision. Sent once, as an envelope."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="notifications")
    verb = models.CharField(max_length=8, choices=VERBS)
    envelope = models.ForeignKey(Envelope, null=True, on_delete=models.PROTECT, related_name="+")
    again_at = models.DateTimeField(help_text="sent not before this moment")
    tries = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True, help_text="why it could not be sent")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["card", "verb"], name="card_notification_once")]
        indexes = [models.Index(F("again_at"), condition=Q(envelope=None), name="card_notification_waiting")]
