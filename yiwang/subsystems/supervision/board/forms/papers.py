"""What is filled in for a bulletin: the span it tells of, its words, and to whom it goes?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Unit, UnitQuerySet
from yiwang.subsystems.supervision.board import rules

MOST_UNITS = 500


class DraftForm(forms.Form):
    span = forms.ChoiceField(label="月份或季度", error_messages={"required": "请选择月份或季度。"})

    def __init__(self, *args: Any, spans: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["span"].choices = spans  # type: ignore[attr-defined]


class EditForm(forms.Form):
    title = forms.CharField(label="标题", max_length=200, error_messages={"required": "标题不能为空。"})
    text = forms.CharField(
        label="正文",
        max_length=rules.LONGEST_TEXT,
        help_text="每行一个自然段；附表取自已生成的考核结果，不能修改。",
        error_messages={"required": "正文不能为空。"},
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class DispatchForm(forms.Form):
    """One unit a line, by code or by full name."""

    units = forms.CharField(
        label="收件单位",
        help_text="每行一个机构代码或全称。",
        max_length=20_000,
        error_messages={"required": "请填写收件单位。"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, among: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.among = among

    def clean_units(self) -> list[Unit]:
        lines = list(dict.fromkeys(line.strip() for line in self.cleaned_data["units"].splitlines()))
        lines = [line for line in lines if line]
        if len(lines) > MOST_UNITS:
            raise forms.ValidationError(f"一次最多发给{MOST_UNITS}个单位，请使用公文交换的地址组。")
        found: dict[str, list[Unit]] = {}
        for unit in [*self.among.filter(code__in=lines), *self.among.filter(name__in=lines)]:
            for key in {unit.code, unit.name} & set(lines):
                if unit not in found.setdefault(key, []):
                    found[key].append(unit)
        if unknown := [line for line in lines if line not in found]:
            raise forms.ValidationError(f"没有找到这些单位，请核对：{'、'.join(unknown[:10])}。")
        if doubtful := [line for line, units in found.items() if len(units) > 1]:
            raise forms.ValidationError(f"有多个同名单位，请改用机构代码：{'、'.join(doubtful[:10])}。")
        return list(dict.fromkeys(units[0] for units in found.values()))
