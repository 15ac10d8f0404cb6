"""What does somebody look for among lights and findings? What cannot be read narrows nothing."""

from datetime import date
from typing import Any

from django import forms

from yiwang.kernel.deadlines import subjects
from yiwang.kernel.findings import rules as findings
from yiwang.subsystems.supervision.watching import lights, registry

TRIALS = {"no": "正式", "yes": "试运行"}


class LightsForm(forms.Form):
    """``unit``: the id of one, or a part of names."""

    light = forms.MultipleChoiceField(label="亮灯", required=False, choices=list(lights.LABELS.items()))
    unit = forms.CharField(label="单位", required=False, max_length=60)
    kind = forms.ChoiceField(label="期限种类", required=False)
    item = forms.CharField(label="事项全称", required=False, max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", "全部"), *subjects.labels().items()]  # type: ignore[attr-defined]

    def narrowing(self) -> dict[str, Any]:
        return _read(self)


class FindingsForm(forms.Form):
    """Dates are those on which it was found."""

    rule = forms.ChoiceField(label="规则", required=False)
    unit = forms.CharField(label="单位", required=False, max_length=60)
    colour = forms.ChoiceField(
        label="颜色", required=False, choices=[("", "全部"), *findings.COLOURS.items()]
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *findings.STATES.items()])
    trial = forms.ChoiceField(label="运行方式", required=False, choices=[("", "全部"), *TRIALS.items()])
    since = forms.DateField(label="发现自", required=False)
    until = forms.DateField(label="至", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = [(code, rule.label) for code, rule in registry.registered().items()]
        self.fields["rule"].choices = [("", "全部"), *rules]  # type: ignore[attr-defined]

    def narrowing(self) -> dict[str, Any]:
        return _read(self)


def _read(form: forms.Form) -> dict[str, Any]:
    form.is_valid()
    return {name: _plain(form.cleaned_data.get(name)) for name in form.fields}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, date)):
        return value
    return (value or "").replace("\x00", "").strip()
