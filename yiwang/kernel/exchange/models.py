"""Which envelopes were sent and received, how far did each come, and what proves it?"""

import secrets
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yiwang.kernel.exchange import rules, statements
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.systems.models import System

CATEGORIES = list(rules.CATEGORIES.items())


def new_uid() -> str:
    return secrets.token_hex(16)


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def sent_by(self, unit: Unit) -> Self:
        return self.filter(sender_unit=unit)

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Envelope(models.Model):
    """What somebody sent to others. The signed words are the truth; the columns beside them find it."""

    uid = models.CharField(max_length=32, unique=True, help_text="the same on every installation")
    kind = models.CharField(max_length=81, help_text="declared in exchange.kinds")
    version = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(max_length=12, choices=CATEGORIES)
    subject = models.CharField("标题", max_length=rules.SUBJECT_LENGTH)
    number = models.CharField("文号", max_length=200, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0, help_text="0 平件, 1 加急, 2 特急")
    sender_node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sender_system = models.ForeignKey(
        System, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sender_name = models.CharField(max_length=200, help_text="unit, system or installation, as it was called")
    valid_until = models.DateField(null=True)
    reference = models.CharField(max_length=32, blank=True, help_text="uid of an earlier envelope")
    sent_at = models.DateTimeField()
    text = models.TextField(help_text="the signed words: exchange.statements.Envelope as canonical JSON")
    digest = models.CharField(max_length=64, help_text="SM3 of the words")
    signature = models.CharField(max_length=1100, help_text="base64")
    certificate = models.CharField(max_length=64, help_text="fingerprint of the signer's certificate")

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sender_unit", "-id", "category"], name="envelope_outbox"),
            models.Index(
                fields=["sender_system", "-id"],
                condition=Q(sender_system__isnull=False),
                name="envelope_of_system",
            ),
            models.Index(fields=["reference"], condition=Q(reference__gt=""), name="envelope_reference"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def address(self) -> str:
        return reverse("exchange:envelope", args=[self.uid])

    @property
    def urgency_label(self) -> str:
        return list(rules.URGENCIES.values())[self.urgency]

    @cached_property
    def statement(self) -> statements.Envelope:
        return statements.envelope(self.text)


class EnvelopeFile(models.Model):
    """A stored file under the name that the envelope gives it."""

    envelope = models.ForeignKey(
        Envelope, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "number"], name="envelope_file_once"),
        ]

    @property
    def address(self) -> str:
        return self.stored.address(self.name)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def to_unit(self, unit: Unit) -> Self:
        """Mail is nobody else's business: exactly this unit's, not that of the units below it."""
        return self.filter(unit=unit, system=None, is_here=True).exclude(state=rules.WAITING)

    def to_system(self, system: System) -> Self:
        return self.filter(system=system, is_here=True).exclude(state=rules.WAITING)

    def waiting_here(self) -> Self:
        return self.filter(state=rules.WAITING, is_here=True)

    def to_sign(self) -> Self:
        return self.filter(state__in=rules.TO_SIGN, ended_at=None)

    def unsigned(self) -> Self:
        return self.filter(state__in=rules.UNSIGNED)

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Delivery(models.Model):
    """An envelope's way to one recipient; where the recipient lives here also the entry of the inbox."""

    # The indexes that lead with these columns serve the foreign keys too: none of their own.
    envelope = models.ForeignKey(
        Envelope, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    number = models.PositiveSmallIntegerField(help_text="as in the signed words")
    part = models.CharField(max_length=4, choices=list(rules.PARTS.items()))
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_here = models.BooleanField(help_text="the recipient lives on this installation")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    system = models.ForeignKey(System, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200, help_text="as the recipient was called")
    category = models.CharField(max_length=12, choices=CATEGORIES)
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.WAITING)
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="signed for, returned, withdrawn or refused")
    ended_by = models.CharField(max_length=120, blank=True, help_text="person, as named then")
    reason = models.CharField(max_length=rules.REASON_LENGTH, blank=True)
    urges = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    withdrawal_asked_at = models.DateTimeField(
        null=True, help_text="another installation has been asked to give it back"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope", "number"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "opened"], ended_at=None)
                | Q(state__in=["signed", "returned", "withdrawn", "refused"], ended_at__isnull=False),
                name="delivery_ends_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | ~Q(reason=""), name="delivery_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "-id", "category"], condition=Q(is_here=True), name="delivery_inbox"
            ),
            # SQLite sees that a query fits a condition where it says IS NULL, not where it says IN.
            models.Index(
                fields=["unit", "-id"], condition=Q(is_here=True, ended_at=None), name="delivery_to_sign"
            ),
            models.Index(
                fields=["system", "id"], condition=Q(system__isnull=False), name="delivery_of_system"
            ),
            models.Index(
                fields=["id"], condition=Q(is_here=True, state="waiting"), name="delivery_waiting_here"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.envelope.subject} → {self.name}"

    @property
    def is_to_sign(self) -> bool:
        return self.state in rules.TO_SIGN

    @property
    def is_unsigned(self) -> bool:
        return self.state in rules.UNSIGNED


class Receipt(models.Model):
    """A signed and timed word on what happened to an envelope, for one recipient or for several."""

    uid = models.CharField(max_length=32, unique=True)
    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="receipts")
    delivery = models.ForeignKey(
        Delivery,
        null=True,
        on_delete=models.CASCADE,
        related_name="receipts",
        db_index=False,
        help_text="None: several, see the words",
    )
    kind = models.CharField(max_length=10, choices=list(rules.RECEIPTS.items()))
    at = models.DateTimeField()
    text = models.TextField(help_text="the signed words: exchange.statements.Receipt as canonical JSON")
    signature = models.CharField(max_length=1100, help_text="base64")
    certificate = models.CharField(max_length=64)
    is_followed = models.BooleanField(default=False, help_text="counted, and whom it concerns was told")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_followed=False), name="receipt_to_follow"),
        ]

    @cached_property
    def statement(self) -> statements.Receipt:
        return statements.receipt(self.text)


class Refusal(models.Model):
    """Something that came from another installation and was not taken in: the evidence, nothing else."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    uid = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=rules.REASON_LENGTH)
    text = models.TextField(help_text="the words as they came, at most 65,536 characters")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Draft(models.Model):
    """What somebody began to write for their unit and has not sent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=81)
    subject = models.CharField(max_length=rules.SUBJECT_LENGTH, blank=True)
    written = models.JSONField(default=dict, help_text="the fields of the form as they were typed")
    files = models.ManyToManyField(StoredFile, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "-changed_at"], name="draft_of_unit")]

    def __str__(self) -> str:
        return self.subject or "（无标题）"


class AddressGroupQuerySet(models.QuerySet["AddressGroup"]):
    def usable_by(self, unit: Unit) -> Self:
        """The city's own groups and those of the unit."""
        return self.filter(Q(unit=None) | Q(unit=unit)).order_by(
            F("unit").asc(nulls_first=True), "order", "name"
        )


class AddressGroup(models.Model):
    """Recipients that are chosen together and follow the unit tree; ``unit`` None: for everybody."""

    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("组名", max_length=60)
    order = models.PositiveIntegerField("排序", default=0)

    objects = AddressGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="group_once_a_unit"),
            models.UniqueConstraint(fields=["name"], condition=Q(unit=None), name="group_once_for_all"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupEntry(models.Model):
    """One line of a group: a unit, those directly below it or all below it, of some kinds or of all."""

    class Reach(models.TextChoices):
        ITSELF = "itself", "该单位"
        CHILDREN = "children", "直接下级"
        SUBTREE = "subtree", "全部下级"

    group = models.ForeignKey(AddressGroup, on_delete=models.CASCADE, related_name="entries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField("范围", max_length=10, choices=Reach.choices, default=Reach.ITSELF)
    kinds = models.JSONField("类别", default=list, blank=True, help_text="kinds of units; empty: all")

    class Meta:
        ordering = ["id"]


class DailyCount(models.Model):
    """How much a unit sent and received in a day, folded from receipts, each receipt once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=True)
    day = models.DateField()
    category = models.CharField(max_length=12, choices=CATEGORIES)
    sent = models.PositiveIntegerField(default=0, help_text="envelopes")
    addressed = models.PositiveIntegerField(default=0, help_text="recipients of the envelopes sent")
    received = models.PositiveIntegerField(default=0)
    signed = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0, help_text="by this unit")
    withdrawn = models.PositiveIntegerField(default=0, help_text="by this unit")
    urged = models.PositiveIntegerField(default=0, help_text="times this unit was urged")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "category", "unit"], name="daily_count_once"),
        ]


OWED = Q(sequence__gt=F("sent_sequence"), trouble="")
"""Rows of which the other zone does not know the newest, and nothing forbade to send it."""
STUCK = ~Q(trouble="")


class Crossing(models.Model):
    """A row that the other zone has to learn of, see ``telling``: counted in the transaction of the deed,
    sent at once or by the regular job.
    """

    sequence = models.PositiveIntegerField(default=0, help_text="what the outer zone has to know")
    sent_sequence = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, help_text="why it did not get there")

    class Meta:
        abstract = True

    @property
    def is_told(self) -> bool:
        return self.sequence == self.sent_sequence and not self.trouble
