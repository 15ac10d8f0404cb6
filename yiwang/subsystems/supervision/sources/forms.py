"""What is asked for: a file of records, filters, who answers for a source, why an import is undone?"""

from typing import Any

from django import forms

from yiwang.kernel.files.formats import DOCUMENTS
from yiwang.kernel.files.forms import Submitted, UploadField, UploadInput
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.supervision.sources.models import RecordQuerySet


class RecordsFileField(UploadField):
    """JSON is kept as the plain text that it is."""

    def clean(self, value: Submitted | None) -> StoredFile | None:
        if value and value.upload and (value.upload.name or "").lower().endswith((".json", ".jsonl")):
            value.upload.name = f"{value.upload.name}.txt"
        return super().clean(value)


class ImportForm(forms.Form):
    file = RecordsFileField(
        label="文件",
        kinds=DOCUMENTS,
        help_text="CSV（UTF-8或GB18030编码，第一行是表头）或JSON。",
        widget=UploadInput(attrs={"accept": ".csv,.json,.jsonl,.txt"}),
    )


class ConnectForm(forms.Form):
    unit = UnitField(label="负责单位", among=Unit.objects.open())
    silent_days = forms.IntegerField(
        label="超过多少天没有记录即视为中断", min_value=1, max_value=366, widget=forms.NumberInput
    )


class UndoForm(forms.Form):
    reason = forms.CharField(label="撤销理由", max_length=500)


class NarrowForm(forms.Form):
    """Every field is optional; what is wrong with one narrows nothing and is said beside it."""

    q = forms.CharField(label="名称或编号", required=False, max_length=60)
    unit = UnitField(label="单位（含下属）", required=False, among=Unit.objects.all(), help_text="")
    since = forms.DateField(label="从", required=False)
    until = forms.DateField(label="到", required=False)
    found = forms.BooleanField(label="只看发现问题的", required=False)

    def narrowed(self, rows: RecordQuerySet, found: Any) -> RecordQuerySet:
        """``found()``: the condition for those from which something was found."""
        if not self.is_valid():
            return rows
        said = self.cleaned_data
        if said["q"]:
            rows = rows.mentioning(said["q"])
        if said["unit"]:
            rows = rows.filter(in_subtree("unit__path", said["unit"].path))
        if said["since"]:
            rows = rows.filter(on__gte=said["since"])
        if said["until"]:
            rows = rows.filter(on__lte=said["until"])
        return rows.filter(found()) if said["found"] else rows


class PriceForm(forms.Form):
    q = forms.CharField(label="药品、规格或医疗机构", required=False, max_length=60)
