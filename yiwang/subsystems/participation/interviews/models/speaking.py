"""Inner side: what was asked by the public, and what was said in an interview?"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models.interviews import Interview, in_unit_of, new_reference


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, post: Post | None) -> Self:
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self.all()
        return self.filter(in_unit_of(post, "interview__"))

    def pending(self) -> Self:
        return self.filter(state=rules.PENDING)

    def oldest_first(self) -> Self:
        return self.order_by("received_at", "pk")


class Question(models.Model):
    """What somebody of the public asks. Nobody outside sees it before a moderator has let it out."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="questions")
    matter = models.OneToOneField("intake.Matter", on_delete=models.PROTECT, related_name="+")
    nickname = models.CharField("称呼", max_length=rules.NICKNAME_LENGTH)
    text = models.TextField("提问", max_length=rules.QUESTION_LENGTH)
    essence = models.CharField(max_length=rules.QUESTION_LENGTH, help_text="by which repeats are found")
    shown_text = models.TextField(blank=True, help_text="as the moderator let it out")
    state = models.CharField(
        max_length=12, choices=list(rules.QUESTION_STATES.items()), default=rules.PENDING
    )
    ground = models.CharField(max_length=20, blank=True, choices=list(rules.GROUNDS.items()))
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["interview", "state", "received_at"], name="question_by_state"),
            models.Index(fields=["interview", "essence"], name="question_repeats"),
        ]

    def __str__(self) -> str:
        return f"{self.interview}：{self.text[:30]}"

    @property
    def tone(self) -> str:
        return rules.QUESTION_TONES[self.state]


class LineQuerySet(models.QuerySet["Line"]):
    def standing(self) -> Self:
        return self.filter(is_removed=False)


class Line(Crossing):
    """One thing said, asked or shown. ``number`` is its place."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="lines")
    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    token = models.CharField(max_length=64, unique=True, help_text="of the form that sent it")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=list(rules.LINE_KINDS.items()))
    speaker = models.CharField(max_length=200, help_text="as it was called then")
    text = models.TextField(blank=True)
    picture = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="lines")
    said_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    is_removed = models.BooleanField(default=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "number"], name="line_one_each_number"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(sequence__gt=F("sent_sequence"), trouble=""), name="line_owed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview}：第{self.number}条"


class Word(models.Model):
    """A word that makes a question suspicious: reference data, kept by the moderators."""

    text = models.CharField(max_length=30, unique=True)

    class Meta:
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text
