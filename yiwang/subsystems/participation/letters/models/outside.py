"""Outer side: which mailboxes may the public write to, and what may it read of letters?"""

from collections.abc import Mapping
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.cases import rules as cases
from yiwang.subsystems.participation.letters import rules


class BoxQuerySet(models.QuerySet["Box"]):
    def in_order(self) -> Self:
        return self.order_by("order", "pk")


class Box(models.Model):
    """A mailbox as the public sees it."""

    code = models.SlugField(max_length=40, unique=True)
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=list(rules.MAILBOX_KINDS.items()))
    leader = models.CharField(max_length=60, blank=True)
    unit_name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField()
    notice = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()
    subjects = models.JSONField(default=list)
    types = models.JSONField(default=list)
    days = models.JSONField(default=dict)
    exposure = models.CharField(max_length=8)
    is_anonymous_allowed = models.BooleanField()

    objects = BoxQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def offered_types(self) -> Mapping[str, str]:
        return {code: rules.TYPES[code] for code in self.types if code in rules.TYPES}

    @property
    def is_of_petitions(self) -> bool:
        return self.kind == rules.PETITIONS


class EmbeddingSite(models.Model):
    """A department's site that may hand in suggestions; its key is known by its digest."""

    code = models.SlugField(max_length=40, unique=True)
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    box_code = models.SlugField(max_length=40)
    origins = models.JSONField(default=list)
    key_digest = models.CharField(max_length=64, unique=True)
    is_open = models.BooleanField()

    def __str__(self) -> str:
        return self.name


class TraceQuerySet(models.QuerySet["Trace"]):
    def shown(self) -> Self:
        return self.filter(is_shown=True)

    def in_box(self, code: str) -> Self:
        return self.filter(box_code=code) if code else self

    def received_in(self, year: int) -> Self:
        return self.filter(received_on__gte=date(year, 1, 1), received_on__lte=date(year, 12, 31))

    def newest_first(self) -> Self:
        return self.order_by("-received_on", "-pk")


class Trace(models.Model):
    """What everybody may know of one letter: days and state; its words only where they were released."""

    uid = models.CharField(max_length=32, unique=True)
    sequence = models.PositiveIntegerField()
    box_code = models.SlugField(max_length=40)
    type = models.CharField(max_length=12, blank=True, help_text="empty: not told")
    unit_name = models.CharField(max_length=120, blank=True, help_text="empty: not told")
    state = models.CharField(max_length=10)
    received_on = models.DateField()
    accepted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)
    is_in_time = models.BooleanField(null=True)
    level = models.CharField(max_length=20, blank=True, help_text="the writer's rating")
    is_shown = models.BooleanField(default=False)
    title = models.CharField(max_length=rules.TITLE_LENGTH + 20, blank=True)
    text = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    subject = models.CharField(max_length=60, blank=True)
    shown_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True, help_text="why it was taken down")
    publication_id = models.BigIntegerField(null=True, help_text="of kernel.publications")
    seconded = models.PositiveIntegerField(default=0, help_text="how many said that the matter is theirs too")
    seconded_told = models.PositiveIntegerField(default=0, help_text="what the inner zone knows of them")

    objects = TraceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="letter_trace_newest"),
            models.Index(fields=["box_code", "-received_on", "-id"], name="letter_trace_of_box"),
            models.Index(fields=["-shown_on", "-id"], condition=Q(is_shown=True), name="letter_trace_shown"),
            models.Index(
                fields=["publication_id"],
                condition=Q(publication_id__isnull=False),
                name="letter_trace_of_publication",
            ),
            models.Index(
                fields=["id"], condition=~Q(seconded=F("seconded_told")), name="letter_trace_seconded_untold"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shown=False, title="", text="", reply="") | Q(is_shown=True) & ~Q(title=""),
                name="letter_trace_keeps_no_words_unless_shown",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self.received_on} 来信"

    @property
    def type_label(self) -> str:
        return rules.TYPES.get(self.type, "")

    @property
    def level_label(self) -> str:
        return cases.LEVELS.get(self.level, "")

    @property
    def state_label(self) -> tuple[str, str]:
        return STATES.get(self.state, ("办理中", "info"))


class Seconding(models.Model):
    """Somebody's browser said once that the matter is theirs too; who it was cannot be told from this."""

    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="secondings")
    digest = models.CharField(max_length=64, help_text="of the browser's token, for this letter alone")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trace", "digest"], name="letter_seconded_once_a_browser")
        ]


STATES = {
    "received": ("待受理", "warn"),
    "handling": ("办理中", "info"),
    "answered": ("已答复", "good"),
    "declined": ("不予受理", ""),
    "withdrawn": ("来信人撤回", ""),
}
