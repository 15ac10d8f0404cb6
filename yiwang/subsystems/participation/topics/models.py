"""What did the city speak of in each week? Counted once, never changed."""

from django.db import models

from yiwang.subsystems.participation.topics import rules


class Week(models.Model):
    """A week that is over, as it was counted."""

    begins_on = models.DateField(unique=True, help_text="a Monday")
    taken_at = models.DateTimeField()
    texts = models.PositiveIntegerField(help_text="that were looked at")
    by_kind = models.JSONField(help_text="kind of source to number of texts")
    digest = models.CharField(max_length=64, help_text="SM3 of the topics with their texts")

    class Meta:
        ordering = ["-begins_on"]

    def __str__(self) -> str:
        return f"{self.begins_on:%Y年%m月%d日}起一周的社会热点"


class Topic(models.Model):
    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="topics")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=rules.NAME_LENGTH)
    phrases = models.JSONField()
    heat = models.FloatField()
    number = models.PositiveIntegerField(help_text="texts that speak of it")
    votes = models.PositiveIntegerField()
    places = models.JSONField(help_text="[[place, number of texts]], the commonest first")
    by_kind = models.JSONField(help_text="kind of source to number of texts")
    by_day = models.JSONField(help_text="number of texts of each of the seven days")
    earlier = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="later", help_text="the week before"
    )
    earlier_heat = models.FloatField(null=True)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["week", "rank"], name="topic_rank_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def trend(self) -> tuple[str, str]:
        """Label and tone."""
        return rules.TRENDS[rules.trend(self.heat, self.earlier_heat)]


class Member(models.Model):
    """A text that speaks of the topic: only where it lies, never its words."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="members")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "kind", "key"], name="topic_member_once")]
