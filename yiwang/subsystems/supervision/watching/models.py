"""How is each rule set, and what happened that no rule has judged yet?"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.deadlines.waiting import is_due
from yiwang.subsystems.supervision.watching import rules


class RuleSetting(models.Model):
    """How the city runs a rule; without a row it runs as declared."""

    rule = models.CharField(max_length=60, primary_key=True)
    mode = models.CharField(max_length=5, choices=list(rules.MODES.items()))
    parameters = models.JSONField(default=dict, help_text="code: number as text")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)


class HappeningQuerySet(models.QuerySet["Happening"]):
    def waiting(self, now: datetime) -> Self:
        """To be judged now; those that a rule failed on rest for a while."""
        return self.filter(Q(again_at=None) | is_due("again_at", now, rules.LONGEST_REST))

    def left(self) -> Self:
        """Those that some rule failed on."""
        return self.filter(tries__gt=0)


class Happening(models.Model):
    """Something that rules still have to judge; written in the transaction in which it happened."""

    kind = models.CharField(max_length=40, help_text="see watching.rules")
    key = models.BigIntegerField(help_text="id of the clock, of the case's event, of the record")
    at = models.DateTimeField()
    end_at = models.DateTimeField(null=True, help_text="of a clock: the end that had passed")
    left = models.JSONField(null=True, help_text="codes of the rules that still have to judge; None: all")
    tries = models.PositiveIntegerField(default=0, help_text="how often a rule failed on it")
    again_at = models.DateTimeField(null=True, help_text="not before this moment; None: at once")

    objects = HappeningQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["again_at"], condition=Q(tries__gt=0), name="happening_left")]


class RuleFault(models.Model):
    """A rule that raised at its last sweep: the board names it, the others go on."""

    rule = models.CharField(max_length=60, primary_key=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    error = models.CharField(max_length=500)
