"""How does a draft follow a form that has changed, and how is an earlier application used again?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from pydantic import ValidationError

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.models import HeldFile, Submission
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.applications.messages import Application
from yiwang.subsystems.approvals.hall import content
from yiwang.subsystems.approvals.hall.actions.drafts import locked
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.models import Draft, DraftFile
from yiwang.subsystems.approvals.items import guides
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Guide
from yiwang.subsystems.approvals.sheets import known
from yiwang.subsystems.approvals.sheets.drafts import migrated
from yiwang.subsystems.approvals.sheets.fields import EMPTY, Sheet
from yiwang.subsystems.approvals.sheets.reading import read

UNUSABLE = "这件不是可以带出的办事申请，或者内容已按规定清除。"


def sheet_of(elements: Elements) -> Sheet:
    return read(elements.sheet) if elements.sheet else EMPTY


@transaction.atomic
def follow(by: Actor, draft_id: int, guide: Guide) -> Draft:
    """Bring the draft to the edition that is in force; what changed is told to its author (PAINS 9)."""
    draft = locked(draft_id)
    if draft.edition == guide.edition_number:
        return draft
    earlier = guides.edition_of(guide, draft.edition)
    before = earlier.elements if earlier else guide.elements
    written = content.opened(draft.content)
    moved = migrated(sheet_of(before), sheet_of(guide.elements), written.answers)
    told = [
        f"“{guide.name}”的办事指南已更新为第{guide.edition_number}版，您填写的内容已转到新的申请表上。",
        *moved.told,
        *_about_materials(draft, before, guide.elements),
    ]
    draft.content = content.sealed(replace(written, answers=moved.given))
    draft.told = [*draft.told, *told]
    draft.edition, draft.touched_at = guide.edition_number, now()
    draft.save(update_fields=["content", "told", "edition", "touched_at"])
    record(by, "hall.draft_follow", draft, edition=guide.edition_number)
    return draft


def _about_materials(draft: Draft, before: Elements, after: Elements) -> Iterable[str]:
    """Files of materials that are asked no more go; materials that are new are named."""
    asked = {material.code: material for material in after.materials_asked}
    for attached in list(draft.files.all()):
        if attached.material not in asked:
            material = before.material(attached.material)
            name = material.name if material else attached.material
            yield f"不再需要“{name}”，您上传的“{attached.name}”已移除。"
            attached.delete()
    known_before = {material.code for material in before.materials_asked}
    for code, material in asked.items():
        if code not in known_before:
            yield f"新增了材料“{material.name}”{'，必须提交' if material.is_required else ''}。"


@transaction.atomic
def use_earlier(by: Actor, draft_id: int, guide: Guide, submission: Submission) -> Draft:
    """Fill in what an earlier application of the same person said; what was typed already stays.

    Raises Refused where the submission is none that can be used.
    """
    draft = locked(draft_id)
    said = _application(submission)
    written = content.opened(draft.content)
    party = {**_party(said), **{key: value for key, value in written.party.items() if value}}
    answers, brought = _answers(guide, said, written.answers)
    files = _bring_files(draft, guide, said, submission)
    draft.content = content.sealed(Content(party, answers))
    draft.told = [*draft.told, _summary(submission, brought, files)]
    draft.touched_at = now()
    draft.save(update_fields=["content", "told", "touched_at"])
    record(by, "hall.draft_use_earlier", draft, earlier=submission.number, files=len(files))
    return draft


def _application(submission: Submission) -> Application:
    if submission.kind != applications.KIND or submission.wiped_at or not submission.data:
        raise Refused(UNUSABLE, field="number")
    try:
        return Application.model_validate(submission.data)
    except ValidationError:
        raise Refused(UNUSABLE, field="number") from None


def _party(said: Application) -> dict[str, str]:
    party = said.party
    found = {
        "kind": party.kind,
        "name": party.name,
        "identifier_kind": party.identifier_kind,
        "identifier": party.identifier,
        "legal_representative": party.legal_representative,
        "phone": party.phone,
        "address": party.address,
        "project": said.project,
    }
    if party.agent:
        found |= {
            f"agent_{name}": getattr(party.agent, name)
            for name in ("name", "identifier_kind", "identifier", "phone")
        }
    return {key: value for key, value in found.items() if value}


def _answers(guide: Guide, said: Application, given: Mapping[str, object]) -> tuple[dict[str, object], int]:
    """Of the same item everything that fits, of another what has the same source."""
    now_asked = sheet_of(guide.elements)
    then_asked = _sheet_then(said)
    filled = known.filled(now_asked, given, known.facts_in(then_asked, said.answers))
    if said.item == guide.code:
        moved = migrated(then_asked, now_asked, said.answers).given
        consents = {field.key for field in now_asked.fields if field.kind == "consent"}
        filled = {**{key: value for key, value in moved.items() if key not in consents}, **filled}
    return filled, len(filled) - len(given)


def _sheet_then(said: Application) -> Sheet:
    earlier = guides.known_guide(said.item)
    edition = guides.edition_of(earlier, said.edition) if earlier else None
    return sheet_of(edition.elements) if edition else EMPTY


def _bring_files(draft: Draft, guide: Guide, said: Application, submission: Submission) -> list[str]:
    """Files of materials that the new item asks under the same name, or that are the same item's own."""
    held = list(
        submission.held_files.filter(step=None, is_from_applicant=True)
        .select_related("stored")
        .order_by("pk")
    )
    names = _names_then(said)
    wanted = {material.name: material.code for material in guide.elements.materials_asked}
    own = {material.code for material in guide.elements.materials_asked if said.item == guide.code}
    brought = []
    for given in said.materials:
        code = given.code if given.code in own else wanted.get(names.get(given.code, ""))
        if code is None or draft.files.filter(material=code).exists():
            continue
        brought += [
            attached.name
            for position in given.files
            if position < len(held) and (attached := _brought(draft, code, held[position]))
        ]
    return brought


def _brought(draft: Draft, code: str, held: HeldFile) -> DraftFile | None:
    if not held.stored.is_clean:
        return None
    about = {"stored": held.stored, "name": held.name, "is_brought": True}
    attached: DraftFile = draft.files.create(material=code, **about)
    return attached


def _names_then(said: Application) -> dict[str, str]:
    earlier = guides.known_guide(said.item)
    edition = guides.edition_of(earlier, said.edition) if earlier else None
    return {material.code: material.name for material in edition.elements.materials} if edition else {}


def _summary(submission: Submission, answers: int, files: list[str]) -> str:
    parts = ["申请人信息"]
    parts += [f"申请表{answers}项"] if answers else []
    parts += [f"材料{len(files)}个文件（{'、'.join(files)}），请核对是否仍在有效期内"] if files else []
    return f"已从{submission.number}带出{'、'.join(parts)}。"
