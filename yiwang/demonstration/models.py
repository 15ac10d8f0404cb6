"""How far has a year that is played come?"""

from typing import Self

from django.db import models
from django.db.models import F, Q


class ReplayQuerySet(models.QuerySet["Replay"]):
    def unfinished(self) -> Self:
        return self.filter(done__lt=F("acts"))


class Replay(models.Model):
    """One year of applications: what was asked for, and how much of it has happened.

    Each act ends with a mark in its own transaction; what was not marked may still have happened: the record
    after ``entry`` tells.
    """

    cases = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    days = models.PositiveIntegerField(help_text="calendar days back to the first application")
    made_on = models.DateField(help_text="the day from which the days are counted back, whenever it goes on")
    first = models.PositiveIntegerField(help_text="number of the first applicant, none before has it")
    acts = models.PositiveIntegerField()
    plan = models.CharField(max_length=64, help_text="SM3 of everything that is to happen")
    done = models.PositiveIntegerField(default=0, help_text="acts")
    entry = models.PositiveBigIntegerField(help_text="end of the record before the act that is in hand")

    objects = ReplayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("acts")), name="replay_ends_with_its_last_act")
        ]

    @property
    def is_finished(self) -> bool:
        return self.done == self.acts


class Played(models.Model):
    """An application of a replay, and the number that its applicant was given."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="played")
    number = models.PositiveIntegerField(help_text="of the applicant")
    receipt = models.CharField(max_length=40, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replay", "number"], name="an_applicant_is_played_once")
        ]
