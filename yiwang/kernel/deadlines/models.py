"""What is stored of the calendar, of the clocks and of the regular jobs?"""

from django.db import models


class JobRun(models.Model):
    """The last run of one regular job; the row is also the claim that keeps two workers apart."""

    name = models.CharField(max_length=80, primary_key=True, help_text="as declared with ticking.every")
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True, help_text="a worker is at it; void after this moment")
    claim = models.CharField(max_length=32, blank=True, help_text="random token of the worker at it")
    did = models.PositiveBigIntegerField(default=0, help_text="how many things the last run did")
    error = models.TextField(blank=True, help_text="why the last run failed; empty when it did not")
    failures = models.PositiveIntegerField(default=0, help_text="failed runs in a row")
