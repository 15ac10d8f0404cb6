"""What do people look for in lists of cases?"""

from typing import Any

from django import forms

from yiwang.kernel.cases import kinds, lights, rules
from yiwang.kernel.cases.queries import Narrowing

STATES = [("open", "未办结"), ("", "全部"), ("closed", "已结束"), *rules.STATES.items()]


class NarrowForm(forms.Form):
    """What is nonsense narrows nothing."""

    q = forms.CharField(label="编号、事项或申请人", required=False, max_length=60)
    kind = forms.ChoiceField(label="种类", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    light = forms.ChoiceField(
        label="期限", required=False, choices=[("", "全部"), *((c, lights.LABELS[c]) for c in lights.LABELS)]
    )
    since = forms.DateField(label="收件自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    handler = forms.CharField(label="经办人", required=False, max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = ((code, kind.label) for code, kind in kinds.registered().items())
        self.fields["kind"].choices = [("", "全部"), *known]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> Narrowing:
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        state = said.get("state", "") if "state" in self.data else "open"
        return Narrowing(
            text=said.get("q", ""),
            kind=said.get("kind", ""),
            state=state,
            light=said.get("light", ""),
            since=said.get("since"),
            until=said.get("until"),
            handler=said.get("handler", ""),
        )
