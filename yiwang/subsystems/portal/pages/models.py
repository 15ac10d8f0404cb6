"""Which pages are files, what does each of them show, and where do long lists fall apart?"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yiwang.kernel.deadlines.moments import shifted
from yiwang.subsystems.portal.pages import rules
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import Site


class PageQuerySet(models.QuerySet["Page"]):
    def stale(self) -> Self:
        """Shown as they were, to be made anew."""
        return self.filter(state=rules.STALE).of_open_sites()

    def of_open_sites(self) -> Self:
        """Pages of a site that is prepared, off-line or closed wait: nobody is given them."""
        return self.exclude(site__in=Site.objects.exclude(state=SiteState.OPEN).values("slug"))

    def faulty(self) -> Self:
        return self.filter(state=rules.FAULTY)

    def uncleared(self) -> Self:
        """Withdrawn, and the file is still up."""
        return self.filter(is_cleared=False)

    def rested(self, now: datetime) -> Self:
        """Could not be made, and are to be tried again."""
        astray = Q(tried_at__gt=shifted(now, hours=rules.LOOKED_AT_HOURS))
        return self.faulty().of_open_sites().filter(Q(tried_at__lte=now) | astray)

    def is_any_untrue(self) -> bool:
        return self.stale().exists() or self.uncleared().exists()

    def outlived(self, now: datetime) -> Self:
        """Made, and untrue by the clock alone, or not looked at for a long time."""
        ended = Q(holds_until__lte=now)
        # A clock that ran ahead and was put right leaves moments behind that would not come for long.
        unseen = Q(made_at__lte=shifted(now, hours=-rules.LOOKED_AT_HOURS)) | Q(
            made_at__gt=shifted(now, hours=rules.LOOKED_AT_HOURS)
        )
        return self.filter(ended | unseen, state=rules.MADE)

    def in_turn(self) -> Self:
        """What was withdrawn first, then what people look for first, then the order in which it changed."""
        return self.order_by("rank", "stale_at", "pk")


class Page(models.Model):
    """A public page and its file. ``edition`` counts how often it became untrue: so slow makers are known."""

    site = models.CharField(max_length=40)
    path = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()), default=rules.STALE)
    edition = models.PositiveIntegerField(default=1)
    rank = models.PositiveSmallIntegerField(default=5, help_text="who is made first: 0 withdrawn, 9 last")
    shard = models.PositiveSmallIntegerField(help_text="its part of the manifest")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file; empty: none")
    next_digest = models.CharField(
        max_length=64, blank=True, help_text="of the file that is about to be put in its place"
    )
    size = models.PositiveIntegerField(default=0)
    is_cleared = models.BooleanField(default=True, help_text="a withdrawn page: its file is away")
    made_at = models.DateTimeField(null=True)
    stale_at = models.DateTimeField(null=True)
    holds_until = models.DateTimeField(null=True, help_text="the clock alone makes it untrue then")
    fault = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, help_text="a faulty page is tried again from then on")
    change = models.BigIntegerField(default=0, help_text="number of the change that last wrote the file")

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="page_once_a_site")]
        indexes = [
            models.Index(
                fields=["rank", "stale_at", "id"], condition=Q(state="stale"), name="page_to_be_made"
            ),
            models.Index(
                fields=["rank", "stale_at", "id"], condition=Q(state="faulty"), name="page_to_be_tried"
            ),
            models.Index(
                fields=["rank", "stale_at", "id"], condition=Q(is_cleared=False), name="page_to_be_cleared"
            ),
            models.Index(fields=["shard"], name="page_by_shard"),
            models.Index(fields=["change"], name="page_by_change"),
            models.Index(fields=["made_at"], name="page_by_age"),
            models.Index(fields=["holds_until"], condition=Q(holds_until__isnull=False), name="page_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.site}{self.path}"

    @property
    def file(self) -> str:
        """Below the folder of published pages."""
        own = rules.gone_file_of(self.path) if self.state == rules.GONE else rules.file_of(self.path)
        return f"{self.site}/{own}"

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]


class ShownFileQuerySet(models.QuerySet["ShownFile"]):
    def up(self) -> Self:
        """In the tree and on the list."""
        return self.filter(is_up=True)

    def uncleared(self) -> Self:
        """Not public any more, and still in the tree and on the list."""
        return self.filter(is_cleared=False)

    def unshown(self) -> Self:
        """Those that no page shows any more."""
        live = Page.objects.filter(shown_files=OuterRef("pk")).exclude(state=rules.GONE)
        return self.exclude(digest="").exclude(Exists(live))


class ShownFile(models.Model):
    """A stored file that public pages show, as it lies in the tree: its bytes, or a picture of that width.

    A row without a digest is of a file that was up: the outer zone still has to hear of it.
    """

    key = models.CharField(max_length=64, help_text="that of the stored file, as in its address")
    width = models.PositiveSmallIntegerField(default=0, help_text="of a narrower picture; 0: as it is")
    stored = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.ManyToManyField(Page, related_name="shown_files")
    format = models.CharField(max_length=10)
    charset = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the bytes; empty: none")
    size = models.PositiveBigIntegerField(default=0)
    pieces = models.TextField(blank=True, help_text="of a large file: SHA-256 of each piece, one a line")
    shard = models.PositiveSmallIntegerField(help_text="its part of the manifest")
    is_up = models.BooleanField(default=False, help_text="in the tree and on the list")
    is_cleared = models.BooleanField(default=True, help_text="not public any more: its bytes are away")
    change = models.BigIntegerField(default=0, help_text="number of the change that put it up or away")

    objects = ShownFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "width"], name="shown_file_once_a_width")]
        indexes = [
            models.Index(fields=["shard"], name="shown_file_by_shard"),
            models.Index(fields=["change"], name="shown_file_by_change"),
            models.Index(fields=["id"], condition=Q(is_cleared=False), name="shown_file_to_be_cleared"),
        ]

    def __str__(self) -> str:
        return self.file

    @property
    def file(self) -> str:
        """Below the folder of published pages."""
        return rules.place_of_file(self.key, self.width)


class Dependency(models.Model):
    """The page shows what the key names."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="dependencies")
    key = models.CharField(max_length=140)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "page"], name="dependency_once_a_page")]

    def __str__(self) -> str:
        return self.key


class Stretch(models.Model):
    """A long list falls into stretches, numbered from the oldest: this one begins here.

    The highest is still open: it is the front of the column. Stretches before it no longer move.
    """

    site = models.CharField(max_length=40)
    column = models.CharField(max_length=80, help_text="whose list it is; columns below stand in it too")
    number = models.PositiveIntegerField(help_text="2 or more: the first begins with the oldest")
    from_at = models.DateTimeField()
    from_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "column", "number"], name="stretch_once_a_column")
        ]
        indexes = [models.Index(fields=["site", "column", "-from_at", "-from_id"], name="stretch_by_start")]

    def __str__(self) -> str:
        return f"{self.site}/{self.column}/{self.number}"


class Marker(models.Model):
    """How far everything is, in one row that every process of every server reads."""

    change = models.BigIntegerField(
        default=0, help_text="grows with everything that becomes untrue or is made"
    )
    is_pending = models.BooleanField(default=False, help_text="some page is untrue or withdrawn just now")
    heard = models.BigIntegerField(default=0, help_text="number of the last entry of the record looked at")
    manifest = models.BigIntegerField(default=0, help_text="number of the newest manifest")
    sent = models.BigIntegerField(default=0, help_text="the last change that was sent to the outer zone")
    trouble = models.CharField(max_length=300, blank=True, help_text="why nothing can be written just now")
    taken = models.BigIntegerField(default=0, help_text="outside: the last bundle that was applied")

    def __str__(self) -> str:
        return f"{self.change}"


class Bundle(models.Model):
    """Outside: a bundle that came before the one it follows, kept until its turn."""

    number = models.BigIntegerField(unique=True)
    follows = models.BigIntegerField()
    arrived_at = models.DateTimeField()
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    beside = models.ManyToManyField(
        "files.StoredFile", related_name="+", help_text="files that its pages show"
    )
    body = models.JSONField(default=dict, help_text="what its envelope said")

    def __str__(self) -> str:
        return f"{self.number}"
