"""What is asked before a version of a process comes in?"""

from typing import Any

from django import forms

from yiwang.kernel.processes import rules
from yiwang.kernel.processes.reading.document import LARGEST


class VersionForm(forms.Form):
    """A document as a file, or as text where the browser drew it."""

    key = forms.CharField(
        label="流程代码",
        max_length=60,
        help_text="小写字母、数字和下划线，如 promised；与已有流程相同即为其新版本。",
    )
    name = forms.CharField(
        label="流程名称", max_length=120, required=False, help_text="留空则用流程图里的名称。"
    )
    file = forms.FileField(
        label="流程图文件",
        help_text="BPMN 2.0（.bpmn 或 .xml），最大2MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".bpmn,.xml"}),
    )
    note = forms.CharField(
        label="修改说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        rules.check_key(key)
        return key

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"流程文件最大{LARGEST // 1_000_000}MB。")
        return bytes(file.read())


class DrawnForm(forms.Form):
    """What the drawing page sends."""

    xml = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST)
    note = forms.CharField(label="修改说明", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["xml"].strip = False  # type: ignore[attr-defined]
