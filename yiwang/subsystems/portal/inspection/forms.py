"""What do officials fill in about sites, problems, indicators and rounds?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.actions.rounds import Plan
from yiwang.subsystems.portal.inspection.actions.sites import Facts
from yiwang.subsystems.portal.inspection.models import Setting, Watched

DAY = {"invalid": "日期的写法不对，例如 2026-12-31。"}
WHOLE = {"invalid": "请填写整数。", "min_value": "数值太小，请修改。", "max_value": "数值太大，请修改。"}


def _text(label: str, what: str = "", rows: int = 3) -> Any:
    return forms.CharField(
        label=label,
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=what,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最长{rules.TEXT_LENGTH}字。"},
    )


def _day(label: str) -> Any:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={**DAY, "required": f"请填写{label}。"},
    )


class SiteForm(forms.ModelForm):
    """A site under watch; units are those that the post sees."""

    class Meta:
        model = Watched
        fields = ("name", "address", "unit", "identification_code", "most_pages", "is_private", "is_active")
        help_texts = {
            "address": "如 https://www.yunze.gov.cn/。",
            "identification_code": "10位；填写后核对网页标签 SiteIDCode。",
            "is_private": "勾选后允许检查程序访问该网址指向的内部网络地址；面向公众的网站不要勾选。",
            "is_active": "不勾选时只能手工发起检查。",
        }
        error_messages = {
            "name": {"required": "请填写网站名称。"},
            "address": {"required": "请填写首页网址。"},
            "unit": {"required": "请选择主办单位。", "invalid_choice": "请从列表中选择主办单位。"},
            "most_pages": {**WHOLE, "required": "请填写每次最多检查的网页数。"},
        }

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.visible_to(post).filter(closed_on=None).order_by("path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The action says it, in a sentence that helps."""

    def facts(self) -> Facts:
        said = self.cleaned_data
        return Facts(
            said["name"],
            said["address"],
            said["unit"].pk,
            said["identification_code"],
            said["is_private"],
            said["is_active"],
            said["most_pages"],
        )


class BeginForm(forms.Form):
    """Bounds of one inspection."""

    pages = forms.IntegerField(
        label="最多检查网页数",
        min_value=1,
        max_value=rules.MOST_PAGES,
        error_messages={**WHOLE, "required": "请填写最多检查的网页数。"},
    )
    minutes = forms.IntegerField(
        label="最多用时（分钟）",
        min_value=1,
        max_value=rules.MOST_SECONDS // 60,
        initial=30,
        error_messages={**WHOLE, "required": "请填写最多用时。"},
    )


class ClaimForm(forms.Form):
    text = _text("整改情况", "下一次检查会复查；没有再发现的自动销号。")


class DismissForm(forms.Form):
    text = _text("不成立的理由", "认定后不再计分，以后检查再看到也不再列为问题。")


class SettingForm(forms.ModelForm):
    class Meta:
        model = Setting
        fields = ("each", "most", "veto_at", "days", "reason")
        help_texts = {"veto_at": "填0表示不作为单项否决。"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        error_messages = {
            name: {"required": "请填写数值。", "invalid": "请填写数字。", "max_digits": "数值太大，请修改。"}
            for name in ("each", "most", "veto_at", "days")
        } | {"reason": {"required": "请填写调整理由。"}}

    def marks(self) -> rules.Marks:
        said = self.cleaned_data
        return rules.Marks(float(said["each"]), float(said["most"]), said["veto_at"], said["days"])


class RoundForm(forms.Form):
    """A round over many sites."""

    name = forms.CharField(
        label="检查名称", max_length=rules.NAME_LENGTH, error_messages={"required": "请填写检查名称。"}
    )
    starts_on = _day("开始日期")
    report_until = _day("自查截止日期")
    rectify_until = _day("整改截止日期")
    scope = _text("检查内容和要求")
    sites = forms.ModelMultipleChoiceField(
        Watched.objects.none(),
        label="受检网站",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个网站。", "invalid_choice": "请从列表中选择网站。"},
    )

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        seen = Watched.objects.visible_to(post).filter(is_active=True)
        self.fields["sites"].queryset = seen  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            said["name"], said["starts_on"], said["report_until"], said["rectify_until"], said["scope"]
        )


class ListForm(forms.Form):
    text = _text("问题", rows=2)
    address = forms.CharField(label="网页地址（可不填）", max_length=rules.ADDRESS_LENGTH, required=False)


class MeasureForm(forms.Form):
    measure = _text("整改情况", rows=2)
