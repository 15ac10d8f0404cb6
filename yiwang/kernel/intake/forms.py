"""What may the public fill in: a submission's contact and files, a supplement, a rating, number and code?"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes, kinds, rules
from yiwang.kernel.intake.actions.submissions import HandedIn
from yiwang.kernel.intake.contacts import Contact

PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?")


class FilesForm(forms.Form):
    """A form with upload fields: a file that is not clean is refused beside its field."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.upload_names():
            stored = cleaned.get(name)
            if stored is not None and not stored.is_clean:
                self.add_error(name, f"“{stored.name}”不能提交：{stored.notice}")
        return cleaned

    def upload_names(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, UploadField)]

    def uploads(self) -> list[StoredFile]:
        """What was handed in, each file once."""
        found = [self.cleaned_data[name] for name in self.upload_names() if self.cleaned_data.get(name)]
        return list({stored.pk: stored for stored in found}.values())

    def refuse(self, refused: Refused) -> None:
        """Show a rule's sentence beside the field it names, or above the form."""
        uploads = self.upload_names()
        field = uploads[0] if refused.field == "files" and uploads else refused.field
        self.add_error(field if field in self.fields else None, refused.sentence)


class SubmissionForm(FilesForm):
    """What every submission carries; a subsystem's form adds the fields of its kind's body and its files."""

    kind = ""
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label="请不要填写这一栏",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    contact_name = forms.CharField(label="您的姓名", required=False, max_length=40)
    contact_phone = forms.CharField(
        label="联系电话",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    contact_email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "电子邮箱的写法不对，例如 name@example.com。"},
    )

    def clean_contact_phone(self) -> str:
        phone = re.sub(r"[\s()（）]", "", self.cleaned_data["contact_phone"])
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError("电话号码的写法不对，请填写手机号，或者带区号的固定电话。")
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("website"):
            self.add_error(None, "有一栏是不应填写的，已为您清空，请再次点击提交。")
        try:
            codes.opened_token(cleaned.get("token", ""))
        except Refused as refused:
            self.add_error(None, refused.sentence)
        return cleaned

    @property
    def token_value(self) -> str:
        return codes.again(self.data.get("token", "") if self.is_bound else "")

    def handed_in(self) -> HandedIn:
        said = self.cleaned_data
        return HandedIn(
            kind=self.kind,
            token=said["token"],
            data={name: said[name] for name in kinds.known(self.kind).body.model_fields},
            contact=Contact(said["contact_name"].strip(), said["contact_phone"], said["contact_email"]),
            files=self.uploads(),
        )


class TrackForm(forms.Form):
    number = forms.CharField(
        label="编号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写编号。"},
    )
    code = forms.CharField(
        label="查询码",
        max_length=40,
        help_text="回执上的 12 位查询码，大小写、横线都不影响。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写查询码。"},
    )


class SupplementForm(FilesForm):
    """Answers one step that asked for something; upload fields for each thing that it asks for by name."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="补充说明",
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请填写补充说明。"},
    )
    file_1 = UploadField(label="附件一", required=False, kinds=DOCUMENTS | IMAGES)
    file_2 = UploadField(label="附件二", required=False, kinds=DOCUMENTS | IMAGES)
    file_3 = UploadField(label="附件三", required=False, kinds=DOCUMENTS | IMAGES)

    def __init__(
        self, *args: Any, most_files: int = 3, asks: Sequence[Mapping[str, Any]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name in self.upload_names()[most_files:]:
            del self.fields[name]
        if asks:
            self.fields["text"].required = False
        self._codes: dict[str, str] = {}
        for place, asked in enumerate(asks, start=1):
            for turn in range(1, asked["most"] + 1):
                name = f"material_{place}_{turn}"
                self.fields[name] = _piece(asked, turn)
                self._codes[name] = asked["code"]
        self.order_fields(["step", *self._codes])

    def extra_uploads(self) -> list[StoredFile]:
        """What was handed in beyond the things asked for."""
        found = [self.cleaned_data.get(name) for name in self.upload_names() if name not in self._codes]
        return list({stored.pk: stored for stored in found if stored}.values())

    def materials(self) -> dict[str, list[StoredFile]]:
        """The files for each thing asked for, by its code."""
        given: dict[str, list[StoredFile]] = {}
        for name, code in self._codes.items():
            stored = self.cleaned_data.get(name)
            if stored and stored not in given.setdefault(code, []):
                given[code].append(stored)
        return {code: files for code, files in given.items() if files}


def _piece(asked: Mapping[str, Any], turn: int) -> UploadField:
    """The upload field for one file of a thing asked for; only the first one can be required."""
    is_first = turn == 1
    return UploadField(
        label=asked["label"] if is_first else f"{asked['label']}（第{turn}个文件）",
        required=is_first and asked["is_required"],
        kinds=DOCUMENTS | IMAGES,
        help_text=asked["why"] if is_first else "没有可以不传。",
        error_messages={"required": f"请上传“{asked['label']}”。"},
    )


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label="您对这次答复",
        coerce=int,
        choices=list(rules.STARS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择满意程度。"},
    )
    comment = forms.CharField(
        label="想说的话",
        required=False,
        max_length=rules.COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
