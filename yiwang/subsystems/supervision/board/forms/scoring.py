"""What is filled in: a month to take, an exemption, a new version of the scheme?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.indicators.rules import Grade, Line, Scheme
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import UnitQuerySet

MONTHS_AHEAD, MONTHS_BACK = 3, 12
REASON = {"required": "请写明理由或依据。"}


def months_around(back: int, ahead: int) -> list[tuple[str, str]]:
    """From ``back`` months before this one to ``ahead`` after it (-1: the last one), the newest first."""
    first = month(today()).first
    listed = (months_later(first, number) for number in range(ahead, -back - 1, -1))
    return [(f"{each:%Y-%m}", month(each).label) for each in listed]


class MonthField(forms.TypedChoiceField):
    """A month by its first day."""

    def __init__(self, *, back: int, ahead: int, **options: Any) -> None:
        super().__init__(
            choices=lambda: months_around(back, ahead),
            coerce=lambda text: date(int(text[:4]), int(text[5:7]), 1),
            error_messages={"required": "请选择月份。"},
            **options,
        )


class TakeForm(forms.Form):
    month = MonthField(label="考核月份", back=MONTHS_BACK, ahead=-1)


class ExemptForm(forms.Form):
    """A line that does not count for a unit from a month on."""

    line = forms.ChoiceField(label="指标", error_messages={"required": "请选择指标。"})
    unit = UnitField(label="单位", error_messages={"required": "请填写单位。"})
    first_month = MonthField(label="从哪个月起", back=1, ahead=MONTHS_AHEAD)
    reason = forms.CharField(
        label="理由和依据", max_length=300, error_messages=REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, scheme: Scheme, among: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = [(line.code, line.label) for line in scheme.lines]  # type: ignore[attr-defined]
        self.fields["unit"].among = among  # type: ignore[attr-defined]


class SchemeForm(forms.Form):
    """Weights, points and caps of every line, the grades, and from when on they hold."""

    first_month = MonthField(label="从哪个月起执行", back=0, ahead=MONTHS_AHEAD)
    reason = forms.CharField(
        label="调整的理由或依据",
        max_length=300,
        error_messages=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, scheme: Scheme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scheme = scheme
        for line in scheme.lines:
            self._add_line(line)
        for place, grade in enumerate(scheme.grades[:-1]):
            self.fields[f"grade_{place}"] = _number(f"{grade.label}不低于", grade.at_least, most=200)

    def _add_line(self, line: Line) -> None:
        if line.weight or line.formula == "share":
            self.fields[f"weight_{line.code}"] = _number("分值", line.weight, most=100)
        if line.formula != "share":
            self.fields[f"per_{line.code}"] = _number("每次", line.per, least=-100, most=100)
            self.fields[f"cap_{line.code}"] = _number("封顶", line.cap, most=1000, required=False)

    def rows(self) -> list[tuple[Line, list[forms.BoundField]]]:
        kinds = ("weight", "per", "cap")
        return [
            (line, [self[f"{kind}_{line.code}"] for kind in kinds if f"{kind}_{line.code}" in self.fields])
            for line in self.scheme.lines
        ]

    def grade_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("grade_")]

    def changed_scheme(self) -> Scheme:
        said = self.cleaned_data
        lines = tuple(
            replace(
                line,
                weight=said.get(f"weight_{line.code}", line.weight),
                per=said.get(f"per_{line.code}", line.per),
                cap=said.get(f"cap_{line.code}", line.cap),
            )
            for line in self.scheme.lines
        )
        grades = (
            *(
                Grade(each.label, said[f"grade_{place}"])
                for place, each in enumerate(self.scheme.grades[:-1])
            ),
            self.scheme.grades[-1],
        )
        return replace(self.scheme, lines=lines, grades=grades)


def _number(
    label: str, initial: Decimal | None, *, least: int = 0, most: int, required: bool = True
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=initial,
        min_value=least,
        max_value=most,
        max_digits=6,
        decimal_places=2,
        required=required,
        error_messages={"required": "请填写数字。", "invalid": "请填写数字。"},
    )
