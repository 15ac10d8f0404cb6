"""What may the public read, and where does it stand?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yiwang.kernel.publications import kinds


class PublicationQuerySet(models.QuerySet["Publication"]):
    def readable(self, now: datetime) -> Self:
        """What the public may read at that moment."""
        return self.foreseen(now).filter(state=Publication.State.PUBLISHED)

    def foreseen(self, now: datetime) -> Self:
        """What it might read at that moment if every site were open."""
        lasting = Q(readable_until=None) | Q(readable_until__gt=now)
        return self.filter(lasting, published_at__lte=now, withdrawn_at=None)

    def unreleased(self, now: datetime) -> Self:
        """Whose moment has come, while search does not know them yet."""
        return self.filter(state=Publication.State.PUBLISHED, is_released=False, published_at__lte=now)

    def waiting_for(self, site: str) -> Self:
        """What the public reads as soon as that site is open."""
        placed = Placement.objects.filter(publication=OuterRef("pk"), site=site)
        return self.filter(Q(site=site) | Exists(placed), state=Publication.State.WAITING)

    def expired(self, now: datetime) -> Self:
        return self.filter(state=Publication.State.PUBLISHED, readable_until__lte=now)

    def in_columns(self, site: str, slugs: Sequence[str]) -> Self:
        """Those standing in any of the columns, each once; ``listings`` pages through a column in its
        order.
        """
        placed = Placement.objects.filter(publication=OuterRef("pk"), site=site, column__in=slugs)
        return self.filter(Exists(placed))

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-id")

    def light(self) -> Self:
        """Without the long texts, for lists."""
        return self.defer("body", "text", "recipients", "copies")


class Publication(models.Model):
    """Something the public may read, whoever wrote it. Read at /a/<id>/."""

    class State(models.TextChoices):
        PUBLISHED = "published", "已公开"
        WAITING = "waiting", "待网站开通"
        WITHDRAWN = "withdrawn", "已撤回"

    class Reason(models.TextChoices):
        ERROR = "error", "内容有误"
        SUPERSEDED = "superseded", "已被新的内容替代"
        EXPIRED = "expired", "已过公开期限"
        LEGAL = "legal", "依法不宜继续公开"
        OTHER = "other", "其他原因"

    origin_kind = models.CharField(max_length=60, help_text="what it was made from, such as portal.article")
    origin_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1, help_text="1 when first published, one more each time")
    state = models.CharField(max_length=10, choices=State.choices)
    kind = models.CharField(max_length=40, help_text="declared in publications.kinds")
    site = models.CharField(max_length=40)
    published_at = models.DateTimeField(help_text="not readable before")
    readable_until = models.DateTimeField(null=True, help_text="not readable from then on")
    is_released = models.BooleanField(help_text="search knows it: published_at has come")
    changed_at = models.DateTimeField(help_text="when the public last saw a change: page, feed, site map")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    withdrawal_note = models.CharField(max_length=300, blank=True, help_text="shown to readers")

    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True, help_text="clean HTML")
    text = models.TextField(blank=True, help_text="the words of the body")
    summary = models.CharField(max_length=500, blank=True)
    keywords = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="as it was called then")
    unit = models.ForeignKey("organizations.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=120, blank=True, help_text="as it was called then")
    original_url = models.CharField(max_length=1000, blank=True, help_text="where it first appeared")
    image = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    image_alt = models.CharField(max_length=200, blank=True)

    number = models.CharField(max_length=120, blank=True, help_text="发文字号 with 〔〕")
    index_number = models.CharField(max_length=60, null=True, unique=True, help_text="索引号")  # noqa: DJ001 - unique
    issuer = models.CharField(max_length=300, blank=True, help_text="发文机关")
    written_on = models.DateField(null=True, help_text="成文日期")
    effective_on = models.DateField(null=True, help_text="实施日期")
    expires_on = models.DateField(null=True, help_text="有效期至, last day in force")
    subject = models.CharField(max_length=200, blank=True, help_text="主题分类")
    subject_words = models.JSONField(default=list, help_text="主题词")
    recipients = models.TextField(blank=True, help_text="主送")
    copies = models.TextField(blank=True, help_text="抄送")
    disclosure = models.CharField(max_length=20, blank=True, help_text="公开属性")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin_kind", "origin_id"], name="publication_one_each_origin"),
            models.CheckConstraint(
                condition=Q(state__in=["published", "waiting"], withdrawn_at=None, withdrawal_reason="")
                | (Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="publication_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(readable_until=None) | Q(readable_until__gt=models.F("published_at")),
                name="publication_readable_for_a_while",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "id"], name="publication_by_site"),
            models.Index(
                fields=["site", "-published_at", "-id"],
                condition=Q(state="published"),
                name="publication_newest",
            ),
            models.Index(
                fields=["unit", "-published_at", "-id"],
                condition=Q(state="published"),
                name="publication_by_unit",
            ),
            models.Index(fields=["site", "-changed_at"], name="publication_last_change"),
            models.Index(fields=["number"], condition=~Q(number=""), name="publication_by_number"),
            models.Index(
                fields=["published_at"],
                condition=Q(state="published", is_released=False),
                name="publication_unreleased",
            ),
            models.Index(
                fields=["readable_until"],
                condition=Q(state="published", readable_until__isnull=False),
                name="publication_expiring",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_readable(self, now: datetime) -> bool:
        return self.state == self.State.PUBLISHED and self.is_foreseen(now)

    def is_foreseen(self, now: datetime) -> bool:
        """Whether the public might read it if every site were open."""
        is_lasting = self.readable_until is None or self.readable_until > now
        return not self.is_withdrawn and self.published_at <= now and is_lasting

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def kind_label(self) -> str:
        return kinds.label(self.kind)

    @property
    def address(self) -> str:
        return f"/a/{self.pk}/"


class Placement(models.Model):
    """A publication standing in a column; carries what a column list is sorted by. Withdrawal removes it."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="placements")
    site = models.CharField(max_length=40)
    column = models.CharField(max_length=80, help_text="slug")
    published_at = models.DateTimeField()
    readable_until = models.DateTimeField(null=True)
    is_pinned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "site", "column"], name="placement_once_a_column")
        ]
        indexes = [
            models.Index(
                fields=["site", "column", "-is_pinned", "-published_at", "-publication"],
                name="placement_list",
            )
        ]


class Attachment(models.Model):
    """A file that hangs on a publication: listed below the text, shown inside it, or its picture."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attachments")
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    is_listed = models.BooleanField(help_text="offered for download below the text")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name
