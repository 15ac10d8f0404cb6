"""How do materials, originals and files come into a case, and who looked at them?"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Attachment, Case, Material
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile


@transaction.atomic
def check_material(
    by: Actor, material_id: int, state: str, *, is_original_checked: bool = False, note: str = ""
) -> Material:
    """Say of one thing that it is here, was looked at (with its original), or was given back."""
    rules.check_choice(state, rules.MATERIAL_STATES, "材料状态", field="state")
    note = rules.remark(note, "备注", field="note", longest=300)
    found = Material.objects.get(pk=material_id)
    case, _ = holding.held_by_official(by, found.case_id)
    holding.advance(case, "check_material")
    material = Material.objects.select_for_update().get(pk=material_id)
    if is_original_checked and state not in {rules.CHECKED, rules.RETURNED}:
        raise Refused("核对过原件的材料，状态应为“已核验”或“已退回”。", field="state")
    material.state, material.note = state, note
    material.is_original_checked = is_original_checked
    material.checked_by, material.checked_at = by.person, now()
    material.save(update_fields=["state", "note", "is_original_checked", "checked_by", "checked_at"])
    original = "，已核对原件" if is_original_checked else ""
    enter(
        by, case, Line("check_material", f"{material.name}：{material.get_state_display()}{original}", note)
    )
    record(
        by, "cases.material_check", case, material=material.name, state=state, original=is_original_checked
    )
    return material


@transaction.atomic
def add_files(by: Actor, material_id: int, files: Sequence[StoredFile]) -> Material:
    """Put files to a material that the official scanned or received."""
    found = Material.objects.get(pk=material_id)
    case, _ = holding.held_by_official(by, found.case_id)
    holding.advance(case, "attach")
    hand_in(by, case, {found.code: files})
    enter(by, case, Line("attach", f"为“{found.name}”添加{len(files)}份文件"))
    record(by, "cases.material_add_files", case, material=found.name, files=[each.name for each in files])
    return Material.objects.get(pk=material_id)


@transaction.atomic
def attach(
    by: Actor, case_id: int, files: Iterable[StoredFile], label: str, *, is_public: bool = False
) -> list[Attachment]:
    """Hang files on the case; ``is_public``: the party is given them when the case ends."""
    label = rules.words(label, "附件名称", field="label", longest=120)
    case = holding.held_by_either(by, case_id)
    holding.advance(case, "attach")
    attached = put_down(by, case, files, label, is_public=is_public)
    enter(by, case, Line("attach", f"添加附件：{label}"))
    record(by, "cases.case_attach", case, label=label, files=[each.stored.name for each in attached])
    return attached


@transaction.atomic
def remark(by: Actor, case_id: int, opinion: str, told: Told | None = None) -> Case:
    """Write something down for one another; with ``told`` the party learns what that says, no more."""
    opinion = rules.remark(opinion, "批注", field="opinion")
    if not opinion and told is None:
        raise Refused("请填写批注。", field="opinion")
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "remark")
    enter(by, case, Line("remark", told.label if told else "", opinion), told)
    record(by, "cases.case_remark", case, is_public=told is not None)
    return case


def put_down(
    by: Actor, case: Case, files: Iterable[StoredFile], label: str, *, is_public: bool = False
) -> list[Attachment]:
    """Hang files on a case that the caller holds and records; a file that hangs there already stays once."""
    moment = now()
    rows = [
        Attachment(
            case=case, stored=stored, label=label, added_at=moment, added_by=by.person, is_public=is_public
        )
        for stored in files
    ]
    return Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def hand_in(by: Actor, case: Case, files: Mapping[str, Sequence[StoredFile]]) -> int:
    """Files of a case that the caller holds, by material; those for none of its materials become attachments.

    Returns how many files there were.
    """
    materials = {material.code: material for material in case.materials.filter(code__in=files)}
    for code, given in files.items():
        material = materials.get(code)
        if material is None:
            put_down(by, case, given, "申请人补充的材料", is_public=True)
            continue
        material.files.add(*given)
        if given and material.state == rules.MISSING:
            material.state = rules.HERE
    Material.objects.bulk_update(materials.values(), ["state"])
    return sum(len(given) for given in files.values())
