"""What do officials fill in about openings, filings, closings, editions, old addresses and imports?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.portal.channels.choices import THEMES
from yiwang.subsystems.portal.front import BLOCKS
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.actions.editions import Look
from yiwang.subsystems.portal.group.actions.filing import FilingFacts
from yiwang.subsystems.portal.group.actions.openings import Lesson, Numbers, Wish
from yiwang.subsystems.portal.group.models import Closing, Filing, Guidance, Import, Opening
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import Site


def _day(label: str, what: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=what,
        error_messages={"invalid": "日期的写法不对，例如 2026-12-31。", "required": f"请填写{label}。"},
    )


def _text(label: str, what: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=what,
        error_messages={"required": f"请填写{label}。"},
    )


class OpeningForm(forms.ModelForm):
    """A unit asks for its site."""

    class Meta:
        model = Opening
        fields = ("unit", "name", "slug", "domain", "host_unit", "contact", "purpose")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "slug": "小写字母、数字和短横线，如 health。",
            "domain": "部门网站为 ○○○.□□□.gov.cn，政府门户网站为 www.□□□.gov.cn。",
            "contact": "向公众公布的电话。",
        }

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.visible_to(post).open().order_by("path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks and makes the row."""

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(**{name: said[name] for name in Wish.__dataclass_fields__})


class DecisionForm(forms.Form):
    decision = _text("审核意见", "至少 4 个字，会记入审计。")


class NumbersForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = ("identification_code", "icp_number", "police_number")
        help_texts = {"identification_code": "10 位数字；部委网站为 bm 加 8 位数字。"}

    def _post_clean(self) -> None:
        """The action checks and writes."""

    def numbers(self) -> Numbers:
        return Numbers(**{name: self.cleaned_data[name].strip() for name in self.Meta.fields})


class TickForm(forms.Form):
    code = forms.ChoiceField(choices=[(one.code, one.label) for one in rules.CHECKS if not one.field])
    note = forms.CharField(label="说明", max_length=200, required=False)


class GuidanceForm(forms.ModelForm):
    class Meta:
        model = Guidance
        fields = ("unit", "held_on", "way", "topic", "people")
        widgets = {
            "held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "topic": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.visible_to(post).open().order_by("path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["people"].min_value = 1  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks and makes the row."""

    def lesson(self) -> Lesson:
        return Lesson(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class FilingForm(forms.ModelForm):
    ground = _text("备案或变更说明", "如“按备案系统登记”“负责人调整”。", rows=2)

    class Meta:
        model = Filing
        fields = ("leader", "leader_phone", "keeper", "keeper_phone", "protection_level")

    def _post_clean(self) -> None:
        """The action checks and writes."""

    def facts(self) -> FilingFacts:
        return FilingFacts(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class OfflineForm(forms.Form):
    ends_on = _day("恢复日期", f"从今天起，一次不超过 {rules.LONGEST_OFFLINE_DAYS} 天，一年不超过一次。")
    reason = _text("下线原因", "会显示给公众，如“系统迁移”。", rows=2)


class ReasonForm(forms.Form):
    reason = _text("理由", "至少 4 个字，会记入审计。", rows=2)


class ClosingForm(forms.ModelForm):
    class Meta:
        model = Closing
        fields = ("site", "target", "reason", "basis", "due_on")
        widgets = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "basis": "上级政府办公厅（室）同意关停的文件文号。",
            "due_on": f"公告须满 {rules.NOTICE_DAYS} 天。",
        }

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].queryset = Site.objects.visible_to(post).exclude(slug="main")  # type: ignore[attr-defined]
        self.fields["site"].label = "拟关停网站"
        takers = Site.objects.filter(state=SiteState.OPEN)
        self.fields["target"].queryset = takers  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks and makes the row."""


class MappingForm(forms.Form):
    """One choice for each column that holds something."""

    def __init__(self, *args: Any, columns: list[Column], targets: list[Column], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "请选择"), *((str(one.pk), one.title) for one in targets)]
        for column in columns:
            self.fields[f"column_{column.pk}"] = forms.ChoiceField(
                label=column.title, choices=choices, required=False
            )

    def mapping(self) -> dict[int, int]:
        given = {name.removeprefix("column_"): value for name, value in self.cleaned_data.items()}
        return {int(column): int(target) for column, target in given.items() if target}


class EditionForm(forms.Form):
    """Blocks are numbered by their place; an empty place leaves the block out."""

    name = forms.CharField(label="版本名称", max_length=60, help_text="如“2027 年改版”。")
    theme = forms.ChoiceField(label="主题颜色", choices=list(THEMES.items()))
    hidden = forms.MultipleChoiceField(
        label="首页和导航中不显示的栏目",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="栏目页面和内容不受影响。",
    )

    def __init__(self, *args: Any, columns: list[Column], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["hidden"].choices = [(one.slug, one.title) for one in columns]  # type: ignore[attr-defined]
        for code, label in BLOCKS.items():
            self.fields[f"place_{code}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=1,
                max_value=len(BLOCKS),
                help_text="在首页的位置，1 为最上；留空则不显示。",
            )

    def look(self) -> Look:
        said = self.cleaned_data
        places = {code: said[f"place_{code}"] for code in BLOCKS if said[f"place_{code}"]}
        blocks = sorted(places, key=lambda code: (places[code], list(BLOCKS).index(code)))
        return Look(said["name"], said["theme"], tuple(blocks), tuple(said["hidden"]))


class TestForm(forms.Form):
    __test__ = False
    note = _text("测试情况", "在哪些设备、浏览器上看过，发现并解决了什么问题。")


class RedirectForm(forms.Form):
    path = forms.CharField(
        label="地址", max_length=rules.LONGEST_PATH, help_text="如 /old/123.html，或者短链接 /fangxun。"
    )
    target = forms.CharField(
        label="目标地址", max_length=rules.LONGEST_PATH, help_text="如 /a/123/ 或 https://www.gov.cn/。"
    )
    kind = forms.ChoiceField(
        label="类别", choices=[("manual", "旧地址（永久）"), ("short", "短链接（可更换）")]
    )


class ImportForm(forms.Form):
    form = forms.ChoiceField(label="来源形式", choices=Import.Form.choices)
    column = forms.ModelChoiceField(
        Column.objects.none(), label="默认栏目", help_text="来源中的栏目与本站栏目同名时，进入同名栏目。"
    )
    file = forms.FileField(label="文件", help_text="静态网页请打包为 ZIP；CSV、JSON、XML 可直接上传。")

    def __init__(self, *args: Any, site: Site, **options: Any) -> None:
        super().__init__(*args, **options)
        columns = Column.objects.open().filter(site=site).exclude(kind="link").in_order()
        self.fields["column"].queryset = columns  # type: ignore[attr-defined]


class ReplaceForm(forms.Form):
    old = forms.CharField(label="原链接开头", max_length=300, help_text="如 http://old.yunze.gov.cn/。")
    new = forms.CharField(label="换成", max_length=300, help_text="如 https://www.yunze.gov.cn/。")
    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(), label="在哪些网站中替换", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sites"].queryset = Site.objects.visible_to(post)  # type: ignore[attr-defined]
