"""Which columns and articles are there, and which texts did an article have? Sites are in sites.py."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal import text as texts
from yiwang.subsystems.portal.corrections.models import Correction as Correction
from yiwang.subsystems.portal.corrections.models import CorrectionSupplement as CorrectionSupplement
from yiwang.subsystems.portal.rules import (
    COLUMN_KINDS,
    COLUMN_TYPES,
    STATE_LABELS,
    STATE_TONES,
    Hands,
    Node,
    State,
)
from yiwang.subsystems.portal.sites import MAIN
from yiwang.subsystems.portal.sites import Site as Site
from yiwang.subsystems.portal.text import Attributes, Text


class ColumnQuerySet(models.QuerySet["Column"]):
    def open(self) -> Self:
        return self.filter(is_open=True)

    def in_order(self) -> Self:
        return self.order_by("order", "pk")

    def nodes(self) -> list[Node]:
        """The whole tree of these columns as the rules see it, in one query."""
        rows = self.in_order().values_list("pk", "parent_id", "slug", "title", "is_open")
        return [Node(*row) for row in rows]

    def shelves(self, unit: Unit) -> list[Node]:
        """The columns of every site that the unit may write for, site by site, in one query.

        Those of another than the main site carry its name.
        """
        rows = self.filter(site__in=Site.objects.written_by(unit)).order_by("site", "order", "pk")
        told = rows.values_list("pk", "parent_id", "slug", "title", "is_open", "site__slug", "site__name")
        return [
            Node(pk, parent, slug, title if site == MAIN else f"{title}（{name}）", is_open)
            for pk, parent, slug, title, is_open, site, name in told
        ]


class Column(models.Model):
    """A column of a site. Its slug is a promise (``/c/<slug>/``) and never changes."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="columns")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="上级栏目",
    )
    slug = models.CharField("栏目网址", max_length=60)
    title = models.CharField("栏目名称", max_length=40)
    order = models.PositiveIntegerField("排序", default=0)
    kind = models.CharField("栏目形式", max_length=20, choices=list(COLUMN_KINDS.items()), default="list")
    column_type = models.CharField(
        "栏目类别", max_length=20, choices=[(one, one) for one in COLUMN_TYPES], default="工作动态"
    )
    description = models.CharField("栏目说明", max_length=300, blank=True)
    keywords = models.CharField("栏目关键词", max_length=200, blank=True)
    link = models.CharField("链接地址", max_length=300, blank=True, help_text="only of a link column")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    update_days = models.PositiveIntegerField(
        "更新期限（天）", null=True, blank=True, help_text="longest time without anything new"
    )
    is_two_step = models.BooleanField("审核人可以签发", default=False)
    is_open = models.BooleanField("开放", default=True)
    starts_on = models.DateField("专题开始日期", null=True, blank=True)
    ends_on = models.DateField("专题结束日期", null=True, blank=True)

    objects = ColumnQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="column_slug_once_a_site"),
            models.UniqueConstraint(
                fields=["site", "parent", "title"],
                condition=Q(is_open=True, parent__isnull=False),
                name="column_title_once_among_siblings",
            ),
            models.UniqueConstraint(
                fields=["site", "title"],
                condition=Q(is_open=True, parent__isnull=True),
                name="column_title_once_at_the_top",
            ),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="column_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="column_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        if self.kind == "link" and self.link:
            return self.link
        return f"/t/{self.slug}/" if self.kind == "topic" else f"/c/{self.slug}/"


class ArticleQuerySet(UnitScoped["Article"]):
    def kept(self) -> Self:
        return self.filter(deleted_at=None)

    def binned(self) -> Self:
        return self.exclude(deleted_at=None)

    def standing(self, *states: State) -> Self:
        return self.kept().filter(state__in=states)

    def live(self) -> Self:
        return self.kept().exclude(publication_id=None)

    def due(self, now: datetime) -> Self:
        """Scheduled articles whose moment has come, the earliest first."""
        return self.standing(State.SCHEDULED).filter(publish_at__lte=now).order_by("publish_at", "pk")

    def expired(self, now: datetime) -> Self:
        return self.live().filter(expire_at__lte=now).order_by("expire_at", "pk")

    def for_list(self) -> Self:
        """Without the long fields, with what a row shows."""
        return self.select_related("column", "unit", "changed_by").defer("body", "summary")

    def in_full(self) -> Self:
        return self.select_related(
            "site",
            "column",
            "unit",
            "publication",
            "changed_by",
            "submitted_by",
            "reviewed_by",
            "published_by",
            "cover",
        ).prefetch_related("more_columns__site", "attachments__file")


class Article(models.Model):
    """The working copy of an article; the public reads its publication, a copy of an approved version."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="articles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="报送单位")
    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="articles", verbose_name="栏目")
    more_columns = models.ManyToManyField(Column, related_name="+", blank=True, verbose_name="同时发布到")
    kind = models.CharField("类型", max_length=20, choices=list(texts.KINDS.items()), default="news")
    title = models.CharField("标题", max_length=200)
    subtitle = models.CharField("副标题", max_length=200, blank=True)
    summary = models.CharField("摘要", max_length=500, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    source = models.CharField("来源", max_length=120, blank=True)
    author = models.CharField("作者", max_length=120, blank=True)
    body = models.TextField("正文", blank=True)
    cover = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="封面图片",
    )
    cover_alt = models.CharField("封面图片说明", max_length=200, blank=True)

    state = models.CharField(
        "状态",
        max_length=20,
        choices=[(state.value, STATE_LABELS[state]) for state in State],
        default=State.DRAFT,
    )
    version = models.PositiveIntegerField(
        default=0, help_text="number of the newest text; the optimistic lock"
    )
    live_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="number of the text the public reads"
    )
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text="last changed the text"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="when the public could first read it"
    )
    published_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    publish_at = models.DateTimeField("定时发布时间", null=True, blank=True)
    expire_at = models.DateTimeField("到期撤下时间", null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="why returned, withdrawn or forced, the last time"
    )
    withdrawal = models.CharField(max_length=20, blank=True, choices=Publication.Reason.choices)
    is_forced = models.BooleanField(
        default=False, help_text="the live text was published without the usual steps"
    )
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="in the recycle bin since")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | Q(publication__isnull=False, live_version__isnull=False),
                name="article_published_is_live",
            ),
            models.CheckConstraint(
                condition=Q(publication__isnull=True) | Q(published_at__isnull=False),
                name="article_live_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(publication__isnull=True),
                name="article_live_is_not_binned",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SCHEDULED) | Q(publish_at__isnull=False),
                name="article_scheduled_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at"], name="article_by_state"),
            models.Index(fields=["unit", "state", "-changed_at"], name="article_by_unit"),
            models.Index(fields=["column", "-changed_at"], name="article_by_column"),
            models.Index(fields=["-changed_at"], name="article_by_change"),
            models.Index(fields=["publish_at"], name="article_due", condition=Q(state=State.SCHEDULED)),
            models.Index(fields=["expire_at"], name="article_expiring", condition=Q(expire_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.publication_id is not None

    @property
    def state_label(self) -> str:
        return STATE_LABELS[State(self.state)]

    @property
    def state_tone(self) -> str:
        return STATE_TONES[State(self.state)]

    @property
    def hands(self) -> Hands:
        return Hands(self.changed_by_id, self.submitted_by_id, self.reviewed_by_id)

    def text(self) -> Text:
        """The working copy as one value; two queries more unless fetched ``in_full``."""
        return Text(
            **{name: getattr(self, name) for name in texts.ARTICLE_FIELDS},
            more_column_ids=tuple(sorted(column.pk for column in self.more_columns.all())),
            files=tuple(
                (held.file_id, held.name)
                for held in self.attachments.all()
                if held.role == Attachment.Role.FILE
            ),
            attributes=self.attributes(),
        )

    def attributes(self) -> Attributes:
        row = getattr(self, "document", None)
        return row.attributes() if row else Attributes()


class DocumentAttributes(models.Model):
    """What a public document carries besides its text."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="document")
    index_number = models.CharField("索引号", max_length=60, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    issuer = models.CharField("发文机关", max_length=120, blank=True)
    written_on = models.DateField("成文日期", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    expires_on = models.DateField("失效日期", null=True, blank=True)
    subject = models.CharField("主题分类", max_length=60, blank=True)
    subject_words = models.CharField("主题词", max_length=200, blank=True)
    recipients = models.CharField("主送", max_length=500, blank=True)
    copies = models.CharField("抄送", max_length=500, blank=True)
    disclosure = models.CharField("公开属性", max_length=20, blank=True)

    def attributes(self) -> Attributes:
        return Attributes(**{name: getattr(self, name) for name in Attributes.__dataclass_fields__})


class Attachment(models.Model):
    """A stored file that hangs on an article; on none yet where it was put into a text not saved so far."""

    class Role(models.TextChoices):
        FILE = "file", "附件"
        IMAGE = "image", "图片"
        FORMER = "former", "旧版附件"

    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.FILE)
    name = models.CharField(max_length=200)
    order = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "file"], name="attachment_file_once_an_article")
        ]


class Version(models.Model):
    """A text as it was saved; never changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="the Text, see text.as_json")
    note = models.CharField("修改说明", max_length=200, blank=True)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_number_once")]

    def text(self) -> Text:
        content: dict[str, Any] = self.content
        return texts.of_json(content)


class Editing(models.Model):
    """Who has the article open to edit, as their browser last said; no business rests on it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="editing_once_a_person")]


class ReadDocument(models.Model):
    """A document that was read from a file: what tells it apart, and which article it became."""

    key = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of its address, or of its text without one"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was recognised")
    former_digests = models.JSONField(default=list, help_text="wordings that a later one has replaced")
    url = models.CharField(max_length=1000, blank=True, help_text="where it was first published")
    article = models.OneToOneField(
        Article,
        null=True,
        on_delete=models.SET_NULL,
        related_name="reading",
        help_text="none: deleted here for good",
    )
    version = models.PositiveIntegerField(
        help_text="of the article, as this document; a newer one was written here"
    )
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url or self.key

    def has_seen(self, digest: str) -> bool:
        """Whether this wording stands here or did: two wordings never replace each other in turn."""
        return digest == self.digest or digest in self.former_digests
