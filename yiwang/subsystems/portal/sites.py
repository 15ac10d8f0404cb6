"""Which sites are there, who keeps them, and who may write for them?"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.portal.rules import SITE_STATES, SiteState

MAIN = "main"


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, post: Post | None) -> Self:
        """Those whose unit lies in the post's subtree; all of them to the city's own posts."""
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self.all()
        return self.filter(in_subtree("unit__path", post.unit.path))

    def written_by(self, unit: Unit) -> Self:
        """Those that the unit may write for: the main one, its own, and those of units above and below it."""
        above = [*paths.above(unit.path), unit.path]
        near = Q(unit__path__in=above) | in_subtree("unit__path", unit.path)
        if unit.parent_id is None:
            near |= Q(unit=None)
        return self.filter(Q(slug=MAIN) | near).exclude(state=SiteState.CLOSED)


class Site(models.Model):
    """A website: its name, its official numbers and who answers for it."""

    slug = models.SlugField("代号", max_length=40, unique=True)
    name = models.CharField("网站名称", max_length=80)
    domain = models.CharField("域名", max_length=120, unique=True)
    identification_code = models.CharField("网站标识码", max_length=10)
    icp_number = models.CharField("ICP 备案编号", max_length=40, blank=True)
    police_number = models.CharField("公安机关备案号", max_length=60, blank=True)
    sponsor = models.CharField("主办单位", max_length=120)
    host_unit = models.CharField("承办单位", max_length=120, blank=True)
    contact = models.CharField("联系方式", max_length=120, blank=True)
    description = models.CharField("网站简介", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="主办机构",
        help_text="whose editors keep the site; none: the city's own",
    )
    state = models.CharField("状态", max_length=10, choices=list(SITE_STATES.items()), default=SiteState.OPEN)
    theme = models.CharField(
        "主题", max_length=20, default="", blank=True, help_text="of browser/_themes.css, without theme-"
    )
    layout = models.JSONField(default=dict, help_text="of the front page, see front.py")
    menu = models.JSONField(
        default=list, help_text="outer zone, which has no columns: [title, address] of the inner zone's"
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == SiteState.OPEN

    def takes_from(self, unit: Unit) -> bool:
        """Whether the unit may write for this site; the same as ``written_by``."""
        if self.state == SiteState.CLOSED:
            return False
        if self.slug == MAIN or self.unit is None:
            return self.slug == MAIN or unit.parent_id is None
        return paths.lies_within(unit.path, self.unit.path) or paths.lies_within(self.unit.path, unit.path)
