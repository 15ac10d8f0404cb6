"""Which schemes were laid down, who is exempt, and what was every month's result?"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped


class StoredScheme(models.Model):
    """One version of a scheme; appended, never changed."""

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    text = models.JSONField(help_text="see indicators.schemes.written")
    in_force_from = models.DateField(help_text="first day of the first month it holds for")
    laid_down_at = models.DateTimeField()
    laid_down_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def holding(self, code: str, first: object) -> Self:
        """In the month that begins on ``first``."""
        return self.filter(
            Q(last_month=None) | Q(last_month__gte=first), scheme=code, first_month__lte=first, ended_at=None
        )


class Exemption(models.Model):
    """A unit for which an indicator does not count, with its ground."""

    scheme = models.CharField(max_length=60)
    line = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_month = models.DateField()
    last_month = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "line", "unit"], condition=Q(ended_at=None), name="exemption_once"
            ),
            models.CheckConstraint(
                condition=Q(last_month=None) | Q(last_month__gte=F("first_month")),
                name="exemption_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}免考{self.line}"


class Snapshot(models.Model):
    """The result of one month, as it was counted then. The database itself refuses to change it."""

    scheme = models.CharField(max_length=60)
    version = models.PositiveIntegerField(help_text="of the scheme; 0: as declared in code")
    text = models.JSONField(help_text="the scheme in full")
    month = models.DateField(help_text="its first day")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    units = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SM3 over scheme, scores and values")

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [models.UniqueConstraint(fields=["scheme", "month"], name="snapshot_once_a_month")]

    def __str__(self) -> str:
        return f"{self.text['name']} {self.month:%Y年%m月}"


class ScoreQuerySet(UnitScoped["Score"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the post's units, and of the units that its own watches over."""
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        return self.filter(oversight.within("unit__path", [post.unit.path, *oversight.overseen(post)]))

    def best_first(self) -> Self:
        return self.order_by(F("rank").asc(nulls_last=True), "unit_name", "pk")


class Score(models.Model):
    """One unit's result of a month; the name is the one it bore then."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=120)
    total = models.DecimalField(null=True, max_digits=12, decimal_places=2)
    rank = models.PositiveIntegerField(null=True)
    grade = models.CharField(max_length=20)
    veto = models.CharField(max_length=120, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-snapshot"], name="score_of_unit")]
        constraints = [models.UniqueConstraint(fields=["snapshot", "unit"], name="score_once_a_month")]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.total if self.total is not None else self.grade}"


class Value(models.Model):
    """What one indicator came to for one unit."""

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="values")
    line = models.CharField(max_length=60, help_text="code in the scheme")
    label = models.CharField(max_length=120)
    figure = models.CharField(max_length=60, blank=True)
    part = models.DecimalField(null=True, max_digits=16, decimal_places=6)
    whole = models.DecimalField(null=True, max_digits=16, decimal_places=6)
    points = models.DecimalField(null=True, max_digits=16, decimal_places=6, help_text="None: did not count")
    full = models.DecimalField(max_digits=16, decimal_places=6)
    is_exempt = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["score", "line"], name="value_once")]

    def __str__(self) -> str:
        return self.label
