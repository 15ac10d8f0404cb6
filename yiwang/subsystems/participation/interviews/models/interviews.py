"""Which interviews are planned, prepared, held; with whom?"""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.participation.interviews import rules


def new_reference() -> str:
    """How the zones call an interview, a line or a question."""
    return uuid4().hex


def in_unit_of(post: Post, way: str = "") -> Q:
    """Those that the post's unit or one below organises or speaks in; ``way``: lookup to the interview."""
    return in_subtree(f"{way}organizer__path", post.unit.path) | in_subtree(
        f"{way}unit__path", post.unit.path
    )


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, post: Post | None) -> Self:
        """Those of the post's unit and below: as organiser, or as the unit that is interviewed."""
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self.all()
        return self.filter(in_unit_of(post))

    def in_full(self) -> Self:
        return self.select_related("unit", "organizer", "video_file")

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def newest_first(self) -> Self:
        return self.order_by(F("starts_at").desc(nulls_first=True), "-pk")


class Interview(Crossing):
    """An interview from the plan to the archive."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    token = models.CharField(max_length=64, unique=True, help_text="of the form that proposed it")
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField(
        "计划月份", null=True, help_text="as planned; empty: added during the year"
    )
    title = models.CharField("访谈主题", max_length=rules.TITLE_LENGTH)
    summary = models.TextField("内容简介", max_length=rules.SUMMARY_LENGTH)
    organizer = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organizations.Unit", on_delete=models.PROTECT, related_name="+")
    host = models.CharField("主持人", max_length=rules.NAME_LENGTH, blank=True)
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.PLANNED)
    starts_at = models.DateTimeField("开始时间", null=True)
    ends_at = models.DateTimeField("结束时间", null=True)
    asking_from = models.DateTimeField("征集提问开始", null=True)
    asking_until = models.DateTimeField("征集提问截止", null=True)
    video_file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    told_video = models.CharField(
        max_length=64, blank=True, help_text="digest of the video sent outside last"
    )
    has_stream = models.BooleanField(default=False, help_text="an encoder sends live pictures")
    stream_key = models.CharField(
        max_length=32, default=new_reference, help_text="where the encoder sends to"
    )
    chapters = models.JSONField(default=list, help_text="[[seconds, title], …] of the replay")
    proposed_by = models.CharField(max_length=80)
    proposer_id = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    transcript_at = models.DateTimeField(null=True, help_text="when its transcript was published last")
    reason = models.CharField(
        max_length=rules.REASON_LENGTH, blank=True, help_text="of cancelling, withdrawing"
    )
    last_line = models.PositiveIntegerField(default=0, help_text="the number of the last line")
    opened = models.PositiveIntegerField(
        default=0, help_text="how often its page was opened, as told outside"
    )
    most_readers = models.PositiveIntegerField(default=0, help_text="at the same moment, as told outside")

    objects = InterviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="interview_month_of_the_year"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="interview_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(asking_from=None, asking_until=None) | Q(asking_until__gt=F("asking_from")),
                name="interview_asking_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["year", "month"], name="interview_of_year"),
            models.Index(fields=["state", "-starts_at"], name="interview_by_state"),
            models.Index(
                fields=["id"], condition=Q(sequence__gt=F("sent_sequence"), trouble=""), name="interview_owed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return rules.TONES.get(self.state, "")

    @property
    def address(self) -> str:
        return f"/office/interviews/{self.pk}/"

    @property
    def is_public(self) -> bool:
        return self.state in rules.PUBLIC_STATES


class Guest(models.Model):
    """Who is interviewed; named in public, as holder of an office."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="guests")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField("姓名", max_length=rules.NAME_LENGTH)
    title = models.CharField("单位和职务", max_length=120)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"
