"""By what is the library narrowed, and what file is imported?"""

from typing import Any

from django import forms

from yiwang.kernel.files.forms import Submitted, UploadField, UploadInput
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.approvals.items import codes, rules, waiting
from yiwang.subsystems.approvals.items.models.catalogue import ImplementationQuerySet


class NarrowForm(forms.Form):
    """Every field is optional; what is wrong with one narrows nothing and is said beside it."""

    q = forms.CharField(label="名称或编码", required=False, max_length=60)
    unit = UnitField(label="单位", required=False, among=Unit.objects.all(), help_text="")
    type = forms.ChoiceField(label="事项类型", required=False, choices=[("", "全部"), *codes.TYPES.items()])
    handling = forms.ChoiceField(
        label="办件类型", required=False, choices=[("", "全部"), *codes.HANDLINGS.items()]
    )
    standing = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *rules.STANDINGS.items()]
    )
    due = forms.BooleanField(label="只看超过半年未核对的指南", required=False)

    def narrowed(self, rows: ImplementationQuerySet) -> ImplementationQuerySet:
        if not self.is_valid():
            return rows
        said: dict[str, Any] = self.cleaned_data
        if said["q"]:
            rows = rows.mentioning(said["q"])
        if said["unit"]:
            rows = rows.filter(in_subtree("unit__path", said["unit"].path))
        for name in ("type", "handling", "standing"):
            if said[name]:
                rows = rows.filter(**{name: said[name]})
        return rows.filter(pk__in=waiting.unchecked().values("pk")) if said["due"] else rows


class ItemsFileField(UploadField):
    """JSON is kept as the plain text that it is."""

    def clean(self, value: Submitted | None) -> StoredFile | None:
        if value and value.upload and (value.upload.name or "").lower().endswith(".json"):
            value.upload.name = f"{value.upload.name}.txt"
        return super().clean(value)


class ImportForm(forms.Form):
    file = ItemsFileField(
        label="文件",
        help_text="Excel工作簿（.xlsx）或JSON，不超过30MB。",
        widget=UploadInput(attrs={"accept": ".xlsx,.json"}),
    )
