"""Which contests are held, who competes and judges, which points were given, what did the province find?"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.inspection.models import Watched


class ContestQuerySet(UnitScoped["Contest"]):
    def taken_part_in(self, post: Post) -> Self:
        """Once announced: those in which a site of its units competes, and those that its person judges."""
        entered = Entrant.objects.visible_to(post).values("contest")
        judged = Juror.objects.filter(person=post.person_id).values("contest")
        return self.filter(Q(pk__in=entered) | Q(pk__in=judged)).exclude(state=rules.DRAFT)

    def judged_by(self, post: Post) -> Self:
        judged = Juror.objects.filter(person=post.person_id).values("contest")
        return self.filter(pk__in=judged).exclude(state=rules.DRAFT)


class Contest(models.Model):
    """A contest of websites, from its draft to the result that never changes."""

    name = models.CharField("评比名称", max_length=rules.NAME_LENGTH)
    year = models.PositiveIntegerField("年度")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="组织单位")
    announcement = models.TextField("评比通知")
    groups = models.JSONField("组别")
    awards = models.JSONField("奖项", help_text="list of [label, places], the best first")
    first_on = models.DateField("评比期间开始")
    last_on = models.DateField("评比期间结束")
    report_until = models.DateField("自评截止日期")
    result_by = models.DateField("公布结果日期")
    objection_days = models.PositiveIntegerField("申诉期限（天）")
    column = models.CharField("公布栏目", max_length=60, help_text="slug of a column of the main site")
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.DRAFT)
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_because = models.CharField("停止原因", max_length=rules.TEXT_LENGTH, blank=True)
    announced_as = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="+")
    result_as = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="+")
    called_off_as = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True, help_text="SM3 of the result, see result.py")

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=rules.FINAL, finished_at__isnull=False) & ~Q(digest=""))
                | (~Q(state=rules.FINAL) & Q(finished_at=None, digest="")),
                name="contest_final_with_digest",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def is_draft(self) -> bool:
        return self.state == rules.DRAFT

    @property
    def is_final(self) -> bool:
        return self.state == rules.FINAL

    @property
    def is_going_on(self) -> bool:
        """Announced, and neither decided nor called off."""
        return self.state in {rules.ANNOUNCED, rules.COUNTED, rules.SHOWN}

    @property
    def objections_until(self) -> date | None:
        """The last day on which a unit may object; None before scores were shown, and where none may."""
        if self.shown_at is None or not self.objection_days:
            return None
        return shifted(day_of(self.shown_at), days=self.objection_days)

    def is_open_to_objections(self, today: date) -> bool:
        until = self.objections_until
        return self.state == rules.SHOWN and until is not None and today <= until

    @property
    def prizes(self) -> list[rules.Award]:
        return [rules.Award(label, places) for label, places in self.awards]


class Criterion(models.Model):
    """A line of the scheme under its heading."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    heading = models.CharField("一级指标", max_length=rules.LABEL_LENGTH)
    label = models.CharField("指标", max_length=rules.LABEL_LENGTH)
    points = models.DecimalField("分值", max_digits=5, decimal_places=2)
    source = models.CharField("评分方式", max_length=60, help_text="of rules.OWN_SOURCES, or a figure's code")
    note = models.CharField("评分标准", max_length=rules.TEXT_LENGTH, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "heading", "label"], name="contest_criterion_said_once"
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0, points__lte=100), name="contest_points_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_judged(self) -> bool:
        return self.source == rules.JUDGED


class EntrantQuerySet(UnitScoped["Entrant"]):
    unit_path = "site__unit__path"

    def in_full(self) -> Self:
        return self.select_related("contest__unit", "site__unit", "site__site", "reported_by")


class Entrant(models.Model):
    """A site in a contest with its unit's report; total, rank and award once the result is final."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="entrants")
    site = models.ForeignKey(Watched, on_delete=models.PROTECT, related_name="+")
    group = models.CharField("组别", max_length=rules.LABEL_LENGTH)
    report = models.TextField("自评报告", blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    vetoes = models.JSONField(default=list, help_text="codes of the inspection, as they were counted")
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveIntegerField(null=True)
    award = models.CharField(max_length=30, blank=True)

    objects = EntrantQuerySet.as_manager()

    class Meta:
        ordering = ["group", "site__unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "site"], name="contest_site_once"),
            models.CheckConstraint(condition=Q(award="") | Q(vetoes=[]), name="contest_vetoed_has_no_award"),
        ]

    def __str__(self) -> str:
        return f"{self.contest}：{self.site}"


class ReportFile(models.Model):
    """A file of a unit's report."""

    entrant = models.ForeignKey(Entrant, on_delete=models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]


class Juror(models.Model):
    """An official who judges, and the unit from which they were named."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="jurors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "person"], name="contest_juror_once")]


class Sheet(models.Model):
    """What one judge gave one site, complete or not there at all."""

    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="sheets")
    entrant = models.ForeignKey(Entrant, on_delete=models.PROTECT, related_name="sheets")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["juror", "entrant"], name="contest_sheet_once")]


class Mark(models.Model):
    """Points of a judge under a criterion, with the reason."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=rules.TEXT_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="contest_mark_once")]


class Score(models.Model):
    """What counts for a site under a criterion: counted at the cut-off, or the mean of the judges."""

    entrant = models.ForeignKey(Entrant, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="none: no data")
    said = models.CharField(max_length=300, help_text="how the points came about")
    behind = models.JSONField(default=list, help_text="list of {title, note, address, counts}, as counted")
    judges = models.PositiveIntegerField(default=0)
    changed_from = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        ordering = ["criterion__order", "criterion"]
        constraints = [models.UniqueConstraint(fields=["entrant", "criterion"], name="contest_score_once")]


class Objection(models.Model):
    """A unit disagrees with a score; the organiser answers with a reason, and perhaps other points."""

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="objections")
    text = models.CharField("申诉理由", max_length=rules.TEXT_LENGTH)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField("答复", max_length=rules.TEXT_LENGTH, blank=True)
    answered_at = models.DateTimeField(null=True)
    before = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    after = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="contest_objection_answered_in_words"
            ),
            models.UniqueConstraint(
                fields=["score"], condition=Q(answered_at=None), name="contest_one_open_objection"
            ),
        ]


class Report(models.Model):
    """A report from above on the sites of the city, as it was taken in."""

    name = models.CharField("通报名称", max_length=rules.NAME_LENGTH)
    issuer = models.CharField("通报机关", max_length=rules.NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField("收到日期")
    taken_at = models.DateTimeField()
    rejected = models.JSONField(default=list, help_text="list of [line, text, reason]")

    objects: Any = UnitScoped.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class ReportedQuerySet(UnitScoped["Reported"]):
    def in_full(self) -> Self:
        return self.select_related("report", "site", "unit", "finding")


class Reported(models.Model):
    """A problem that a report names, until somebody has seen that it is put right."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="problems")
    site = models.ForeignKey(Watched, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who puts it right")
    text = models.CharField(max_length=rules.TEXT_LENGTH)
    address = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=list(rules.PROBLEM_STATES.items()), default=rules.WAITING)
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=rules.TEXT_LENGTH, blank=True)
    claimed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=rules.TEXT_LENGTH, blank=True, help_text="of whoever looked at it")
    closed_at = models.DateTimeField(null=True)

    objects = ReportedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=rules.CLOSED, closed_at__isnull=False)
                | (~Q(state=rules.CLOSED) & Q(closed_at=None)),
                name="contest_problem_closed_at",
            )
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="contest_problem_due")]

    @property
    def tone(self) -> str:
        return rules.PROBLEM_TONES[self.state]
