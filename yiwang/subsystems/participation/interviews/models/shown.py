"""Outer side: what may the public see of an interview, and how far has it got?"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from yiwang.subsystems.participation.interviews import rules


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def open(self) -> Self:
        """What the public may see."""
        return self.filter(state__in=rules.PUBLIC_STATES)

    def live(self) -> Self:
        return self.filter(state=rules.LIVE)

    def announced(self) -> Self:
        return self.filter(state=rules.ANNOUNCED)

    def past(self) -> Self:
        return self.filter(state__in=[rules.ENDED, rules.ARCHIVED])

    def naming(self, words: str) -> Self:
        """Whose subject, unit, guests or summary contain each of the words."""
        found = self
        for word in words.split()[:5]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(unit_name__icontains=word)
                | Q(names__icontains=word)
                | Q(summary__icontains=word)
            )
        return found

    def newest_first(self) -> Self:
        return self.order_by("-starts_at", "-pk")

    def uncounted(self) -> Self:
        """Whose figures the inner zone does not know."""
        return self.filter(Q(opened__gt=F("told_opened")) | Q(most_readers__gt=F("told_readers")))


class Broadcast(models.Model):
    """An interview as the inner zone told of it. ``changed`` counts what its readers have to learn.

    Every change of a line or of the state gets the next number, under the lock of this row: whoever knows
    everything up to N asks for what came after N, however often the server was restarted in between.
    """

    reference = models.CharField(max_length=32, unique=True)
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()))
    title = models.CharField(max_length=rules.TITLE_LENGTH)
    summary = models.TextField()
    unit_name = models.CharField(max_length=120)
    organizer_name = models.CharField(max_length=120)
    host = models.CharField(max_length=rules.NAME_LENGTH, blank=True)
    guests = models.JSONField(default=list, help_text='[{"name", "title"}, …]')
    names = models.TextField(blank=True, help_text="of the guests, for the search of the list")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asking_from = models.DateTimeField(null=True)
    asking_until = models.DateTimeField(null=True)
    video_file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=300, blank=True, help_text="address of the live playlist")
    chapters = models.JSONField(default=list)
    publication_id = models.BigIntegerField(null=True, help_text="of the transcript")
    changed = models.PositiveIntegerField(default=0)
    state_changed = models.PositiveIntegerField(default=0, help_text="which change was the last of the state")
    opened = models.PositiveBigIntegerField(default=0, help_text="how often its page was opened")
    most_readers = models.PositiveIntegerField(default=0, help_text="at the same moment")
    told_opened = models.PositiveBigIntegerField(default=0)
    told_readers = models.PositiveIntegerField(default=0)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-starts_at", "-id"], name="broadcast_list")]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return f"/interviews/{self.pk}/"

    @property
    def tone(self) -> str:
        return rules.TONES.get(self.state, "")

    @property
    def is_open(self) -> bool:
        return self.state in rules.PUBLIC_STATES

    @property
    def is_live(self) -> bool:
        return self.state == rules.LIVE

    @property
    def is_over(self) -> bool:
        return self.state in {rules.ENDED, rules.ARCHIVED}

    def takes_questions(self, now: datetime) -> bool:
        """Before and during the interview, within the time for which questions are asked for."""
        if self.state not in rules.ASKABLE or self.asking_from is None or self.asking_until is None:
            return False
        return self.asking_from <= now < self.asking_until

    def shown_chapters(self) -> list[dict[str, Any]]:
        return [{"seconds": at, "clock": rules.clock(at), "title": title} for at, title in self.chapters]


class BroadcastLine(models.Model):
    """A line as the inner zone told of it; a removed one stays as its number alone."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="lines")
    reference = models.CharField(max_length=32, unique=True)
    revision = models.PositiveIntegerField()
    number = models.PositiveIntegerField(help_text="its place")
    changed = models.PositiveIntegerField(help_text="which change of the broadcast was its last")
    kind = models.CharField(max_length=10, choices=list(rules.LINE_KINDS.items()))
    speaker = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    picture = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    is_waiting = models.BooleanField(default=False, help_text="a question that was let out, not answered yet")
    is_removed = models.BooleanField(default=False)
    is_corrected = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "changed"], name="broadcast_one_line_a_change"),
        ]
        indexes = [models.Index(fields=["broadcast", "number"], name="broadcast_line_place")]

    def __str__(self) -> str:
        return f"{self.broadcast}：第{self.number}条"

    @property
    def who(self) -> str:
        """As readers are told: ``网友 小李``, ``市住建局局长 王建国``."""
        is_named = self.kind == rules.QUESTION and self.speaker != rules.NOBODY
        return f"{rules.NOBODY} {self.speaker}" if is_named else self.speaker
