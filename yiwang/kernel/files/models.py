"""Which files are stored, under which digest, and may they be served?"""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from yiwang.kernel.files import formats, rules
from yiwang.kernel.files.formats import Format
from yiwang.kernel.prepared import ASKED_TEXT, Prepared, insert_missing


def opaque_key() -> str:
    """144 random bits for an address that nobody guesses."""
    return secrets.token_urlsafe(18)


class BlobQuerySet(models.QuerySet["Blob"]):
    def hold(self, digest: str) -> "Blob":
        """The row of the digest, made where missing, locked until the caller's transaction ends."""
        while True:
            insert_missing(self.model(digest=digest, stored_at=timezone.now()))
            held = _HELD.first(digest)
            if held:
                return held


class Blob(models.Model):
    """Bytes kept once for any number of files. Whoever adds or removes the bytes locks the row."""

    digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, 64 hex digits")
    stored_at = models.DateTimeField(auto_now_add=True)

    objects = BlobQuerySet.as_manager()


_HELD = Prepared(lambda digest: Blob.objects.select_for_update().filter(digest=digest), ASKED_TEXT)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def clean(self) -> "StoredFileQuerySet":
        return self.filter(state=StoredFile.State.CLEAN)

    def unscanned(self) -> "StoredFileQuerySet":
        return self.filter(state=StoredFile.State.UNSCANNED)

    def quarantined(self) -> "StoredFileQuerySet":
        return self.filter(state=StoredFile.State.QUARANTINED)

    def servable(self) -> "StoredFileQuerySet":
        """What may be served to somebody: not in quarantine, not removed."""
        return self.filter(state__in=[StoredFile.State.CLEAN, StoredFile.State.UNSCANNED])

    def kept(self) -> "StoredFileQuerySet":
        """Whose bytes are there, whether or not they may be served."""
        return self.exclude(state=StoredFile.State.REMOVED)

    def made_of(self, digest: str) -> "StoredFileQuerySet":
        return self.filter(blob_id=digest)


class StoredFile(models.Model):
    """A file somebody handed in. Who may read it is decided by what it hangs on: see holders."""

    class State(models.TextChoices):
        CLEAN = "clean", "正常"
        UNSCANNED = "unscanned", "待查毒"
        QUARANTINED = "quarantined", "已隔离"
        REMOVED = "removed", "已删除"

    key = models.CharField(
        max_length=32, unique=True, default=opaque_key, help_text="the part of its address"
    )
    blob = models.ForeignKey(
        Blob, null=True, on_delete=models.PROTECT, related_name="files", db_column="digest"
    )
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小", help_text="bytes")
    format = models.CharField(max_length=10, help_text="code in files.formats, found by content")
    charset = models.CharField(max_length=20, blank=True, help_text="of text: utf-8, gb18030, utf-16")
    width = models.PositiveIntegerField(null=True, help_text="of an image as seen, pixels")
    height = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(
        max_length=300, blank=True, help_text="why it is not clean, or why it was released"
    )
    received_at = models.DateTimeField()
    receiver_id = models.BigIntegerField(null=True, help_text="person; None: the public or the system")
    checked_at = models.DateTimeField(help_text="when its references were last looked for")
    idle_since_at = models.DateTimeField(null=True, help_text="since when nothing refers to it")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at"], condition=Q(state="quarantined"), name="files_quarantined"),
            models.Index(fields=["received_at"], condition=Q(state="unscanned"), name="files_unscanned"),
            models.Index(fields=["checked_at"], condition=~Q(state="removed"), name="files_to_check"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="files_not_empty"),
            models.CheckConstraint(
                condition=Q(state="removed", blob=None) | (~Q(state="removed") & Q(blob__isnull=False)),
                name="files_has_bytes_until_removed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["quarantined", "removed"]) | ~Q(reason=""), name="files_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["clean", "unscanned", "quarantined", "removed"]),
                name="files_known_state",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str | None:
        return self.blob_id

    @property
    def about(self) -> Format:
        """What its format is called, its media type and kind."""
        return formats.FORMATS[self.format]

    @property
    def is_image(self) -> bool:
        return self.about.kind == "image"

    @property
    def is_clean(self) -> bool:
        return self.state == self.State.CLEAN

    @property
    def notice(self) -> str:
        """What whoever handed it in should know about its state; empty where there is nothing to know."""
        match self.state:
            case self.State.QUARANTINED:
                return f"已隔离：{self.reason}。由文件安全员处理后才能对外提供。"
            case self.State.UNSCANNED:
                return "正在等待病毒扫描，扫描通过后才对外提供。"
            case self.State.REMOVED:
                return f"已删除：{self.reason}"
        return ""

    def address(self, name: str = "", *, width: int | None = None) -> str:
        """``/files/<key>/<name>``, or a picture no wider than ``width``, one of pictures.WIDTHS."""
        shown = rules.clean_name(name or self.name)
        if width is None:
            return reverse("files:file", args=[self.key, shown])
        return reverse("files:picture", args=[self.key, width, shown])


class Rendition(models.Model):
    """A picture made of a stored one: upright, without metadata, no wider than ``width`` (0: as wide)."""

    original = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="renditions", db_column="digest")
    format = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "width"], name="files_one_rendition_a_width")
        ]
