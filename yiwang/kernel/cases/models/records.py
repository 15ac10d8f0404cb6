"""What belongs to a case: its history, materials, files, pauses, extensions, consultations, reminders?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.cases import rules
from yiwang.kernel.cases.models.cases import Case, desks_of
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.processes.models import Step


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        """What the party may read; of these only ``at``, ``public_label``, ``public_text``, ``due_on``."""
        return self.exclude(public_label="")

    def opinions(self) -> Self:
        """What officials wrote down for one another while they handled the case."""
        return self.exclude(opinion="")


class Event(models.Model):
    """One line in the history of a case. Names are as they were; the opinion given with it is internal."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, help_text="a verb of cases.rules, or one of the kind's own")
    label = models.CharField(max_length=120, help_text="what was done, as officials read it")
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=80)
    post = models.CharField(max_length=200, blank=True, help_text="a deputy's names the principal")
    unit_id = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=200, blank=True)
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=60, blank=True, help_text="of the step, code")
    outcome_label = models.CharField(max_length=60, blank=True)
    opinion = models.TextField(blank=True, help_text="internal")
    public_label = models.CharField(max_length=60, blank=True, help_text="empty: the party does not see it")
    public_text = models.TextField(blank=True)
    due_on = models.DateField(null=True, help_text="told to the party with it")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(public_label="") | Q(public_text=""), name="case_event_public_has_label"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Material(models.Model):
    """One thing that the case needs: in electronic form, on paper, or both; its original looked at."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=10, choices=list(rules.MATERIAL_FORMS.items()), default="electronic")
    originals = models.PositiveSmallIntegerField(default=0, help_text="how many originals are taken in")
    copies = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=list(rules.MATERIAL_STATES.items()), default=rules.MISSING)
    is_original_checked = models.BooleanField(default=False)
    checked_by = models.CharField(max_length=80, blank=True)
    checked_at = models.DateTimeField(null=True)
    wanted = models.TextField(blank=True, help_text="what had to be put right, as the party was told")
    note = models.CharField(max_length=300, blank=True, help_text="internal")
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="case_material_once"),
            models.CheckConstraint(
                condition=~Q(is_original_checked=True) | Q(checked_at__isnull=False),
                name="case_material_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        return rules.MATERIAL_TONES[self.state]


class Attachment(models.Model):
    """A file in the case beside its materials: what officials add, papers issued, answers of the party."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    is_public = models.BooleanField(default=False, help_text="the party was given it")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "stored"], name="case_attachment_once")]


class Pause(models.Model):
    """A special procedure during which time does not count (art. 45); the party is told in writing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    ground = models.CharField(max_length=16, choices=list(rules.PAUSES.items()))
    reason = models.CharField(max_length=300)
    announced = models.CharField(max_length=60, help_text="how long it will take, as the party was told")
    notice = models.CharField(max_length=80, blank=True, help_text="number of the paper that told the party")
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    result = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="case_one_open_pause"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("began_at")),
                name="case_pause_ends_after_start",
            ),
        ]


class Extension(models.Model):
    """More time, asked for by whoever handles the case, granted once by the head of the organ (art. 42)."""

    ASKED, GRANTED, REFUSED = "asked", "granted", "refused"
    STATES = [(ASKED, "待批准"), (GRANTED, "已批准"), (REFUSED, "未批准")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=8, choices=STATES, default=ASKED)
    number = models.PositiveSmallIntegerField(help_text="in the unit of the case's extension")
    ground = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(
        max_length=80, blank=True, help_text="who granted or refused, with the post"
    )
    reply = models.CharField(max_length=300, blank=True)
    document = models.CharField(
        max_length=80, blank=True, help_text="number of the paper that told the party"
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="asked"), name="case_extension_to_settle")
        ]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="granted"), name="case_extended_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="asked"), name="case_one_extension_asked"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", settled_at=None)
                | Q(state__in=["granted", "refused"], settled_at__isnull=False),
                name="case_extension_settled_with_moment",
            ),
        ]


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def asked_of(self, post: Any) -> Self:
        return self.filter(unit__in=desks_of(post))


class Consultation(models.Model):
    """A question to another unit; several stand side by side and the case goes on meanwhile."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consultations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    due_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    asker = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_unit = models.CharField(max_length=200, blank=True, help_text="of whoever asked")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["unit", "due_on"], condition=Q(answered_at=None), name="case_consultation_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(answered_at=None), name="case_unit_consulted_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="case_consultation_answered_with_words",
            ),
        ]


class Urge(models.Model):
    """A reminder to whoever has to act: by a superior, another unit, or the party."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="urges")
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=80)
    unit = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]


class Phrase(models.Model):
    """Words that somebody uses again and again in opinions."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.CharField("常用语", max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "text"], name="case_phrase_once")]

    def __str__(self) -> str:
        return self.text
