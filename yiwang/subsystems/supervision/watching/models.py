"""How is each rule set, and what happened that no rule has judged yet?"""

from django.db import models

from yiwang.subsystems.supervision.watching import rules


class RuleSetting(models.Model):
    """How the city runs a rule; without a row it runs as declared."""

    rule = models.CharField(max_length=60, primary_key=True)
    mode = models.CharField(max_length=5, choices=list(rules.MODES.items()))
    parameters = models.JSONField(default=dict, help_text="code: number as text")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)


class Happening(models.Model):
    """Something that rules still have to judge; written in the transaction in which it happened."""

    kind = models.CharField(max_length=40, help_text="see watching.rules")
    key = models.BigIntegerField(help_text="id of the clock, of the case's event, of the record")
    at = models.DateTimeField()
    left = models.JSONField(null=True, help_text="codes of the rules that still have to judge; None: all")

    class Meta:
        ordering = ["id"]


class RuleFault(models.Model):
    """A rule that raised at its last sweep: the board names it, the others go on."""

    rule = models.CharField(max_length=60, primary_key=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    error = models.CharField(max_length=500)
