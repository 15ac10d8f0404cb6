"""What do those who guard the websites fill in?"""

from datetime import date
from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.guarding import rules


def _note(label: str, help_text: str = "") -> Any:
    return forms.CharField(
        label=label,
        max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最长{rules.LONGEST_NOTE}字。",
        },
    )


class HandleForm(forms.Form):
    note = _note("处置情况", "写明原因和采取的措施，如“运维误操作，已提醒”“发现木马，已清除并修改口令”。")


class DutyForm(forms.Form):
    """People of the city who look after the guard."""

    person = forms.ModelChoiceField(
        label="值班人",
        queryset=Person.objects.none(),
        error_messages={"required": "请选择值班人。", "invalid_choice": "请从列表中选择值班人。"},
    )
    deputy = forms.ModelChoiceField(
        label="替班人",
        queryset=Person.objects.none(),
        required=False,
        error_messages={"invalid_choice": "请从列表中选择替班人。"},
    )
    phone = forms.CharField(label="值班电话", max_length=40, required=False)

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("person", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class DoneForm(forms.Form):
    done_on = forms.DateField(
        label="完成日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写完成日期。", "invalid": "日期的写法不对，例如 2026-12-31。"},
    )
    note = _note("完成情况")

    def said(self) -> tuple[date, str]:
        return self.cleaned_data["done_on"], self.cleaned_data["note"]


class DaysForm(forms.Form):
    days = forms.IntegerField(
        label="周期（天）",
        error_messages={"required": "请填写周期。", "invalid": "请填写整数。"},
    )
