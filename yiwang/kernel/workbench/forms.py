"""What may be asked of the record of acts and of the calendar?"""

from typing import Any

from django import forms

from yiwang.kernel.audit import events
from yiwang.kernel.audit.queries import Search
from yiwang.kernel.deadlines.moments import end_of, start_of
from yiwang.kernel.deadlines.rules import LONGEST, Limit, Unit

FROM_TEXT = "留空时从全文中识别。"
DATE = forms.DateInput(attrs={"type": "date"})


class AuditSearchForm(forms.Form):
    """Every field may be empty: then it does not narrow."""

    text = forms.CharField(label="关键词", max_length=60, required=False)
    act = forms.ChoiceField(label="操作", required=False)
    person_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = forms.DateField(label="起始日期", required=False, widget=DATE)
    until = forms.DateField(label="截止日期", required=False, widget=DATE)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = sorted(events.declared().items(), key=lambda item: item[0])
        self.fields["act"].choices = [("", "全部操作"), *acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "截止日期早于起始日期，请核对。")
        return cleaned

    def search(self) -> Search:
        cleaned = self.cleaned_data
        return Search(
            text=cleaned["text"],
            act=cleaned["act"],
            person_id=cleaned["person_id"],
            since=start_of(cleaned["since"]) if cleaned["since"] else None,
            until=end_of(cleaned["until"]) if cleaned["until"] else None,
        )


class WorkingForm(forms.Form):
    """A limit whose end is asked for."""

    start = forms.DateField(
        label="起算事件发生日", widget=DATE, help_text="收到、受理或作出决定的当天；当天不计入期限。"
    )
    number = forms.IntegerField(label="期限", min_value=0, max_value=LONGEST[Unit.WORKING_DAYS])
    unit = forms.ChoiceField(
        label="单位",
        choices=[(Unit.WORKING_DAYS, "个工作日"), (Unit.CALENDAR_DAYS, "日（自然日）")],
    )

    def limit(self) -> Limit:
        return Limit(self.cleaned_data["number"], Unit(self.cleaned_data["unit"]))


class NoticeForm(forms.Form):
    """A notice of the State Council as its text stands; the days are read out of it."""

    text = forms.CharField(label="通知全文", widget=forms.Textarea(attrs={"rows": 14}), max_length=20_000)
    number = forms.CharField(
        label="发文字号", max_length=40, required=False, help_text="留空时从全文中识别。"
    )
    published_on = forms.DateField(
        label="发布日期", required=False, widget=DATE, help_text="留空时从全文中识别。"
    )
    address = forms.URLField(label="网址", required=False, assume_scheme="https")
