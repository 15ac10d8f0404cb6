"""What is asked before a unit ledger is imported?"""

from typing import Any

from django import forms

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.forms.units import Day


class LedgerForm(forms.Form):
    file = forms.FileField(
        label="名录文件",
        help_text="Excel（.xlsx）或CSV，第一行为表头：机构代码、名称、简称、类别、上级代码、机关代字、排序。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    on = forms.DateField(label="生效日期", widget=Day(), help_text="不晚于今天；新设和变更都从这一天起算。")
    is_dry_run = forms.BooleanField(label="先试一遍，不写入", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
