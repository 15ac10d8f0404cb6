"""Which corrections did the public hand in, and what was done about them? (inner side)"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.portal.corrections import rules


class CorrectionQuerySet(UnitScoped["Correction"]):
    """``visible_to(post)``: those about pages of the post's unit and of the units below it."""

    def standing(self, state: str) -> Self:
        return self.filter(state=state)

    def open(self) -> Self:
        return self.filter(state__in=rules.OPEN)

    def waiting_for_us(self) -> Self:
        """Open and not waiting for the public."""
        return self.filter(state__in=[rules.RECEIVED, rules.HANDLING])

    def mentioning(self, text: str) -> Self:
        """In the number, the page or the description."""
        return self.filter(
            Q(matter__number__icontains=text) | Q(page__icontains=text) | Q(text__icontains=text)
        )

    def in_full(self) -> Self:
        return self.select_related("matter", "unit", "handler")

    def untimed(self) -> Self:
        return self.open().filter(is_timed=False)


class Correction(models.Model):
    """A fault that somebody found on the website, and how it was handled."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="+")
    page = models.CharField("有错的网页", max_length=rules.PAGE_LENGTH)
    page_title = models.CharField("网页标题", max_length=300, blank=True)
    fault = models.CharField("问题类型", max_length=10, choices=[(one, one) for one in rules.FAULTS])
    text = models.TextField("问题描述")
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose page it is"
    )
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.RECEIVED)
    received_at = models.DateTimeField()
    is_timed = models.BooleanField(default=False, help_text="its clock could be started")
    handler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.TextField("对网民的说明", blank=True, help_text="the last thing the public was told")
    ended_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True, help_text="1 to 5, by the public")
    comment = models.TextField(blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="correction_newest"),
            models.Index(
                fields=["received_at"],
                condition=Q(state__in=["received", "handling", "asked"]),
                name="correction_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "handling", "asked"], ended_at=None)
                | Q(state__in=["answered", "dismissed", "withdrawn"], ended_at__isnull=False),
                name="correction_ends_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "dismissed"]) | ~Q(said=""),
                name="correction_end_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{rules.LABEL} {self.matter.number}"

    @property
    def number(self) -> str:
        return self.matter.number

    @property
    def is_on_this_site(self) -> bool:
        """The page is a path, not an address with a host."""
        return self.page.startswith("/")

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN


class CorrectionSupplement(models.Model):
    """What the public added after it was asked."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="supplements")
    text = models.TextField()
    handed_in_at = models.DateTimeField()
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        ordering = ["handed_in_at", "pk"]
