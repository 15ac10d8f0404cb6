"""Which steps does the process guide ask for, and which of them has an interview done?"""

from django.db import models

from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models.interviews import Interview


class GuideStep(models.Model):
    """One step of the city's 在线访谈流程指南: reference data; an interview copies it when it is proposed."""

    code = models.SlugField(max_length=30, unique=True)
    order = models.PositiveSmallIntegerField()
    name = models.CharField("步骤", max_length=60)
    who = models.CharField("由谁办", max_length=60)
    what = models.CharField("要求", max_length=300, blank=True)
    days = models.SmallIntegerField(
        "期限（天）", help_text="from the start of the interview; negative: before"
    )
    marked_by = models.CharField(max_length=20, blank=True, help_text="the deed that ticks it by itself")
    before = models.CharField(max_length=20, blank=True, help_text="the deed that has to wait for it")
    is_required = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def when(self) -> str:
        """``访谈前5天``"""
        if not self.days:
            return "访谈当天"
        return f"访谈{'前' if self.days < 0 else '后'}{abs(self.days)}天"


class Step(models.Model):
    """A step of the guide in one interview, with the guide's words of the day on which it was proposed."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="steps")
    code = models.SlugField(max_length=30)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    who = models.CharField(max_length=60)
    what = models.CharField(max_length=300, blank=True)
    days = models.SmallIntegerField()
    marked_by = models.CharField(max_length=20, blank=True)
    before = models.CharField(max_length=20, blank=True)
    is_required = models.BooleanField(default=True)
    due_on = models.DateField(null=True, help_text="once the interview has a date")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=rules.NOTE_LENGTH, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "code"], name="interview_step_once"),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(done_at=None), name="interview_step_open"),
        ]

    def __str__(self) -> str:
        return f"{self.interview}：{self.name}"
