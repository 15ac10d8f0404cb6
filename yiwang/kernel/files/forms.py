"""How does a form receive a file, and keep it while the rest of the form is wrong?"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.formats import ANY, BY_EXTENSION
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.receiving import FRESH_DAYS

_SALT = "yiwang.files.kept"
_Form = TypeVar("_Form", bound=forms.BaseForm)


@dataclass(frozen=True)
class Submitted:
    """What came with the request: a new upload, and the token of one that came with an earlier request."""

    upload: UploadedFile | None
    token: str


class UploadInput(forms.FileInput):
    """A file input that also carries what was already received, signed for the person who handed it in."""

    template_name = "files/upload_input.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Submitted:
        return Submitted(files.get(name), data.get(f"{name}_kept", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}_kept" not in data

    def format_value(self, value: Any) -> Any:
        return value if isinstance(value, Kept) else None

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and not initial


@dataclass(frozen=True)
class Kept:
    """A file already received, as the form shows it."""

    stored: StoredFile
    token: str


class UploadField(forms.Field):
    """Cleans to a StoredFile; say who uploads with ``receiving(form, by=request.actor)``."""

    widget = UploadInput
    default_error_messages = {"required": "请选择文件。", "stale": "先前上传的文件已失效，请重新选择。"}

    def __init__(self, *, kinds: frozenset[str] = ANY, **options: Any) -> None:
        super().__init__(**options)
        self.kinds = kinds
        self.by: Actor = PUBLIC
        self.kept: Kept | None = None
        endings = (f".{end}" for end, about in BY_EXTENSION.items() if about.kind in kinds)
        self.widget.attrs.setdefault("accept", ",".join(endings))

    def clean(self, value: Submitted | None) -> StoredFile | None:
        stored = self._received(value) if value else None
        if stored is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        self.kept = Kept(stored, _token(stored, self.by)) if stored else None
        return stored

    def _received(self, value: Submitted) -> StoredFile | None:
        earlier = self._kept(value.token) if value.token else None
        if value.upload is None:
            return earlier
        try:
            return receive(self.by, value.upload, value.upload.name or "", self.kinds)
        except Refused as refused:
            self.kept = Kept(earlier, value.token) if earlier else None
            raise ValidationError(refused.sentence, code="refused") from refused

    def _kept(self, token: str) -> StoredFile:
        try:
            pk, person_id = signing.loads(token, salt=_SALT, max_age=FRESH_DAYS * 86_400)
        except signing.BadSignature:
            pk, person_id = None, None
        stored = StoredFile.objects.kept().filter(pk=pk).first()
        is_own = person_id == self.by.person_id
        if stored is None or not is_own or stored.about.kind not in self.kinds:
            raise ValidationError(self.error_messages["stale"], code="stale")
        return stored

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.kept or initial

    def has_changed(self, initial: Any, data: Submitted | None) -> bool:
        return bool(data and (data.upload or data.token))


def _token(stored: StoredFile, by: Actor) -> str:
    return signing.dumps([stored.pk, by.person_id], salt=_SALT)


def receiving(form: _Form, *, by: Actor) -> _Form:
    """The form, its upload fields told who uploads; before ``is_valid``."""
    for field in form.fields.values():
        if isinstance(field, UploadField):
            field.by = by
    return form


class DecisionForm(forms.Form):
    """What becomes of a quarantined file, and why."""

    decision = forms.ChoiceField(
        label="处理方式",
        choices=[("release", "放行：今后可以正常下载"), ("remove", "删除：文件内容不再保留")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择放行或者删除。"},
    )
    reason = forms.CharField(label="理由", max_length=200, error_messages={"required": "请填写理由。"})
