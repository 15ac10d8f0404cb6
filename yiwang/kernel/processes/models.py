"""What is stored of processes: their versions, their runs and the steps of a run?"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.processes import rules


class DefinitionQuerySet(models.QuerySet["Definition"]):
    def in_force(self) -> Self:
        return self.filter(in_force_from__isnull=False, in_force_until=None)

    def newest_first(self) -> Self:
        return self.order_by("key", "-version")


class Definition(models.Model):
    """One version of a process; what is stored of it never changes, only when it was in force."""

    key = models.SlugField("流程代码", max_length=60)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("流程名称", max_length=120)
    xml = models.TextField(help_text="BPMN 2.0, as it was handed in")
    digest = models.CharField(max_length=64, help_text="SM3 of the document")
    counts = models.JSONField(default=dict, help_text="how many steps, gateways, events, flows it has")
    obstacle = models.CharField(
        max_length=300, blank=True, help_text="why it can only be drawn; empty: it can be run"
    )
    note = models.CharField("修改说明", max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    in_force_from = models.DateTimeField(null=True)
    in_force_by = models.CharField(max_length=80, blank=True)
    in_force_until = models.DateTimeField(null=True, help_text="replaced by another version")

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(in_force_from__isnull=False, in_force_until=None),
                name="definition_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(in_force_from=None) | Q(obstacle=""), name="definition_in_force_runs"
            ),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="definition_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    @property
    def is_runnable(self) -> bool:
        return not self.obstacle

    @property
    def is_in_force(self) -> bool:
        return self.in_force_from is not None and self.in_force_until is None


class Run(models.Model):
    """A definition at work for one subject. The journal says what was done; the engine follows from it."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="runs")
    subject_kind = models.CharField(max_length=80, help_text="package.noun of what it is about")
    subject_key = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=list(rules.RUN_STATES.items()), default=rules.RUNNING)
    seats = models.JSONField(default=dict, help_text="seat: list of [unit, role, person, limit]")
    journal = models.TextField(help_text="see processes.journal")
    data = models.JSONField(default=dict, help_text="the declared fields as they stand")
    last_number = models.PositiveIntegerField(default=0, help_text="of its steps")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was cancelled")

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_key"], name="run_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=rules.RUNNING, ended_at=None)
                | Q(state__in=[rules.FINISHED, rules.CANCELLED], ended_at__isnull=False),
                name="run_ends_with_moment",
            )
        ]


class StepQuerySet(models.QuerySet["Step"]):
    def open(self) -> Self:
        return self.filter(state=rules.OPEN)

    def done(self) -> Self:
        return self.filter(state=rules.DONE)


class Step(models.Model):
    """One step of a run that somebody takes or took; a step taken anew is a new row."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField(help_text="in the run, from 1")
    node = models.CharField(max_length=120, help_text="id in the diagram")
    slot = models.PositiveSmallIntegerField(default=0, help_text="which of several seats that act together")
    label = models.CharField(max_length=120)
    seat = models.CharField(max_length=120)
    stage = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField(default=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(rules.STEP_STATES.items()), default=rules.OPEN)
    outcome = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was sent back or cancelled")
    clock = models.ForeignKey(Clock, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["person", "opened_at"], condition=Q(state=rules.OPEN), name="step_of_person"
            ),
            models.Index(
                fields=["unit", "role", "opened_at"], condition=Q(state=rules.OPEN), name="step_of_unit"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="step_number_once"),
            models.CheckConstraint(
                condition=Q(state=rules.OPEN, done_at=None)
                | Q(state__in=[rules.DONE, rules.CANCELLED, rules.TAKEN_BACK], done_at__isnull=False),
                name="step_ends_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state == rules.OPEN
