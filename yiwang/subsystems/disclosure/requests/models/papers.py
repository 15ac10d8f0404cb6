"""Which numbered papers came of a request?"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.disclosure.requests.models.requests import Request
from yiwang.subsystems.disclosure.requests.papers import FORMS


class PaperSeries(models.Model):
    """The last number that a unit gave a form in a year. Whoever numbers locks the row: no gaps."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "form", "year"], name="disclosure_series_once_a_year")
        ]


class PaperQuerySet(models.QuerySet["Paper"]):
    def undrawn(self) -> Self:
        return self.filter(pdf=None).order_by("pk")


class Paper(models.Model):
    """A paper laid down with its number in the deed that calls for it; its files are drawn from its words."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="papers")
    form = models.CharField(max_length=12, choices=[(code, form.title) for code, form in FORMS.items()])
    title = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("文书编号", max_length=80)
    words = models.JSONField(help_text="see papers.Words")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    pdf = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    trouble = models.CharField(max_length=300, blank=True, help_text="why it could not be drawn")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], condition=Q(pdf=None), name="disclosure_paper_undrawn")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "year", "serial"], name="disclosure_paper_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
