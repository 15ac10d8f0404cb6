"""For which time and which category are figures wanted?"""

from datetime import date
from typing import Any

from django import forms

from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.forms.narrowing import day_input
from yiwang.kernel.exchange.queries import Period
from yiwang.kernel.exchange.reckoning import PERIODS, period_of

CATEGORIES = [("", "公文和信息"), (rules.DOCUMENT, "公文"), (rules.INFORMATION, "信息")]
MOST_DAYS = 3 * 366


class PeriodForm(forms.Form):
    """What is wrong is said beside the field, and the month shown meanwhile."""

    period = forms.ChoiceField(label="时间", choices=list(PERIODS.items()), required=False)
    since = forms.DateField(label="从", required=False, widget=day_input())
    until = forms.DateField(label="到", required=False, widget=day_input())
    category = forms.ChoiceField(label="类别", choices=CATEGORIES, required=False)

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data, initial={"period": "month"})
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("period") != "custom" or self.errors:
            return said
        since, until = said.get("since"), said.get("until")
        if not since or not until:
            self.add_error("since", "请填写起止日期。")
        elif until < since:
            self.add_error("until", "结束日期不能早于开始日期。")
        elif (until - since).days > MOST_DAYS:
            self.add_error("until", "一次最多统计三年，请缩短时间。")
        return said

    def chosen(self) -> Period:
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("period") == "custom":
            return Period(said["since"], said["until"])
        return period_of(said.get("period") or "month", self.today)

    def category_chosen(self) -> str:
        chosen: str = self.cleaned_data.get("category", "") if self.is_valid() else ""
        return chosen
