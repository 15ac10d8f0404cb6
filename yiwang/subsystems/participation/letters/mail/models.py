"""Which mails came, outside; and which of them wait inside until somebody claims them?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.exchange.models import OWED, Crossing
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.models import Submission, new_reference
from yiwang.subsystems.participation.letters.mail import rules
from yiwang.subsystems.participation.letters.models import Letter, Mailbox


class Mail(Crossing):
    """Outer side: one mail, once. Who wrote what is kept only until it has found its place."""

    uid = models.CharField(max_length=32, unique=True, default=new_reference)
    address = models.CharField(max_length=254, help_text="ours, which it was fetched from")
    key = models.CharField(max_length=64, help_text="SM3 of its Message-ID, or of all of it")
    message_id = models.CharField(max_length=250, blank=True, help_text="what our answers refer to")
    box_code = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()))
    reason = models.CharField(max_length=120, blank=True)
    sender = models.CharField(max_length=64, blank=True, help_text="HMAC-SM3 of the address: counts")
    contact = models.TextField(blank=True, help_text="sealed: see intake.contacts")
    subject = models.CharField(max_length=rules.SUBJECT_LENGTH, blank=True)
    text = models.TextField(blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    hint = models.CharField(max_length=24, blank=True)
    submission = models.ForeignKey(
        Submission,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="what it became or answers",
    )
    told_step = models.PositiveIntegerField(default=0, help_text="of the submission, to its writer")
    fetched_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sender", "fetched_at"], name="letter_mail_of_sender"),
            models.Index(fields=["address", "fetched_at"], name="letter_mail_of_address"),
            models.Index(fields=["id"], condition=OWED, name="letter_mail_owed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["address", "key"], name="letter_mail_once"),
            models.CheckConstraint(
                condition=Q(state__in=["unclaimed", "message"]) | Q(text="", contact=""),
                name="letter_mail_forgets_what_found_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"邮件 {self.uid[:8]}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, post: Any) -> Self:
        """Of the mailboxes that the post's unit or one below it runs; of no known mailbox: at the top."""
        return self.filter(mailbox__in=Mailbox.objects.visible_to(post)) | self._of_nobody(post)

    def _of_nobody(self, post: Any) -> Self:
        is_at_top = post is not None and post.unit.parent_id is None
        return self.filter(mailbox=None) if is_at_top else self.none()

    def waiting(self) -> Self:
        return self.filter(state=rules.WAITING)

    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")


class Claim(Crossing):
    """Inner side: a mail that belongs to no letter until an official says so, or that joined one."""

    uid = models.CharField(max_length=32, unique=True)
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(rules.CLAIM_STATES.items()), default=rules.WAITING)
    reason = models.CharField(max_length=120, blank=True, help_text="why it waits for somebody")
    hint = models.CharField(max_length=24, blank=True, help_text="a number that it names, unproved")
    sender = models.CharField(max_length=64, blank=True, help_text="HMAC-SM3 of the address")
    masked = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=rules.SUBJECT_LENGTH, blank=True)
    text = models.TextField(blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    received_at = models.DateTimeField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    to_box = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    verdict = models.CharField("理由", max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="letter_claim_newest"),
            models.Index(
                fields=["mailbox", "received_at"], condition=Q(state="waiting"), name="letter_claim_waiting"
            ),
            models.Index(fields=["id"], condition=OWED, name="letter_claim_owed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="letter_claim_decided_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(verdict=""), name="letter_claim_discarded_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"待认领邮件 {self.uid[:8]}"

    @property
    def tone(self) -> str:
        return rules.CLAIM_TONES[self.state]
