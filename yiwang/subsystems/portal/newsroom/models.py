"""Who was sent where, what came of it, and which photographs and texts are kept?"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.newsroom import rules
from yiwang.subsystems.portal.newsroom.rules import KINDS, MATERIALS, RIGHTS, STATES, State


class AssignmentQuerySet(UnitScoped["Assignment"]):
    def for_list(self) -> Self:
        return self.select_related("unit").prefetch_related("reporters__person")

    def in_full(self) -> Self:
        return self.select_related("unit", "made_by").prefetch_related(
            "reporters__person", "reporters__unit", "results__article__column"
        )


class Assignment(models.Model):
    """An event to which reporters are sent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="派遣单位")
    event = models.CharField("活动", max_length=rules.EVENT_LENGTH)
    kind = models.CharField("类型", max_length=12, choices=list(KINDS.items()))
    place = models.CharField("地点", max_length=rules.PLACE_LENGTH)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    note = models.CharField("要求和说明", max_length=rules.NOTE_LENGTH, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default=State.PLANNED.value)
    reason = models.CharField("取消原因", max_length=300, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="assignment_takes_time"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="assignment_cancelled_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-starts_at"], name="assignment_by_unit"),
            models.Index(fields=["state", "starts_at"], name="assignment_by_state"),
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def tone(self) -> str:
        return rules.TONES[State(self.state)]


class ReporterQuerySet(UnitScoped["Reporter"]):
    def counted(self) -> Self:
        """One person-time each: sent, and it took place."""
        return self.filter(assignment__state=State.DONE)


class Reporter(models.Model):
    """A person sent, of the unit in which they then were."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reporters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    objects = ReporterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person"], name="reporter_once_an_assignment")
        ]


class Result(models.Model):
    """An article that came of an assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="results")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    linked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "article"], name="result_once_an_assignment")
        ]


class MaterialQuerySet(UnitScoped["Material"]):
    def found_by(self, text: str) -> Self:
        """Those whose caption, event, place, author or tags have every word."""
        found = self
        for word in text.lower().split()[:8]:
            found = found.filter(words__contains=word)
        return found

    def usable(self) -> Self:
        return self.exclude(rights=rules.INTERNAL)

    def for_list(self) -> Self:
        return self.select_related("unit", "file").defer("text", "words")

    def in_full(self) -> Self:
        return self.select_related("unit", "file", "added_by", "assignment")


class Material(models.Model):
    """A photograph or a text that is kept to be used again; everybody who writes may look for it."""

    kind = models.CharField("种类", max_length=8, choices=list(MATERIALS.items()))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    caption = models.CharField("说明", max_length=rules.CAPTION_LENGTH)
    event = models.CharField("活动", max_length=rules.EVENT_LENGTH, blank=True)
    taken_on = models.DateField("拍摄或成文日期")
    place = models.CharField("地点", max_length=rules.PLACE_LENGTH, blank=True)
    author = models.CharField("摄影者或作者", max_length=60)
    tags = models.JSONField("标签", default=list)
    rights = models.CharField("使用权", max_length=10, choices=list(RIGHTS.items()))
    rights_note = models.CharField("使用权说明", max_length=300, blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("文字", blank=True)
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.SET_NULL, related_name="materials"
    )
    words = models.TextField(help_text="what it is found by, in lower case")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="photo", file__isnull=False) | (Q(kind="text", file=None) & ~Q(text="")),
                name="material_is_there",
            ),
            models.CheckConstraint(condition=~Q(caption=""), name="material_has_caption"),
        ]
        indexes = [models.Index(fields=["kind", "-taken_on", "-id"], name="material_by_day")]

    def __str__(self) -> str:
        return self.caption

    @property
    def alternative(self) -> str:
        """What is said to readers who do not see the picture."""
        return self.caption

    @property
    def credit(self) -> str:
        return f"{self.caption}（{self.author} 摄）" if self.kind == rules.PHOTO else self.caption


class Quote(models.Model):
    """A text of the archive that went into an article. Of photographs the article's attachments tell."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="quotes")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    quoted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    quoted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "article"], name="quote_once_an_article")]
