"""Which channels are open to the public, who runs them, and by which rules? Data, kept by officials."""

from collections.abc import Mapping
from typing import Any, Self

from django.db import models

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.participation.letters import rules


class MailboxQuerySet(models.QuerySet[Any]):
    def visible_to(self, post: Any) -> Self:
        """Those run by the post's unit or by one below it."""
        if post is None:
            return self.none()
        return self if post.unit.parent_id is None else self.filter(in_subtree("unit__path", post.unit.path))

    def in_order(self) -> Self:
        return self.order_by("order", "pk")


class Mailbox(Crossing):
    """One channel. Kept inside; what the public must know of it stands outside as a Box."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=list(rules.MAILBOX_KINDS.items()))
    leader = models.CharField("信箱主人", max_length=60, blank=True, help_text="领导信箱填写职务，例如“市长”")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="runs it")
    watchdog = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="handles what is about the running unit itself: discipline inspection ([X22] art. 30)",
    )
    description = models.CharField("说明", max_length=300, blank=True)
    is_open = models.BooleanField("开放写信", default=True)
    notice = models.CharField("关闭期间的公告", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)
    subjects = models.JSONField(default=list, help_text="what letters may be about, in order")
    types = models.JSONField(default=list, help_text="codes of rules.TYPES; empty: those of its kind")
    days = models.JSONField(default=dict, help_text="working days by type where they differ from rules")
    exposure = models.CharField(
        "公开方式", max_length=8, choices=list(rules.EXPOSURES.items()), default="consent"
    )
    is_anonymous_allowed = models.BooleanField("可以匿名", default=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="letter_mailbox_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="petition") | models.Q(exposure="never"),
                name="letter_mailbox_of_petitions_is_confidential",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def case_kind(self) -> str:
        return rules.kind_of(self.kind)

    @property
    def offered_types(self) -> Mapping[str, str]:
        """Code and label, in the order of the rules."""
        known = rules.types_of(self.kind)
        chosen = self.types or rules.DEFAULT_TYPES.get(self.kind, tuple(known))
        return {code: label for code, label in known.items() if code in chosen}

    @property
    def is_confidential(self) -> bool:
        return self.kind == rules.PETITIONS


class Site(Crossing):
    """A department's site that carries a mailbox in its own pages: a key of its own, known origins."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("网站名称", max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="whose site it is")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="sites")
    origins = models.JSONField(default=list, help_text="https://host[:port] of its pages")
    key_digest = models.CharField(max_length=64, unique=True, help_text="SM3 of the key, shown once")
    is_open = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
