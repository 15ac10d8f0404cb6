"""Which units, posts and people are there, and who acts as what?"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


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

    code = models.CharField(max_length=40, unique=True, help_text="stable code of the unit ledger")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=255, unique=True, help_text="ids from the root, '1/7/42/'; subtree = prefix")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    document_mark = models.CharField(max_length=20, blank=True, help_text="机关代字, as in 云政办〔2026〕1号")
    order = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Person(AbstractBaseUser):
    """Somebody who signs in. Rights come from posts, never from the person."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    mobile = models.CharField("手机号码", max_length=20, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = BaseUserManager["Person"]()


class Post(models.Model):
    """A person in a unit with roles, between two dates. One person may hold several; they act as one at a time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField("岗位名称", max_length=80)
    roles = models.JSONField(default=list, help_text="codes declared in organizations.roles")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="last day")
