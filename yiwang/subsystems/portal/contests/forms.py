"""What is asked of people who organise, report, judge, object, and put right what a report named?"""

from decimal import Decimal
from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.contests import rules, sources
from yiwang.subsystems.portal.contests.actions.drafting import Plan
from yiwang.subsystems.portal.contests.actions.reported import Told
from yiwang.subsystems.portal.contests.actions.running import Given
from yiwang.subsystems.portal.contests.models import Contest, Criterion, Entrant, Sheet
from yiwang.subsystems.portal.contests.usual import Line, usual
from yiwang.subsystems.portal.forms import ManyFilesField
from yiwang.subsystems.portal.inspection.models import Watched
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import MAIN

POINTS = {
    "invalid": "请填写数字。",
    "max_digits": "数值太大，请修改。",
    "max_decimal_places": "最多两位小数。",
}


def _line(label: str, most: int, *, required: bool = True, what: str = "") -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=what,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}请控制在{most}字以内。"},
    )


def _text(label: str, most: int = rules.TEXT_LENGTH, *, what: str = "", rows: int = 3) -> Any:
    field = _line(label, most, what=what)
    field.widget = forms.Textarea(attrs={"rows": rows})
    return field


def _day(label: str, what: str = "") -> Any:
    return forms.DateField(
        label=label,
        help_text=what,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": f"请填写{label}。", "invalid": "日期的写法不对，如 2026-12-31。"},
    )


def _whole(label: str, what: str = "") -> Any:
    return forms.IntegerField(
        label=label,
        help_text=what,
        error_messages={"required": f"请填写{label}。", "invalid": "请填写整数。"},
    )


def _points(label: str, *, required: bool = True, what: str = "") -> Any:
    return forms.DecimalField(
        label=label,
        max_digits=5,
        decimal_places=2,
        required=required,
        help_text=what,
        error_messages={**POINTS, "required": f"请填写{label}。"},
    )


class ContestForm(forms.Form):
    name = _line("评比名称", rules.NAME_LENGTH, what="如“2026年度政府网站评比”。")
    year = _whole("年度")
    announcement = _text(
        "评比通知", rules.REPORT_LENGTH, rows=8, what="启动时公开发布；指标和参评网站会自动附后。"
    )
    groups = _text("组别", what="每行一个。")
    awards = _text("奖项", what="每行写奖项名称、空格和每组名额，如“一等奖 1”。")
    first_on = _day("评比期间开始")
    last_on = _day("评比期间结束", "系统数据统计到这一天为止。")
    report_until = _day("自评截止日期")
    result_by = _day("公布结果日期")
    objection_days = _whole("申诉期限（天）", "得分告知后可以申诉的天数，0为不设申诉。")
    column = forms.ChoiceField(
        label="公布栏目",
        error_messages={"required": "请选择栏目。", "invalid_choice": "请从列表中选择栏目。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Column.objects.open().filter(site__slug=MAIN, kind="list").in_order()
        choices = [("", "请选择栏目"), *rows.values_list("slug", "title")]
        self.fields["column"].choices = choices  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)


def begun(year: int) -> dict[str, Any]:
    """What the form of a new contest begins with."""
    return {
        "year": year,
        "groups": "\n".join(usual().groups),
        "awards": "\n".join(f"{one.label} {one.places}" for one in usual().awards),
        "objection_days": 5,
    }


def said_of(contest: Contest) -> dict[str, Any]:
    names = ("name", "year", "announcement", "first_on", "last_on", "report_until", "result_by", "column")
    return {name: getattr(contest, name) for name in (*names, "objection_days")} | {
        "groups": "\n".join(contest.groups),
        "awards": "\n".join(f"{one.label} {one.places}" for one in contest.prizes),
    }


class CriterionForm(forms.Form):
    heading = _line("一级指标", rules.LABEL_LENGTH)
    label = _line("指标", rules.LABEL_LENGTH)
    points = _points("分值")
    source = forms.ChoiceField(
        label="评分方式",
        error_messages={"required": "请选择评分方式。", "invalid_choice": "请从列表中选择评分方式。"},
    )
    note = _line("评分标准", rules.TEXT_LENGTH, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = list(sources.known().items())  # type: ignore[attr-defined]

    def line(self) -> Line:
        return Line(**self.cleaned_data)


def line_of(criterion: Criterion) -> dict[str, Any]:
    names = ("heading", "label", "points", "source", "note")
    return {name: getattr(criterion, name) for name in names}


class EnterForm(forms.Form):
    group = forms.ChoiceField(label="组别", error_messages={"invalid_choice": "请从列表中选择组别。"})
    sites = forms.ModelMultipleChoiceField(
        Watched.objects.none(),
        label="网站",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个网站。", "invalid_choice": "请从列表中选择网站。"},
    )

    def __init__(self, *args: Any, contest: Contest, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = [(one, one) for one in contest.groups]  # type: ignore[attr-defined]
        entered = Entrant.objects.filter(contest=contest).values("site")
        free = Watched.objects.visible_to(post).exclude(pk__in=entered)
        self.fields["sites"].queryset = free  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    report = _text("自评报告", rules.REPORT_LENGTH, rows=10, what="按评分指标逐项说明，可以附证明材料。")
    new_files = ManyFilesField(label="附件", required=False, help_text=f"最多{rules.MOST_FILES}个。")


class SheetForm(forms.Form):
    """Points and a reason under every judged criterion."""

    def __init__(self, *args: Any, criteria: list[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        for one in criteria:
            most = f"{one.points.normalize():f}"
            note = f"{one.note}（0至{most}分）" if one.note else f"0至{most}分。"
            self.fields[f"points_{one.pk}"] = _points(f"{one.label}得分", what=note)
            self.fields[f"reason_{one.pk}"] = _text(f"{one.label}评分理由", rows=2)

    def given(self) -> dict[int, Given]:
        said = self.cleaned_data
        return {one.pk: Given(said[f"points_{one.pk}"], said[f"reason_{one.pk}"]) for one in self.criteria}


def marked_on(sheet: Sheet | None) -> dict[str, Any]:
    """What the form begins with where the judge changes a sheet."""
    if sheet is None:
        return {}
    found: dict[str, Any] = {}
    for mark in sheet.marks.all():
        found |= {f"points_{mark.criterion_id}": mark.points, f"reason_{mark.criterion_id}": mark.reason}
    return found


class ObjectForm(forms.Form):
    score = forms.TypedChoiceField(
        label="有异议的指标",
        coerce=int,
        error_messages={"required": "请选择指标。", "invalid_choice": "请从列表中选择指标。"},
    )
    text = _text("申诉理由")

    def __init__(self, *args: Any, entrant: Entrant, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = entrant.scores.values_list("pk", "criterion__label")
        self.fields["score"].choices = [("", "请选择指标"), *rows]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    points = _points("调整后的得分", required=False, what="不调整的不填。")
    answer = _text("答复", rows=2)

    def changed(self) -> Decimal | None:
        found: Decimal | None = self.cleaned_data["points"]
        return found


class CallOffForm(forms.Form):
    because = _text("停止原因", what="将在通知中公开，并告知各参评单位和评委。", rows=2)


class ImportForm(forms.Form):
    name = _line("通报名称", rules.NAME_LENGTH)
    issuer = _line("通报机关", rules.NAME_LENGTH, what="如“省政府办公厅”。")
    received_on = _day("收到日期")
    file = forms.FileField(
        label="问题清单（CSV）",
        help_text="第一行为列名：网站、问题、网址、整改期限。网站写登记的名称或域名。",
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(said["name"], said["issuer"], said["received_on"])


class ClaimForm(forms.Form):
    text = _text("整改情况", what="组织单位核实后销号。")


class LookForm(forms.Form):
    is_right = forms.TypedChoiceField(
        label="核实结果",
        choices=[("yes", "已整改，销号"), ("no", "没有整改到位，退回")],
        widget=forms.RadioSelect,
        coerce=lambda said: said == "yes",
        error_messages={"required": "请选择核实结果。", "invalid_choice": "请选择核实结果。"},
    )
    text = _text("核实情况", rows=2)
