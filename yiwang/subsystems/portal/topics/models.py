"""Of what is a topic composed: the draft, what the public sees, and the files of both?"""

from typing import Any

from django.db import models

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.topics.rules import Block, of_json


class Composition(models.Model):
    """A topic column with its blocks. The public sees ``live``, all at once, until the draft replaces it."""

    column = models.OneToOneField(Column, on_delete=models.CASCADE, related_name="+")
    draft = models.JSONField(default=list, help_text="blocks, see rules.as_json")
    live = models.JSONField(
        null=True, help_text="the blocks that the public sees; none before the first time"
    )
    version = models.PositiveIntegerField(default=0, help_text="of the draft; the optimistic lock")
    live_version = models.PositiveIntegerField(null=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True, help_text="its lists are frozen as they stood then")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live=None, live_version=None)
                | models.Q(live__isnull=False, live_version__isnull=False),
                name="composition_live_has_version",
            )
        ]

    def __str__(self) -> str:
        return self.column.title

    def draft_blocks(self) -> list[Block]:
        rows: list[dict[str, Any]] = self.draft
        return of_json(rows)

    def live_blocks(self) -> list[Block]:
        rows: list[dict[str, Any]] = self.live or []
        return of_json(rows)

    @property
    def is_live_current(self) -> bool:
        return self.live_version == self.version


class Held(models.Model):
    """A picture or video of a topic; the public may read it while the live blocks name it."""

    composition = models.ForeignKey(Composition, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    is_live = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["composition", "file"], name="topic_file_once_a_composition")
        ]
