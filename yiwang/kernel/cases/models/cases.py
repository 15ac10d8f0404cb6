"""Which cases are there, in which state, and whose are they?"""

import secrets
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from yiwang.kernel.cases import rules, terms
from yiwang.kernel.cases.models.parties import Party
from yiwang.kernel.cases.terms import Terms
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.visibility import UnitScoped, in_subtree
from yiwang.kernel.processes.models import Run, Step


def new_reference() -> str:
    return secrets.token_hex(16)


class Series(models.Model):
    """The last serial number of a series: ``SB:2026``, or ``SW:2026:YZ-ZFB`` where each unit has its own."""

    key = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class CaseQuerySet(UnitScoped["Case"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the post's units, those it has or had a step of, those its unit is asked about or
        watches over.
        """
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        desks = desks_of(post)
        own = in_subtree("unit__path", post.unit.path) | Q(unit__in=desks)
        steps = Step.objects.filter(run=OuterRef("run"), unit__in=desks)
        consulted = Case.objects.filter(pk=OuterRef("pk"), consultations__unit__in=desks)
        seen = own | Exists(steps) | Exists(consulted)
        watched = oversight.overseen(post)
        return self.filter(seen | oversight.within("unit__path", watched) if watched else seen)

    def of_units_of(self, post: Post) -> Self:
        """Those that the post's units are responsible for, by their ids: lists stay on an index."""
        if post.unit.parent_id is None:
            return self.all()
        below = Unit.objects.filter(in_subtree("path", post.unit.path)).values_list("pk", flat=True)
        return self.filter(unit__in={*below, *desks_of(post)})

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def to_accept(self) -> Self:
        """Handed in, neither accepted nor asked about."""
        return self.filter(state=rules.RECEIVED)

    def without_process(self) -> Self:
        # Compared so, the index of ``run`` is no way in: it would lead through every case ever closed.
        return self.alias(process=Coalesce("run", 0)).filter(process=0)

    def untimed(self) -> Self:
        """Accepted, with a limit, but the calendar of a year that it reaches was not published."""
        return self.filter(is_timed=False, accepted_at__isnull=False)

    def received_between(self, since: datetime | None, until: datetime | None) -> Self:
        found = self
        if since:
            found = found.filter(opened_at__gte=since)
        return found.filter(opened_at__lt=until) if until else found

    def of_party(self, digests: list[str]) -> Self:
        # SQLite takes the index only where its own condition is asked for in so many words.
        return self.exclude(party__identifier_digest="").filter(party__identifier_digest__in=digests)

    def in_full(self) -> Self:
        """What a list shows, in one query."""
        return self.select_related("party", "unit", "clock", "handler")

    def newest_first(self) -> Self:
        return self.order_by("-opened_at", "-pk")


class Case(models.Model):
    """A matter that somebody must handle. What a subsystem knows besides stands in its own table."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference, help_text="for outside")
    number = models.CharField("编号", max_length=60, unique=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="cases")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=60, help_text="declared in cases.kinds")
    title = models.CharField("事项", max_length=rules.TITLE_LENGTH)
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="case")
    channel = models.CharField(max_length=10, choices=list(rules.CHANNELS.items()))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="responsible")
    handler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.RECEIVED)
    run = models.OneToOneField(Run, null=True, on_delete=models.PROTECT, related_name="case")
    stored_terms = models.JSONField(default=dict, db_column="terms", help_text="see cases.terms")
    clock = models.OneToOneField(Clock, null=True, on_delete=models.PROTECT, related_name="case")
    delivery_clock = models.OneToOneField(Clock, null=True, on_delete=models.PROTECT, related_name="+")
    is_timed = models.BooleanField(
        default=True, help_text="False: accepted, but its clock waits for a calendar"
    )

    received_at = models.DateTimeField(help_text="when the party handed it in")
    opened_at = models.DateTimeField(help_text="when it was entered here")
    accept_due_at = models.DateTimeField(null=True, help_text="when it must have been accepted or answered")
    is_acceptance_provisional = models.BooleanField(
        default=False, help_text="accept_due_at may move with a notice to come"
    )
    asked_at = models.DateTimeField(null=True, help_text="told once of everything missing, art. 32(四)")
    supplied_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True, help_text="day 0 of the clock")
    decided_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="ended, whichever way")
    outcome = models.CharField(max_length=30, blank=True, help_text="code among the kind's outcomes")
    reason = models.TextField(blank=True, help_text="of the ending, as the party was told")
    delivery_way = models.CharField(max_length=60, blank=True)

    rating = models.CharField(max_length=20, blank=True, choices=list(rules.LEVELS.items()))
    rating_text = models.TextField(blank=True)
    rating_channel = models.CharField(max_length=20, blank=True)
    rated_at = models.DateTimeField(null=True)
    follow_up_text = models.TextField(blank=True, help_text="追评")
    follow_up_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["unit", "-opened_at", "-id"], name="case_of_unit"),
            models.Index(fields=["-opened_at", "-id"], condition=Q(closed_at=None), name="case_open_newest"),
            models.Index(fields=["unit", "opened_at"], condition=Q(closed_at=None), name="case_open_of_unit"),
            models.Index(
                fields=["handler", "-opened_at"], condition=Q(handler__isnull=False), name="case_of_handler"
            ),
            models.Index(fields=["accept_due_at"], condition=Q(state="received"), name="case_to_accept"),
            models.Index(
                fields=["accepted_at"],
                condition=Q(is_timed=False, accepted_at__isnull=False),
                name="case_untimed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="case_serial_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.OPEN), closed_at=None)
                | Q(state__in=sorted(rules.ENDED), closed_at__isnull=False),
                name="case_ends_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.TAKEN_ON)) | Q(accepted_at__isnull=False),
                name="case_in_hand_was_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="case_decided_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(asked_at__isnull=False), name="case_asked_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "terminated"]) | ~Q(reason=""),
                name="case_ended_early_says_why",
            ),
            models.CheckConstraint(
                condition=Q(rating="", rated_at=None) | (Q(rated_at__isnull=False) & ~Q(rating="")),
                name="case_rated_with_moment",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_at=None) | Q(rated_at__isnull=False), name="case_follow_up_after_rating"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(accepted_at__gte=F("received_at")),
                name="case_accepted_after_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"办件 {self.number}"

    @property
    def terms(self) -> Terms:
        return terms.read(self.stored_terms)

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def in_hand_since(self) -> datetime:
        """When the party had handed in everything: receipt, or the answer to what was missing."""
        return self.supplied_at or self.received_at


def desks_of(post: Post) -> list[int]:
    """The units whose steps the post may take: its own, and of an inner office the one it belongs to.

    An office or window has no public matters of its own: what is addressed to its department is done there.
    """
    inner = {Unit.Kind.OFFICE, Unit.Kind.WINDOW}
    if post.unit.kind in inner and post.unit.parent_id is not None:
        return [post.unit_id, post.unit.parent_id]
    return [post.unit_id]
