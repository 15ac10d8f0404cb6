"""How does a new item or a new edition come to be, and how is it written?"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from pydantic import TypeAdapter, ValidationError

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.approvals.items import codes, documents, rules
from yiwang.subsystems.approvals.items.models import Edition, Implementation, Item
from yiwang.subsystems.approvals.items.parts import Code, Name

# What another unit fills in itself.
OWN = ("windows", "consult_phone", "consult_other", "complaint_phone", "complaint_other", "online_link")
_CODE: TypeAdapter[str] = TypeAdapter(Code)
_NAME: TypeAdapter[str] = TypeAdapter(Name)
_TYPE: TypeAdapter[str] = TypeAdapter(codes.Type)


@transaction.atomic
def add(by: Actor, unit: Unit, document: Mapping[str, Any]) -> Edition:
    """A new item of the unit as a draft; of the document name, both codes and type have to be right.

    Raises Refused where the implementation code is taken, or the basic code stands for another type.
    """
    written = {**document, "unit": unit.code}
    name, code = _read(_NAME, written, "name", "事项名称"), _read(_CODE, written, "code", "实施编码")
    item = _item(
        _read(_CODE, written, "item_code", "基本编码"), name, _read(_TYPE, written, "type", "事项类型")
    )
    documents.check_attached(written, ())
    if Implementation.objects.filter(code=code).exists():
        raise Refused(f"实施编码“{code}”已有事项使用。", field="code")
    implementation = Implementation.objects.create(item=item, unit=unit, code=code, name=name, type=item.type)
    written |= {"name": name, "code": code, "item_code": item.code, "type": item.type}
    edition = _drafted(by, implementation, written, "")
    record(by, "items.item_add", implementation, code=code, unit=unit.name)
    return edition


def _read(adapter: TypeAdapter[str], written: Mapping[str, Any], name: str, title: str) -> str:
    try:
        return adapter.validate_python(written.get(name, ""))
    except ValidationError:
        raise Refused(f"请正确填写{title}。", field=name) from None


def _item(code: str, name: str, type_: str) -> Item:
    """The entry of the catalogue, made where it is missing."""
    item, _ = Item.objects.get_or_create(code=code, defaults={"name": name, "type": type_})
    if item.type != type_:
        sentence = f"基本编码“{code}”在目录中是{item.get_type_display()}“{item.name}”，事项类型应当一致。"
        raise Refused(sentence, field="type")
    return item


@transaction.atomic
def revise(by: Actor, implementation_id: int, change: str = "") -> Edition:
    """A new draft that says what the newest edition says. Raises Refused while another is worked on."""
    implementation = locked(implementation_id)
    working = implementation.editions.working().first()
    if working:
        raise Refused(f"第{working.number}版{working.get_state_display()}，请先完成或放弃这一版本。")
    newest = implementation.editions.first()
    document = newest.document if newest else {}
    edition = _drafted(by, implementation, document, change)
    if newest:
        edition.files.set(newest.files.all())
    record(by, "items.edition_draft", edition, number=edition.number)
    return edition


@transaction.atomic
def copy(by: Actor, implementation_id: int, unit: Unit, code: str) -> Edition:
    """The same item for another unit as a draft, without addresses, telephones and seats of the first."""
    source = locked(implementation_id)
    newest = source.editions.exclude(state=rules.DRAFT).first() or source.editions.first()
    document = {name: value for name, value in (newest.document if newest else {}).items() if name not in OWN}
    document["seats"] = [seat for seat in document.get("seats", []) if not seat.get("unit")]
    edition = add(by, unit, _without_files({**document, "code": code}))
    record(by, "items.item_copy", edition.implementation, source=source.code)
    return edition


def _without_files(value: Any) -> Any:
    """A file belongs to the item it was handed in with."""
    if isinstance(value, dict):
        is_file = set(value) == {"name", "digest"}
        return None if is_file else {name: _without_files(each) for name, each in value.items()}
    return [_without_files(each) for each in value] if isinstance(value, list) else value


def _drafted(by: Actor, implementation: Implementation, document: Mapping[str, Any], change: str) -> Edition:
    last = implementation.editions.aggregate(last=Max("number"))["last"] or 0
    return Edition.objects.create(
        implementation=implementation,
        number=last + 1,
        document=documents.settled(document),
        change=change,
        drafted_at=now(),
        drafted_by_id=by.person_id,
    )


@transaction.atomic
def save(by: Actor, edition_id: int, changes: Mapping[str, Any], revision: int | None = None) -> Edition:
    """Put elements into a draft, complete or not, None takes one out; ``revision``: what the writer saw.

    Raises Refused where the edition is no draft or somebody else saved it meanwhile.
    """
    edition = locked_edition(edition_id)
    rules.check_editable(edition.state)
    if revision is not None and revision != edition.revision:
        raise Refused("这一版本刚被他人修改过，请打开新窗口核对后重新填写，避免覆盖对方的修改。")
    documents.check_fixed(changes, edition.document)
    held = edition.files.values_list("blob_id", flat=True)
    documents.check_attached(changes, held)
    written = {**edition.document, **documents.settled(changes)}
    edition.document = {name: value for name, value in written.items() if value is not None}
    edition.revision += 1
    edition.save(update_fields=["document", "revision"])
    _rename(edition)
    record(by, "items.edition_save", edition, elements=sorted(changes), revision=edition.revision)
    return edition


def _rename(edition: Edition) -> None:
    """A list shows an item that never was in force by the name of its draft."""
    implementation, name = edition.implementation, str(edition.document.get("name") or "").strip()[:200]
    if implementation.standing == rules.WAITING and name and implementation.name != name:
        implementation.name = name
        implementation.save(update_fields=["name"])


@transaction.atomic
def attach(by: Actor, edition_id: int, stored: StoredFile) -> Edition:
    """Let the draft name a file that was handed in for it."""
    edition = locked_edition(edition_id)
    rules.check_editable(edition.state)
    edition.files.add(stored)
    record(by, "items.file_attach", edition, file=stored.name, digest=stored.digest)
    return edition


@transaction.atomic
def discard(by: Actor, edition_id: int) -> Implementation | None:
    """Give a draft up; with the first draft the item itself goes. The item where it stays."""
    edition = locked_edition(edition_id)
    rules.check_editable(edition.state)
    implementation = edition.implementation
    detail = {"number": edition.number, "code": implementation.code, "name": implementation.name}
    edition.opinions.all().delete()
    edition.delete()
    is_last = not implementation.editions.exists()
    if is_last:
        implementation.delete()
    record(by, "items.edition_discard", None if is_last else implementation, **detail)
    return None if is_last else implementation


def locked(implementation_id: int) -> Implementation:
    held = Implementation.objects.select_for_update(of=("self",)).select_related("unit", "item")
    return held.get(pk=implementation_id)


def locked_edition(edition_id: int) -> Edition:
    """With its implementation, which is locked first: everybody takes the two in this order."""
    implementation = locked(Edition.objects.values_list("implementation_id", flat=True).get(pk=edition_id))
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    edition.implementation = implementation
    return edition
