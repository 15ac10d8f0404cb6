"""Which letters came, where does each stand, and who may see it? Never whoever is accused."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case as When
from django.db.models import F, Q, Value
from django.db.models import When as If

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, Consultation, desks_of
from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models.mailboxes import Mailbox, Site


class LetterQuerySet(models.QuerySet[Any]):
    def visible_to(self, post: Any) -> Self:
        """Those its units handle, run the mailbox of, are asked about or watch over; never those that inform
        of its own unit or of one above it. By ids, so that lists stay on an index.
        """
        if post is None:
            return self.none()
        seen = self if post.unit.parent_id is None else self.filter(_seen_by(post))
        own = [*paths.above(post.unit.path), post.unit.path]
        accused = list(Unit.objects.filter(path__in=own).values_list("pk", flat=True))
        return seen.exclude(type__in=sorted(rules.INFORMING), against__in=accused)

    def open(self) -> Self:
        return self.filter(case__closed_at=None)

    def answered(self) -> Self:
        return self.filter(case__state=cases.CLOSED)

    def own_matters(self) -> Self:
        """Counted: neither told twice by the same person, nor a part or a second handling of another."""
        return self.filter(is_repeat=False, part_of=None, again_of=None)

    def in_full(self) -> Self:
        """What a list shows, in one query."""
        return self.select_related(
            "mailbox", "desk", "against", "lead", "case__unit", "case__party", "case__clock", "case__handler"
        )

    def most_urgent_first(self) -> Self:
        """By urgency, then by what is due first; what has no clock yet by when it must be accepted."""
        rank = When(
            If(urgency="most_urgent", then=Value(0)),
            If(urgency="urgent", then=Value(1)),
            default=Value(2),
        )
        due = When(
            If(case__accept_due_at__isnull=False, then=F("case__accept_due_at")),
            default=F("case__clock__due_at"),
        )
        return self.alias(rank=rank, due=due).order_by("rank", F("due").asc(nulls_last=True), "pk")

    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")


def _seen_by(post: Any) -> Q:
    desks = desks_of(post)
    below = Unit.objects.filter(in_subtree("path", post.unit.path)).values_list("pk", flat=True)
    units = {*below, *desks}
    asked = Consultation.objects.filter(unit__in=desks, case__kind__in=rules.LABELS).values("case")
    seen = Q(holder__in=units) | Q(desk__in=units) | Q(case__in=asked)
    watched = oversight.overseen(post)
    if watched:
        over = Unit.objects.filter(oversight.within("path", watched)).values_list("pk", flat=True)
        seen |= Q(holder__in=list(over))
    return seen


class Letter(Crossing):
    """What somebody wrote: the facts of a case that only this room knows."""

    uid = models.CharField(max_length=32, unique=True, help_text="by which the outer zone knows it")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="letter")
    matter = models.OneToOneField(
        Matter,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="None: a part of another letter",
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="letters")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("来源渠道", max_length=10, choices=list(rules.SOURCES.items()), default="web")
    type = models.CharField("类型", max_length=12, choices=list(rules.TYPES.items()))
    subject = models.CharField("主题", max_length=60, blank=True)
    is_classified = models.BooleanField(default=False, help_text="an official confirmed type and subject")
    title = models.CharField("标题", max_length=rules.TITLE_LENGTH)
    text = models.TextField("内容")
    place = models.CharField("地点", max_length=rules.PLACE_LENGTH, blank=True)
    version = models.PositiveSmallIntegerField(default=1, help_text="one more with each supplement")
    representatives = models.PositiveSmallIntegerField(default=0, help_text="of a joint visit, art. 20")
    urgency = models.CharField(
        "紧急程度", max_length=12, choices=list(rules.URGENCIES.items()), default="normal"
    )
    is_anonymous = models.BooleanField(default=False)
    wants_public = models.BooleanField(default=False, help_text="the writer agreed to publication")
    writer = models.CharField(max_length=64, blank=True, help_text="HMAC-SM3 of the phone: finds repeats")
    received_at = models.DateTimeField()

    against = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    named = models.CharField(max_length=120, blank=True, help_text="the unit as the writer named it")
    desk = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="assigns and watches"
    )
    holder = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="as the case's unit"
    )
    assigned_at = models.DateTimeField(null=True)
    return_due_at = models.DateTimeField(null=True)
    returns = models.PositiveSmallIntegerField(default=0)
    is_named = models.BooleanField(default=False, help_text="the desk named the unit: no return")

    lead = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followers", help_text="handled with it"
    )
    is_repeat = models.BooleanField(default=False, help_text="by the same person as its lead: not counted")
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    again_of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="again")
    again_name = models.CharField(max_length=10, blank=True, help_text="重新办理, 复查, 复核")

    working_days = models.PositiveSmallIntegerField(null=True, help_text="from receipt to the answer")
    is_in_time = models.BooleanField(null=True, help_text="None: not answered, or without a clock")
    exposure = models.CharField(
        max_length=10, choices=list(rules.EXPOSURE_STATES.items()), default=rules.HIDDEN
    )
    public_title = models.CharField("公开标题", max_length=rules.TITLE_LENGTH + 20, blank=True)
    public_text = models.TextField("公开内容", blank=True)
    public_reply = models.TextField("公开答复", blank=True)
    shown_at = models.DateTimeField(null=True)
    take_down_note = models.CharField(max_length=200, blank=True)
    seconded = models.PositiveIntegerField(default=0, help_text="readers who said that it is theirs too")

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="letter_newest"),
            models.Index(fields=["mailbox", "-received_at"], name="letter_of_mailbox"),
            models.Index(fields=["desk", "-received_at"], name="letter_of_desk"),
            models.Index(fields=["holder", "-received_at"], name="letter_of_holder"),
            models.Index(fields=["writer", "received_at"], condition=~Q(writer=""), name="letter_of_writer"),
            models.Index(
                fields=["id"], condition=Q(sequence__gt=F("sent_sequence"), trouble=""), name="letter_owed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(exposure="shown") | (~Q(public_title="") & Q(shown_at__isnull=False)),
                name="letter_shown_has_public_words",
            ),
            models.CheckConstraint(
                condition=Q(is_repeat=False) | Q(lead__isnull=False), name="letter_repeat_has_a_lead"
            ),
            models.CheckConstraint(condition=~Q(lead=F("id")), name="letter_leads_others"),
        ]

    def __str__(self) -> str:
        return f"来信 {self.number}"

    @property
    def number(self) -> str:
        """What the writer knows it by; a part has the number of its own case."""
        return self.matter.number if self.matter_id and self.matter else self.case.number

    @property
    def is_informing(self) -> bool:
        return self.type in rules.INFORMING

    @property
    def is_open(self) -> bool:
        return self.case.closed_at is None

    @property
    def stage(self) -> tuple[str, str]:
        """Label and tone, as officials say it (letters.md §4). Reads ``case``."""
        return stage_of(self.case, assigned_at=self.assigned_at, returns=self.returns)

    @property
    def received_on(self) -> date:
        return day_of(self.received_at)


def stage_of(case: Case, *, assigned_at: datetime | None, returns: int) -> tuple[str, str]:
    if case.state == cases.ACCEPTED:
        if assigned_at is None:
            return ("已退回", "warn") if returns else ("已受理", "info")
        return ("办理中", "info") if case.handler_id else ("已派单", "info")
    if case.state == cases.CLOSED:
        return ("已答复", "good")
    if case.state == cases.ASKED:
        return ("待补充", "info")
    return (case.get_state_display(), case.tone)
