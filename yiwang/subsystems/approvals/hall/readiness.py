"""What is still missing before an application can be handed in, step by step?"""

from collections.abc import Sequence
from dataclasses import dataclass

from yiwang.subsystems.approvals.applications.applying import is_forced
from yiwang.subsystems.approvals.hall import rules
from yiwang.subsystems.approvals.hall.actions.moving import sheet_of
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.forms import party_form
from yiwang.subsystems.approvals.hall.models import DraftFile
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.sheets import answers, entries


@dataclass(frozen=True)
class Gap:
    """Where, and what is missing there."""

    step: str
    title: str
    sentence: str


def gaps(elements: Elements, written: Content, files: Sequence[DraftFile]) -> list[Gap]:
    """In the order of the steps; empty where it can be handed in."""
    return [*_party(elements, written), *_sheet(elements, written), *_materials(elements, files)]


def _party(elements: Elements, written: Content) -> list[Gap]:
    form = party_form(elements, written.party)
    return [
        Gap(rules.PARTY, str(form.fields[name].label), str(errors[0]))
        for name, errors in form.errors.items()
        if name in form.fields
    ]


def _sheet(elements: Elements, written: Content) -> list[Gap]:
    sheet = sheet_of(elements)
    checked = answers.check(sheet, entries.without_empty_rows(sheet, written.answers))
    return [
        Gap(rules.SHEET, answers.titled(sheet, path), sentence) for path, sentence in checked.faults.items()
    ]


def _materials(elements: Elements, files: Sequence[DraftFile]) -> list[Gap]:
    given = {attached.material for attached in files}
    return [
        Gap(rules.MATERIALS, material.name, "请上传。")
        for material in elements.materials_asked
        if is_forced(material) and material.code not in given
    ]


def first_gap(found: Sequence[Gap], default: str) -> str:
    return found[0].step if found else default
