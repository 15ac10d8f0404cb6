"""Is what was typed or imported a complete document, and if not, what is wrong with which element?"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import faults as words
from yiwang.subsystems.approvals.items import checks
from yiwang.subsystems.approvals.items.checks import Fault
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.sheets import writing

FIXED = ("code", "item_code", "unit", "type")


@dataclass(frozen=True)
class Judged:
    """``elements`` is None while the document is incomplete; faults in the order of the elements."""

    elements: Elements | None
    faults: list[Fault]

    @property
    def is_sound(self) -> bool:
        return self.elements is not None and not self.faults


def judged(document: Mapping[str, Any]) -> Judged:
    """First whether it is complete, then whether it agrees with itself and the law."""
    try:
        elements = Elements.model_validate(document)
    except ValidationError as wrong:
        return Judged(None, _in_order([_fault(error) for error in wrong.errors(include_url=False)]))
    return Judged(elements, checks.faults(elements))


def _fault(error: Any) -> Fault:
    """A pydantic error as a sentence about the element."""
    place = error["loc"]
    sentence, _ = words.named(error, Elements)
    part = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    if part is not None:
        sentence = f"第{part + 1}项{Elements.model_fields[str(place[0])].title}：{sentence}"
    return Fault(str(place[0]) if place else "name", sentence, part)


def _in_order(found: list[Fault]) -> list[Fault]:
    order = {name: number for number, name in enumerate(Elements.model_fields)}
    return sorted(found, key=lambda fault: (order.get(fault.element, 0), fault.part or 0))


def sealed(elements: Elements) -> tuple[dict[str, Any], str]:
    """The document with every element spelled out, and the digest it is known by."""
    document = settled(elements.model_dump(mode="json"))
    return document, digest(document)


def settled(document: Mapping[str, Any]) -> dict[str, Any]:
    """With the order of the form's fields written down: a database keeps the keys of an object in any order.

    A form that cannot be read is left as it is, to be named by readiness.faults.
    """
    try:
        sheet = writing.settled(document["sheet"]) if document.get("sheet") else {}
    except Refused:
        return dict(document)
    return {**document, "sheet": sheet} if sheet else dict(document)


def digest(document: Mapping[str, Any]) -> str:
    """SM3 of the canonical JSON."""
    return sm3(canonical(document).encode())


def attached(document: Mapping[str, Any]) -> set[str]:
    """The digests of the samples and blank forms that it names."""
    return set(_digests(document))


def _digests(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if set(value) == {"name", "digest"}:
            yield str(value["digest"])
        for each in value.values():
            yield from _digests(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _digests(each)


def check_attached(document: Mapping[str, Any], held: Collection[str]) -> None:
    """Raises Refused for a file that was not handed in with this item: nobody publishes a stranger's file."""
    if attached(document) - set(held):
        raise Refused("样表或空表文件不是为本事项上传的，请在编辑页重新上传。", field="materials")


def check_fixed(document: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """What others know an item by never changes; another code is another item."""
    for name in FIXED:
        if document.get(name, before.get(name)) != before.get(name):
            title = Elements.model_fields[name].title
            raise Refused(f"“{title}”不能修改；需要变更的请新增事项，并将原事项停止或合并。", field=name)
