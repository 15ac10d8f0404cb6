"""How is one material, fee, result, window … asked for?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from pydantic import ValidationError

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.systems import faults as words
from yiwang.subsystems.approvals.items import readiness
from yiwang.subsystems.approvals.items.forms.shaped import CHOOSE, ShapedForm
from yiwang.subsystems.approvals.items.parts import Part, Seat
from yiwang.subsystems.approvals.items.shapes import Kind, shapes_of

ROLES = "case_"


class PartForm(ShapedForm):
    """Valid only where the part is complete; a held file stays until another comes or it is dropped."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, model: type[Part], held: Mapping[str, Any], **options: Any) -> None:
        fields = model.model_fields
        defaults = {name: each.get_default() for name, each in fields.items() if not each.is_required()}
        super().__init__(shapes_of(model).values(), {**defaults, **held}, **options)
        self.model = model
        for shape in self.shapes:
            if shape.kind is Kind.FILE and held.get(shape.name):
                self.fields[
                    shape.name
                ].help_text = f"现有文件：{held[shape.name]['name']}。不选择新文件就保留。"
                self.fields[f"drop_{shape.name}"] = forms.BooleanField(
                    label=f"删除{shape.title}", required=False
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            try:
                self.model.model_validate(self.values())
            except ValidationError as wrong:
                for error in wrong.errors(include_url=False, include_input=False):
                    sentence, _ = words.named(error, self.model)
                    self.refuse(str(error["loc"][0]) if error["loc"] else None, sentence)
        return said

    def values(self) -> dict[str, Any]:
        """Without what is empty: the model says what then holds."""
        given = {**super().values(), **{name: self._file(name) for name in self._files()}}
        return {name: value for name, value in given.items() if value is not None}

    def _files(self) -> list[str]:
        return [shape.name for shape in self.shapes if shape.kind is Kind.FILE]

    def _file(self, name: str) -> dict[str, str] | None:
        stored = self.cleaned_data.get(name)
        if stored:
            return {"name": stored.name, "digest": stored.digest or ""}
        return None if self.cleaned_data.get(f"drop_{name}") else self.held.get(name)

    def uploads(self) -> list[StoredFile]:
        """What came with this request."""
        return [stored for name in self._files() if (stored := self.cleaned_data.get(name))]


class SeatForm(PartForm):
    """Seats are those of the process, roles those of handling, units those of the ledger."""

    def __init__(self, process: str, held: Mapping[str, Any], **options: Any) -> None:
        super().__init__(Seat, held, **options)
        self.fields["key"] = forms.ChoiceField(
            label="办理岗位", choices=[CHOOSE, *_seats(process, str(held.get("key") or ""))], required=False
        )
        self.fields["role"] = forms.ChoiceField(
            label="办理角色", choices=[CHOOSE, *_roles(str(held.get("role") or ""))], required=False
        )
        self.fields["unit"] = UnitField(
            label="办理单位", among=Unit.objects.open(), required=False, help_text="留空就是实施主体自己。"
        )

    def clean_unit(self) -> str:
        unit: Unit | None = self.cleaned_data["unit"]
        return unit.code if unit else ""


def _seats(process: str, held: str) -> list[tuple[str, str]]:
    """With the step that each takes; what is held stays among them."""
    return list({**({held: held} if held else {}), **readiness.seats(process)}.items())


def _roles(held: str) -> list[tuple[str, str]]:
    declared = {code: role.label for code, role in roles.declared().items() if code.startswith(ROLES)}
    return list({**({held: held} if held else {}), **declared}.items())
