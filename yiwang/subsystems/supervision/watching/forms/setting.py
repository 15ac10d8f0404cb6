"""How is a rule set, a threshold laid down, an area given, a finding ended?"""

from decimal import Decimal
from typing import Any

from django import forms

from yiwang.kernel.deadlines import subjects
from yiwang.kernel.deadlines.rules import DEFAULT, Threshold
from yiwang.kernel.findings import rules as findings
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.subsystems.supervision.watching import rules
from yiwang.subsystems.supervision.watching.actions import Setting
from yiwang.subsystems.supervision.watching.running import Running


def _reason(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": f"请写明{label}。"},
    )


class RuleForm(forms.Form):
    """One field for each number of the rule."""

    mode = forms.ChoiceField(label="运行方式", choices=list(rules.MODES.items()), widget=forms.RadioSelect)

    def __init__(self, running: Running, data: Any = None) -> None:
        super().__init__(data, initial={"mode": running.mode})
        self._codes = list(running.rule.parameters)
        for code, parameter in running.rule.parameters.items():
            self.fields[f"parameter_{code}"] = forms.DecimalField(
                label=f"{parameter.label}（{parameter.unit}）",
                min_value=0,
                max_value=rules.MOST,
                decimal_places=2,
                initial=f"{running.parameters[code].normalize():f}",
            )
        self.fields["reason"] = _reason("调整理由")

    def setting(self) -> Setting:
        numbers: dict[str, Decimal] = {code: self.cleaned_data[f"parameter_{code}"] for code in self._codes}
        return Setting(self.cleaned_data["mode"], numbers)


class ThresholdForm(forms.Form):
    kind = forms.ChoiceField(label="期限种类", required=False)
    item = forms.CharField(
        label="事项", required=False, max_length=120, help_text="填事项全称；不填表示这一种类的全部事项。"
    )
    number = forms.IntegerField(label="蓝灯：剩余日数", min_value=0, max_value=60, initial=DEFAULT.number)
    percent = forms.IntegerField(
        label="蓝灯：剩余时限的百分比",
        min_value=0,
        max_value=100,
        initial=DEFAULT.percent,
        help_text="日数和百分比中，先到的起作用。",
    )
    near = forms.IntegerField(
        label="黄灯：剩余数",
        required=False,
        min_value=0,
        max_value=60,
        help_text="按期限自身的单位；不填时按事项自己设定的提醒时点。",
    )
    grave = forms.IntegerField(label="严重超期：工作日数", min_value=1, max_value=60, initial=DEFAULT.grave)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", "全部种类"), *subjects.labels().items()]  # type: ignore[attr-defined]
        self.fields["reason"] = _reason("调整理由")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("item") and not given.get("kind"):
            self.add_error("kind", "单独设置一个事项时，请选择期限种类。")
        return given

    def threshold(self) -> Threshold:
        return Threshold(**{name: self.cleaned_data[name] for name in vars(DEFAULT)})


class DropForm(forms.Form):
    reason = _reason("调整理由")


class AreaForm(forms.Form):
    unit = UnitField(label="监督单位", error_messages={"required": "请填写监督单位。"})
    over = UnitField(label="监督范围", error_messages={"required": "请填写被监督单位。"})
    ground = forms.CharField(
        label="依据",
        max_length=200,
        help_text="例如“市政府关于电子监察的通知”。包括被监督单位的全部下属单位。",
        error_messages={"required": "请写明监督范围的依据。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        among, over = options.pop("among"), options.pop("over")
        super().__init__(*args, **options)
        self.fields["unit"].among, self.fields["over"].among = among, over  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """A finding is put right, or was none."""

    state = forms.ChoiceField(
        label="处理",
        choices=[(findings.CLOSED, "已整改或已说明，销号"), (findings.DISMISSED, "认定问题不成立，不再统计")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理方式。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )
