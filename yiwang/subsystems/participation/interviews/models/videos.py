"""How far is the cutting of an uploaded video into the segments of HLS?"""

from django.db import models
from django.db.models import Q


class Cutting(models.Model):
    """One uploaded video, cut once however many interviews show it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待切片"
        RUNNING = "running", "正在切片"
        DONE = "done", "已切片"
        FAILED = "failed", "切片失败"
        UNABLE = "unable", "未安装 ffmpeg"

    stored = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    claim = models.CharField(max_length=32, blank=True, help_text="of the worker that is at it")
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["waiting", "running", "unable"]), name="cutting_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.stored)
