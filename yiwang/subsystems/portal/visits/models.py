"""How often was which page opened on which day?"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.visits.rules import KINDS, LONGEST_KEY


class DailyVisitsQuerySet(models.QuerySet["DailyVisits"]):
    def between(self, first: date, after: date) -> Self:
        return self.filter(day__gte=first, day__lt=after)

    def of_site(self, slug: str) -> Self:
        """All sites where ``slug`` is empty."""
        return self.filter(site=slug) if slug else self

    def unsent(self) -> Self:
        """What the inner zone does not know yet."""
        return self.exclude(sent=models.F("views"))


class DailyVisits(models.Model):
    """A number, and nothing about anybody: written by ``actions.add`` in one statement for many pages."""

    day = models.DateField()
    site = models.CharField(max_length=40, help_text="slug")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    key = models.CharField(
        max_length=LONGEST_KEY, blank=True, help_text="slug, number or first part of a path"
    )
    publication = models.ForeignKey(
        Publication,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="of an article page; where visits came from another zone, only if it is the same here",
    )
    title = models.CharField(max_length=200, blank=True, help_text="of an article page of another zone")
    views = models.PositiveBigIntegerField(default=0)
    sent = models.PositiveBigIntegerField(default=0, help_text="of the views, those told to the inner zone")

    objects = DailyVisitsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "site", "kind", "key"], name="visits_page_once_a_day"),
            models.CheckConstraint(
                condition=Q(kind="article") | Q(publication=None), name="visits_of_article"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "day"], name="visits_by_site"),
            models.Index(fields=["publication"], name="visits_by_publication"),
        ]


class Mark(models.Model):
    """An opening that counted within a window of some minutes; says of nobody who they are (see counting)."""

    window = models.PositiveBigIntegerField()
    mark = models.BigIntegerField(help_text="of reader and page")
    reader = models.BigIntegerField()
    network = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "mark"], name="visits_mark_once_a_window")]
        indexes = [
            models.Index(fields=["window", "reader"], name="visits_mark_of_reader"),
            models.Index(fields=["window", "network"], name="visits_mark_of_network"),
        ]
