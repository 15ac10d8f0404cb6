"""Which complaints of the public came, against whom, and who may see them? Never whoever is complained of."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yiwang.kernel.cases.models import Case
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.orders import rules


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, post: Any) -> Self:
        """Those whose case the post may see, without those against its own unit or one above it."""
        if post is None:
            return self.none()
        seen = self.filter(Exists(Case.objects.visible_to(post).filter(pk=OuterRef("case_id"))))
        return seen.exclude(against__path__in=[*paths.above(post.unit.path), post.unit.path])

    def open(self) -> Self:
        return self.filter(Exists(Case.objects.open().filter(pk=OuterRef("case_id"))))

    def in_full(self) -> Self:
        return self.select_related("case__unit", "case__party", "case__clock", "against", "about_case")

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Complaint(models.Model):
    """What somebody complains of: the facts of a case that only this room knows."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="complaint")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="+")
    against = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: not made out yet"
    )
    named = models.CharField(max_length=120, blank=True, help_text="the unit as the complainant named it")
    about = models.CharField("投诉类型", max_length=10, choices=[(one, one) for one in rules.ABOUT])
    about_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    about_number = models.CharField(max_length=60, blank=True, help_text="of the submission complained of")
    text = models.TextField("投诉内容")
    is_anonymous = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, blank=True, choices=list(rules.OUTCOMES.items()))
    settled_at = models.DateTimeField(null=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["against", "settled_at"], name="complaint_against"),
            models.Index(fields=["settled_at"], condition=Q(outcome="upheld"), name="complaint_upheld"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="complaint_settled_with_moment",
            )
        ]

    def __str__(self) -> str:
        return f"投诉 {self.case.number}"
