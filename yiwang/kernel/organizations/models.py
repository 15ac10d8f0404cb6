"""Which units, posts and people are there, and who acts as what?"""

from datetime import date
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Lower

from yiwang.kernel.organizations import masking, paths, roles
from yiwang.kernel.organizations.visibility import UnitScoped, in_subtree


class UnitQuerySet(UnitScoped["Unit"]):
    unit_path = "path"

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def closed(self) -> Self:
        return self.exclude(closed_on=None)

    def within(self, unit: "Unit") -> Self:
        """The unit and everything below it, parents before children."""
        return self.filter(in_subtree("path", unit.path)).order_by("path")

    def above(self, unit: "Unit") -> Self:
        """The unit's ancestors from the root down, without itself."""
        return self.filter(path__in=paths.above(unit.path)).order_by("path")

    def matching(self, text: str) -> Self:
        """Units whose code, mark, name or any alias contains the text."""
        named = Alias.objects.filter(unit=OuterRef("pk"), name__icontains=text)
        return self.filter(
            Q(name__icontains=text)
            | Q(short_name__icontains=text)
            | Q(code__istartswith=text)
            | Q(document_mark__icontains=text)
            | Exists(named)
        )

    def last_child_number(self, parent: "Unit") -> int:
        """The highest number that a child's path below the parent ends with; 0 where there is none."""
        below = self.model.objects.filter(in_subtree("path", parent.path), depth=parent.depth + 1)
        last = below.order_by("-path").values_list("path", flat=True).first()
        return int(last[-paths.SEGMENT :]) if last else 0


class Unit(models.Model):
    """A unit of the city as it is now; ``UnitVersion`` keeps what it was."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "人民政府"
        DEPARTMENT = "department", "工作部门"
        INSTITUTION = "institution", "事业单位"
        COMMITTEE = "committee", "园区管委会"
        STATIONED = "stationed", "驻市单位"
        WINDOW = "window", "服务窗口"
        OFFICE = "office", "内设机构"

    code = models.CharField(
        "机构代码", max_length=40, unique=True, help_text="stable code of the unit ledger"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(
        max_length=64, unique=True, help_text="four digits a level; subtree = range of paths"
    )
    depth = models.PositiveSmallIntegerField(help_text="1 for the root")
    name = models.CharField("名称", max_length=120, db_index=True)
    short_name = models.CharField("简称", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    document_mark = models.CharField(
        "机关代字", max_length=20, blank=True, help_text="as in 云政办〔2026〕1号"
    )
    order = models.PositiveIntegerField("排序", default=0)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, path=paths.ROOT, depth=1)
                | Q(parent__isnull=False, depth__gt=1, path__gt=paths.ROOT),
                name="unit_one_root",
                violation_error_message="全市只能有一个根机构。",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="unit_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(closed_on__isnull=False), name="unit_merged_is_closed"
            ),
            models.UniqueConstraint(
                fields=["document_mark"],
                condition=Q(closed_on=None) & ~Q(document_mark=""),
                name="unit_mark_once_among_open",
            ),
        ]
        indexes = [models.Index(fields=["parent", "order", "path"], name="unit_children")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def called(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def name_on(self, day: date) -> str:
        """The name the unit bore that day, or the first it had. Prefetch ``versions`` for lists."""
        version = self.version_on(day)
        return version.name if version else self.name

    def version_on(self, day: date) -> "UnitVersion | None":
        versions = sorted(self.versions.all(), key=lambda version: (version.starts_on, version.pk))
        past = [version for version in versions if version.starts_on <= day]
        if past:
            return past[-1]
        return versions[0] if versions else None


class UnitVersion(models.Model):
    """What a unit was called and where it belonged from a day on, until the next version."""

    class Change(models.TextChoices):
        OPENED = "opened", "设立"
        RENAMED = "renamed", "更名"
        REMARKED = "remarked", "变更机关代字"
        RECLASSIFIED = "reclassified", "调整类别"
        MOVED = "moved", "调整隶属"
        MERGED = "merged", "并入其他机构"
        ABSORBED = "absorbed", "吸收其他机构"
        SPLIT = "split", "分设"
        CLOSED = "closed", "撤销"
        REOPENED = "reopened", "恢复"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    starts_on = models.DateField()
    change = models.CharField(max_length=20, choices=Change.choices)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Unit.Kind.choices)
    document_mark = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the other unit of a merge or split",
    )
    ground = models.CharField(max_length=200, blank=True, help_text="the document behind the change")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["unit", "-starts_on", "-id"], name="unit_version_newest")]


class Alias(models.Model):
    """Another name by which people look for a unit."""

    class Kind(models.TextChoices):
        FORMER = "former", "曾用名"
        ABBREVIATION = "abbreviation", "简称"
        PLATE = "plate", "加挂牌子"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=120, db_index=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices, default=Kind.ABBREVIATION)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="alias_once_a_unit")]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, post: "Post | None") -> Self:
        """People who hold or held a post in the units the post sees."""
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self.all()
        seats = Post.objects.filter(in_subtree("unit__path", post.unit.path), person=OuterRef("pk"))
        return self.filter(Exists(seats))

    def managed_by(self, post: "Post | None", day: date) -> Self:
        """Visible people none of whose present or coming posts lies outside the post's units."""
        if post is None or post.unit.parent_id is None:
            return self.visible_to(post)
        elsewhere = Post.objects.not_ended(day).exclude(in_subtree("unit__path", post.unit.path))
        return self.visible_to(post).exclude(Exists(elsewhere.filter(person=OuterRef("pk"))))

    def matching(self, text: str) -> Self:
        """People whose name contains the text or whose account begins with it."""
        return self.filter(Q(name__icontains=text) | Q(username__startswith=text.lower()))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. Rights come from posts, never from the person."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60, db_index=True)
    email = models.EmailField("电子邮箱", blank=True)
    mobile = models.CharField("手机号码", max_length=20, blank=True)
    is_active = models.BooleanField("在用", default=True)
    administration = models.CharField(
        max_length=30,
        blank=True,
        help_text="the one administrator's office of three that this person holds (三员分立)",
    )
    password_changed_at = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False, help_text="signs in with a one-time password")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="person_username_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(
                    administration__in=[
                        "",
                        roles.SYSTEM_ADMINISTRATOR,
                        roles.SECURITY_ADMINISTRATOR,
                        roles.AUDIT_ADMINISTRATOR,
                    ]
                ),
                name="person_one_administration",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_mobile(self) -> str:
        return masking.mobile(self.mobile) if self.mobile else ""

    @property
    def masked_email(self) -> str:
        return masking.email(self.email) if self.email else ""


class FormerPassword(models.Model):
    """A digest of a password that a person used, so that it is not used again soon."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_passwords")
    digest = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-id"]


class PostQuerySet(UnitScoped["Post"]):
    def in_office(self, day: date) -> Self:
        """Posts that hold that day, of people who have not left; a deputy's while the principal's holds."""
        principal_holds = Q(
            Q(stands_in_for__ends_on=None) | Q(stands_in_for__ends_on__gte=day),
            stands_in_for__starts_on__lte=day,
            stands_in_for__ended_at=None,
            stands_in_for__person__is_active=True,
        )
        return self.not_ended(day).filter(
            Q(stands_in_for=None) | principal_holds, starts_on__lte=day, person__is_active=True
        )

    def not_ended(self, day: date) -> Self:
        """Posts that hold or will hold."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), ended_at=None)

    def own(self) -> Self:
        return self.filter(stands_in_for=None)

    def standing_in(self) -> Self:
        return self.exclude(stands_in_for=None)

    def carrying(self, role: str) -> Self:
        """Posts with this role; the code stands between quotation marks in the stored list."""
        return self.annotate(role_codes=Cast("roles", models.TextField())).filter(
            role_codes__contains=f'"{role}"'
        )

    def in_full(self) -> Self:
        """With unit, person and principal in the same query: what ``label`` and ``rights.may`` read."""
        return self.select_related("unit", "person", "stands_in_for__person", "stands_in_for__unit")


class Post(models.Model):
    """A person in a unit with roles, between two dates. Who holds several acts as one at a time.

    A delegation is a post too: the deputy's own, in the principal's unit, standing in for the principal's
    post between two dates with some of its roles or permissions.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField("岗位名称", max_length=80)
    roles = models.JSONField(default=list, blank=True, help_text="codes declared in organizations.roles")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期", null=True, blank=True, help_text="last day")
    stands_in_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies"
    )
    permissions = models.JSONField(
        default=list, blank=True, help_text="of a deputy: only these; empty = all that the lent roles grant"
    )
    ground = models.CharField(max_length=200, blank=True, help_text="why the delegation is given")
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="ended at once, before the last day ran out"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="post_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | Q(ends_on__isnull=False), name="post_deputy_has_last_day"
            ),
            models.CheckConstraint(condition=~Q(stands_in_for=F("id")), name="post_not_its_own_deputy"),
        ]
        indexes = [
            models.Index(fields=["unit", "ends_on"], name="post_of_unit"),
            models.Index(fields=["person", "ends_on"], name="post_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.called} {self.label}"

    @property
    def label(self) -> str:
        """``科长``, or ``代 李建国（局长）`` where the post stands in for another."""
        if self.stands_in_for is None:
            return self.title
        return f"代 {self.stands_in_for.person.name}（{self.stands_in_for.title}）"

    @property
    def role_labels(self) -> list[str]:
        declared = roles.declared()
        return [declared[code].label if code in declared else code for code in self.roles]

    @property
    def permission_labels(self) -> list[str]:
        """Of a deputy: the single permissions lent; empty where the roles are lent whole."""
        return [roles.permission_label(permission) for permission in self.permissions]

    def is_ended(self, day: date) -> bool:
        return self.ended_at is not None or (self.ends_on is not None and self.ends_on < day)

    def is_in_office(self, day: date) -> bool:
        """Reads person and principal: see ``PostQuerySet.in_full``."""
        if self.starts_on > day or self.is_ended(day) or not self.person.is_active:
            return False
        return self.stands_in_for is None or self.stands_in_for.is_in_office(day)


class OversightQuerySet(models.QuerySet["Oversight"]):
    def in_force(self) -> Self:
        return self.filter(ended_at=None)


class Oversight(models.Model):
    """A unit that watches over another and all below it: it reads their matters and changes nothing."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="监督单位")
    over = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="监督范围")
    ground = models.CharField("依据", max_length=200)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OversightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "over"], condition=Q(ended_at=None), name="oversight_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.called}监督{self.over.called}"


class LedgerImport(models.Model):
    """What an import of a unit ledger did, or would have done, and which rows it did not take."""

    name = models.CharField(max_length=200, help_text="name of the file")
    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField(help_text="the day from which the changes hold")
    by = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    is_dry_run = models.BooleanField()
    opened = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    rejections = models.JSONField(default=list, help_text="number, code, name, reason of each row not taken")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name
