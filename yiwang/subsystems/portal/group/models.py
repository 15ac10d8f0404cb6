"""Which sites were asked for, filed, rebuilt and closed, and where do old addresses lead?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.sites import Site


class OpeningQuerySet(UnitScoped["Opening"]):
    def undecided(self) -> Self:
        return self.filter(state=rules.OpeningState.REQUESTED)


class Opening(models.Model):
    """A request for a new site, what was decided, and what had to be done before it went online."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    slug = models.SlugField("代号", max_length=40)
    name = models.CharField("网站名称", max_length=80)
    domain = models.CharField("域名", max_length=120)
    host_unit = models.CharField("承办单位", max_length=120)
    contact = models.CharField("联系方式", max_length=120)
    purpose = models.CharField("开设理由", max_length=rules.LONGEST_TEXT)
    identification_code = models.CharField("网站标识码", max_length=10, blank=True)
    icp_number = models.CharField("ICP 备案编号", max_length=40, blank=True)
    police_number = models.CharField("公安机关备案号", max_length=60, blank=True)
    state = models.CharField(
        max_length=10, choices=list(rules.OPENING_STATES.items()), default=rules.OpeningState.REQUESTED
    )
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=rules.LONGEST_TEXT, blank=True)
    opened_at = models.DateTimeField(null=True)
    site = models.OneToOneField(Site, null=True, on_delete=models.PROTECT, related_name="opening")

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def state_tone(self) -> str:
        return rules.OPENING_TONES[self.state]

    def numbers(self) -> dict[str, str]:
        return {
            "identification_code": self.identification_code,
            "icp_number": self.icp_number,
            "police_number": self.police_number,
        }


class DoneCheck(models.Model):
    """One entry of the checklist of an opening, ticked."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "code"], name="group_check_once")]


class Guidance(models.Model):
    """Units were guided in building or running a site; numbered through for the running total."""

    number = models.PositiveIntegerField(unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="受指导单位")
    held_on = models.DateField("日期")
    way = models.CharField("方式", max_length=10, choices=list(rules.WAYS.items()))
    topic = models.CharField("内容", max_length=rules.LONGEST_TEXT)
    people = models.PositiveIntegerField("人次", default=1)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = UnitScoped["Guidance"].as_manager()

    class Meta:
        ordering = ["-number"]


class Filing(models.Model):
    """What a site is filed under besides its own particulars: who answers for it, its level of protection."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="filing")
    filed_on = models.DateField("备案日期")
    leader = models.CharField("网站负责人", max_length=60)
    leader_phone = models.CharField("负责人电话", max_length=30)
    keeper = models.CharField("联系人", max_length=60)
    keeper_phone = models.CharField("联系人电话", max_length=30)
    protection_level = models.PositiveSmallIntegerField("网络安全等级", choices=[(2, "二级"), (3, "三级")])
    cancelled_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.site}的备案"


class FilingChange(models.Model):
    """One entry of the file of a site: filed, changed, cancelled; never changed itself."""

    class Kind(models.TextChoices):
        FILED = "filed", "备案"
        CHANGED = "changed", "变更"
        CANCELLED = "cancelled", "注销"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="filing_changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    changed = models.JSONField(
        default=list, help_text="labels of what changed; values are in the audit record"
    )
    ground = models.CharField(max_length=rules.LONGEST_TEXT)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]


class Offline(models.Model):
    """A site is off-line for a while."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="offline_times")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("恢复日期")
    reason = models.CharField("原因", max_length=rules.LONGEST_TEXT)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="group_offline_order"
            )
        ]


class ClosingQuerySet(models.QuerySet["Closing"]):
    def visible_to(self, post: Post | None) -> Self:
        return self.filter(site__in=Site.objects.visible_to(post))

    def running(self) -> Self:
        return self.exclude(state__in=[rules.ClosingState.CLOSED, rules.ClosingState.DROPPED])

    def closed(self) -> Self:
        return self.filter(state=rules.ClosingState.CLOSED)


class Closing(models.Model):
    """A site on the list of those to close: until when, why, and which site takes what it held."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="closings")
    target = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name="内容接收网站")
    reason = models.CharField("关停理由", max_length=rules.LONGEST_TEXT)
    basis = models.CharField("批准文件", max_length=120)
    due_on = models.DateField("完成期限")
    state = models.CharField(
        max_length=10, choices=list(rules.CLOSING_STATES.items()), default=rules.ClosingState.PLANNED
    )
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noticed_on = models.DateField(null=True)
    moved = models.PositiveIntegerField(default=0, help_text="articles")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, blank=True, help_text="of the certificate")
    archive = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=~Q(state=rules.ClosingState.DROPPED),
                name="group_closing_once",
            )
        ]

    @property
    def state_tone(self) -> str:
        return rules.CLOSING_TONES[self.state]


class ColumnMove(models.Model):
    """Where the content of a column goes when its site is closed."""

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="moves")
    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "column"], name="group_move_once")]


class Edition(models.Model):
    """A look of a site: its theme, and what stands on its home page in which order."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="editions")
    name = models.CharField("版本名称", max_length=60)
    theme = models.CharField("主题颜色", max_length=20, default="blue")
    blocks = models.JSONField(default=list, help_text="codes of blocks in their order")
    hidden = models.JSONField(default=list, help_text="slugs of columns not shown on home page and menu")
    note = models.CharField("测试记录", max_length=rules.LONGEST_TEXT, blank=True)
    is_live = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tested_at = models.DateTimeField(null=True)
    tested_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    switched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=Q(is_live=True), name="group_one_live_edition")
        ]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """A batch of content taken over from elsewhere."""

    class State(models.TextChoices):
        EXAMINED = "examined", "已试导入"
        QUEUED = "queued", "导入中"
        DONE = "done", "已导入"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"

    class Form(models.TextChoices):
        PAGES = "pages", "静态网页（目录或 ZIP）"
        TABLE = "table", "CSV 表格"
        JSON = "json", "JSON"
        WXR = "wxr", "WordPress 导出（WXR）"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="imports")
    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="+", verbose_name="默认栏目")
    form = models.CharField("来源形式", max_length=10, choices=Form.choices)
    name = models.CharField(max_length=200)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.EXAMINED)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportedItem(models.Model):
    """What became of one document of an import."""

    class Outcome(models.TextChoices):
        GOOD = "good", "可以导入"
        DONE = "done", "已导入"
        REFUSED = "refused", "未导入"
        UNDONE = "undone", "已撤销"
        KEPT = "kept", "导入后改动过，保留"

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(max_length=300, help_text="file, line or number inside the source")
    title = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=60, blank=True, help_text="slug of the column it goes to")
    path = models.CharField(max_length=rules.LONGEST_PATH, blank=True, help_text="its old address")
    on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="group_item_once")]


class Redirect(models.Model):
    """An old address of a site, or a short one, and where it leads."""

    class Kind(models.TextChoices):
        MANUAL = "manual", "旧地址"
        SHORT = "short", "短链接"
        IMPORT = "import", "导入"
        CLOSING = "closing", "网站迁移"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="redirects")
    path = models.CharField("地址", max_length=rules.LONGEST_PATH)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    publication = models.ForeignKey(Publication, null=True, on_delete=models.CASCADE, related_name="+")
    target = models.CharField("目标地址", max_length=rules.LONGEST_PATH, blank=True)
    batch = models.ForeignKey(Import, null=True, on_delete=models.CASCADE, related_name="redirects")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="group_redirect_once_a_site")]

    @property
    def address(self) -> str:
        return f"/a/{self.publication_id}/" if self.publication_id else self.target


class Replacement(models.Model):
    """Links were replaced across all content."""

    old = models.CharField("原链接开头", max_length=300)
    new = models.CharField("新链接开头", max_length=300)
    sites = models.JSONField(default=list, help_text="slugs of the sites looked through")
    articles = models.PositiveIntegerField()
    links = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]


class ToldSite(Crossing):
    """Inside: as what a site was told to the outer zone."""

    site = models.CharField(max_length=40, unique=True, help_text="slug")
    mark = models.CharField(max_length=64, help_text="digest of what has to be known")


class ToldPart(Crossing):
    """Inside: a stretch of the old addresses of a site, by their ids."""

    site = models.CharField(max_length=40, help_text="slug")
    number = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=64, help_text="how many, and the sum of their ids")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="group_told_part_once")]


class KnownSite(models.Model):
    """Outside: a site that the inner zone told of."""

    site = models.CharField(max_length=40, unique=True, help_text="slug")
    sequence = models.PositiveIntegerField()
    row = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="known")
    closed_at = models.DateTimeField(null=True)


class KnownPart(models.Model):
    """Outside: a stretch of the old addresses of a site; it stays when nothing of it is left."""

    site = models.CharField(max_length=40, help_text="slug")
    number = models.PositiveBigIntegerField()
    sequence = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="group_known_part_once")]


class KnownWay(models.Model):
    """Outside: an old address and where it leads."""

    part = models.ForeignKey(KnownPart, on_delete=models.CASCADE, related_name="ways", db_index=False)
    path = models.CharField(max_length=rules.LONGEST_PATH, db_index=True)
    target = models.CharField(max_length=rules.LONGEST_PATH)
    is_short = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "path"], name="group_known_way_once")]


def changes_of(row: models.Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """Which of the values differ from those of the row: before and after, by the name of the field."""
    said = {name: [str(getattr(row, name) or ""), str(value or "")] for name, value in values.items()}
    return {name: pair for name, pair in said.items() if pair[0] != pair[1]}
