"""Which sites are watched, what was looked at, what was found, and what becomes of it?"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.models import Site
from yiwang.subsystems.portal.rules import SiteState


class WatchedQuerySet(UnitScoped["Watched"]):
    def active(self) -> Self:
        """A site of ours that was closed is not looked at any more."""
        return self.filter(is_active=True).exclude(site__state=SiteState.CLOSED)


class Watched(models.Model):
    """A site that is inspected: one of our own or one that an official registered."""

    name = models.CharField("网站名称", max_length=rules.NAME_LENGTH)
    address = models.CharField("首页网址", max_length=rules.ADDRESS_LENGTH, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    site = models.OneToOneField(
        Site, null=True, on_delete=models.PROTECT, related_name="+", help_text="where it is one of ours"
    )
    identification_code = models.CharField("网站标识码", max_length=10, blank=True)
    is_private = models.BooleanField(
        "内部网络的网站", default=False, help_text="an official said that it lies in an inner network"
    )
    is_active = models.BooleanField("每日检查", default=True)
    most_pages = models.PositiveIntegerField("每次最多检查网页数", default=2000)
    added_at = models.DateTimeField()

    objects = WatchedQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "pk"]

    def __str__(self) -> str:
        return self.name


class Probe(models.Model):
    """One visit to a home page, to see whether it opens."""

    site = models.ForeignKey(Watched, on_delete=models.CASCADE, related_name="probes")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["site", "at"], name="inspection_probe_at")]


class RunQuerySet(UnitScoped["Run"]):
    unit_path = "site__unit__path"

    def running(self) -> Self:
        return self.filter(state=rules.RUNNING)

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-pk")


class Run(models.Model):
    """One inspection of one site; whoever holds it works at it, anybody goes on when it is let go."""

    site = models.ForeignKey(Watched, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=12, choices=list(rules.RUN_STATES.items()), default=rules.RUNNING)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    most_pages = models.PositiveIntegerField()
    most_seconds = models.PositiveIntegerField()
    spent_ms = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    held_until = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    links = models.PositiveIntegerField(default=0)
    is_complete = models.BooleanField(default=False, help_text="everything that could be reached was seen")
    said = models.CharField(max_length=300, blank=True, help_text="why it ended as it did")
    facts = models.JSONField(default=dict, help_text="robots and home page, as its end needs them")
    counts = models.JSONField(default=dict, help_text="problems by indicator")
    lost = models.JSONField(default=dict, help_text="points by indicator")
    vetoes = models.JSONField(default=list)
    points = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    verdict = models.CharField(max_length=8, choices=list(rules.VERDICTS.items()), blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(state=rules.RUNNING), name="inspection_one_run_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.RUNNING, ended_at=None)
                | (~Q(state=rules.RUNNING) & Q(ended_at__isnull=False)),
                name="inspection_run_ends_with_moment",
            ),
        ]
        indexes = [models.Index(fields=["site", "-started_at"], name="inspection_runs_of_site")]

    def __str__(self) -> str:
        return f"{self.site} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def tone(self) -> str:
        return rules.RUN_TONES[self.state]

    @property
    def verdict_tone(self) -> str:
        return rules.VERDICT_TONES.get(self.verdict, "")

    @property
    def is_running(self) -> bool:
        return self.state == rules.RUNNING


class Visit(models.Model):
    """An address of a run: still to be opened, or what was seen there. The frontier is these rows."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="visits")
    digest = models.CharField(max_length=32)
    address = models.CharField(max_length=500)
    kind = models.CharField(max_length=8, help_text="page, part (of a page) or outside")
    depth = models.PositiveSmallIntegerField()
    is_done = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    found_on = models.CharField(max_length=500, blank=True)
    link_text = models.CharField(max_length=200, blank=True)
    is_entry = models.BooleanField(default=False, help_text="a list led here with a date")
    status = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=8, blank=True, help_text="home, column or article")
    column_name = models.CharField(max_length=120, blank=True)
    column_type = models.CharField(max_length=120, blank=True)
    newest_on = models.DateField(null=True)
    entries = models.PositiveIntegerField(default=0)
    length = models.PositiveIntegerField(default=0)
    is_blank = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "digest"], name="inspection_address_once_a_run")
        ]
        indexes = [
            models.Index(fields=["run", "is_done", "attempts", "depth", "id"], name="inspection_frontier"),
            models.Index(fields=["run", "role"], name="inspection_visit_role"),
        ]


class ProblemQuerySet(UnitScoped["Problem"]):
    def live(self) -> Self:
        return self.filter(state__in=rules.LIVE)

    def in_full(self) -> Self:
        return self.select_related("site", "unit", "finding")


class Problem(models.Model):
    """The same fault over all inspections, from the one that found it to the one that no longer does."""

    site = models.ForeignKey(Watched, on_delete=models.PROTECT, related_name="problems")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who puts it right")
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=32, help_text="digest of what makes it the same fault")
    about = models.CharField(max_length=300)
    found_in = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    last_in = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveIntegerField(default=0)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=list(rules.PROBLEM_STATES.items()), default=rules.OPEN)
    finding = models.OneToOneField(Finding, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=rules.TEXT_LENGTH, blank=True, help_text="what the unit did about it")
    said_by = models.CharField(max_length=80, blank=True)
    said_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=rules.TEXT_LENGTH, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "unit", "code", "key"],
                condition=Q(state__in=rules.LIVE),
                name="inspection_one_live_problem",
            ),
            models.CheckConstraint(
                condition=Q(state__in=rules.LIVE, ended_at=None)
                | (Q(state__in=[rules.CLOSED, rules.DISMISSED], ended_at__isnull=False) & ~Q(reason="")),
                name="inspection_problem_ends_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="inspection_problem_due")]

    def __str__(self) -> str:
        return self.about

    @property
    def tone(self) -> str:
        return rules.PROBLEM_TONES[self.state]

    @property
    def is_live(self) -> bool:
        return self.state in rules.LIVE


class Sighting(models.Model):
    """One place where a fault stood, as it was seen in one run: the evidence."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sightings")
    code = models.CharField(max_length=40)
    digest = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    about = models.CharField(max_length=300)
    address = models.CharField(max_length=500)
    stood = models.CharField(max_length=300)
    status = models.CharField(max_length=200, blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    column = models.CharField(max_length=120, blank=True)
    is_on_home = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    problem = models.ForeignKey(Problem, null=True, on_delete=models.PROTECT, related_name="sightings")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "digest"], name="inspection_seen_once_a_run")]
        indexes = [models.Index(fields=["run", "code", "id"], name="inspection_seen_by_code")]


class Setting(models.Model):
    """What the city set for an indicator whose numbers no confirmed source fixes."""

    code = models.CharField(max_length=40, unique=True)
    each = models.DecimalField("每个扣分", max_digits=4, decimal_places=1)
    most = models.DecimalField("最多扣分", max_digits=4, decimal_places=1)
    veto_at = models.PositiveIntegerField("达到几个即单项否决")
    days = models.PositiveIntegerField("整改期限（天）")
    reason = models.CharField("调整理由", max_length=rules.TEXT_LENGTH)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)


class RoundQuerySet(UnitScoped["Round"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Round(models.Model):
    """A named inspection of many sites: self-inspection with problem lists, rectification, bulletin."""

    name = models.CharField("检查名称", max_length=rules.NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="组织单位")
    starts_on = models.DateField("开始日期")
    report_until = models.DateField("自查截止日期")
    rectify_until = models.DateField("整改截止日期")
    scope = models.CharField("检查内容和要求", max_length=rules.TEXT_LENGTH)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(UnitScoped["Entry"]):
    unit_path = "site__unit__path"


class Entry(models.Model):
    """A site in a round, and whether its unit handed in its own problem list."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries")
    site = models.ForeignKey(Watched, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["site__unit__path", "site"]
        constraints = [models.UniqueConstraint(fields=["round", "site"], name="inspection_site_once_a_round")]

    def __str__(self) -> str:
        return f"{self.round}：{self.site}"


class Listed(models.Model):
    """A line of a unit's own problem list."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="listed")
    text = models.CharField("问题", max_length=rules.TEXT_LENGTH)
    address = models.CharField("网页地址", max_length=rules.ADDRESS_LENGTH, blank=True)
    listed_at = models.DateTimeField()
    measure = models.CharField("整改情况", max_length=rules.TEXT_LENGTH, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | ~Q(measure=""), name="inspection_listed_done_says_how"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
