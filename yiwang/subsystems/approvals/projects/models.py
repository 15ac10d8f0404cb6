"""Which investment projects are there, in which stages, with which applications?"""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q

from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped, in_subtree
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.projects import rules


class ProjectQuerySet(UnitScoped["Project"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the post's units, and those of which they have a part."""
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        inside = in_subtree("application__case__unit__path", post.unit.path)
        parts = Part.objects.filter(inside, phase__project=OuterRef("pk"))
        return self.filter(in_subtree("unit__path", post.unit.path) | Exists(parts))

    def mentioning(self, text: str) -> Self:
        return self.filter(Q(name__icontains=text) | Q(code__startswith=text))

    def owed(self) -> Self:
        """What the outer zone was not told of yet."""
        return self.filter(sent_revision__lt=F("revision")).order_by("pk")

    def in_full(self) -> Self:
        """With stages and cases, four queries for any number."""
        parts = Part.objects.select_related(
            "application__case__unit", "application__case__clock", "application__edition__implementation"
        ).order_by("pk")
        phases = Phase.objects.order_by("pk").prefetch_related(Prefetch("parts", queryset=parts))
        return self.select_related("unit").prefetch_related(Prefetch("phases", queryset=phases))


class Project(models.Model):
    """An investment project under its code; it is known here since its first application."""

    code = models.CharField("投资项目代码", max_length=24, unique=True)
    name = models.CharField("项目名称", max_length=rules.NAME_LENGTH, blank=True)
    kind = models.CharField("项目类型", max_length=2, blank=True, choices=list(rules.KINDS.items()))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="牵头单位")
    known_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    sent_revision = models.PositiveIntegerField(default=0)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-known_at", "-id"], name="project_newest"),
            models.Index(fields=["id"], condition=Q(sent_revision__lt=F("revision")), name="project_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.name or '投资项目'} {self.code}"


class Phase(models.Model):
    """A stage of a project: several units side by side, one overall time."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="phases")
    stage = models.CharField(max_length=1, blank=True, choices=list(rules.STAGES.items()))
    state = models.CharField(max_length=7, choices=list(rules.STATES.items()), default=rules.WAITING)
    accepted_at = models.DateTimeField(null=True, help_text="of the first case: day 0 of the overall time")
    ended_at = models.DateTimeField(null=True)
    is_extended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "stage"], name="phase_once_a_project"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
                name="phase_ends_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.project.code}"

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]


class Part(models.Model):
    """An application that belongs to a stage."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="parts")
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="project_part")


class ShownProject(models.Model):
    """Outer side: how far a project has come, to whoever knows its code."""

    code = models.CharField(max_length=24, unique=True)
    revision = models.PositiveIntegerField()
    content = models.JSONField(help_text="messages.Shown")
    said_at = models.DateTimeField()
