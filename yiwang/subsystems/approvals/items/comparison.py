"""What does one edition say otherwise than another?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Part
from yiwang.subsystems.approvals.items.shapes import Kind, Shape, shapes_of, shown
from yiwang.subsystems.approvals.sheets import changes, reading

# By what parts of one kind are told apart; those without a code of their own by what they say first.
KEYS = ("code", "key", "question", "name", "law", "ground")


@dataclass(frozen=True)
class Difference:
    """``title``: element and part; without ``before`` it is new, without ``after`` gone."""

    title: str
    before: str
    after: str


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """In the order of the elements; documents may be incomplete."""
    found: list[Difference] = []
    for name, shape in shapes_of(Elements).items():
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if shape.kind is Kind.PARTS and shape.part:
            found += _parts(shape, shape.part, before or [], after or [])
        elif shape.kind is Kind.SCHEMA:
            found += _sheet(shape, before or {}, after or {})
        else:
            found += _one(shape.title, shape, before, after)
    return found


def _one(title: str, shape: Shape, before: Any, after: Any) -> list[Difference]:
    said = (shown(shape, before), shown(shape, after))
    return [Difference(title, *said)] if said[0] != said[1] else []


def _parts(
    shape: Shape, part: type[Part], before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[Difference]:
    """Matched by their keys, however their order changed."""
    old, new = _keyed(before), _keyed(after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        title = f"{shape.title}“{_name(old.get(key) or new.get(key) or {})}”"
        if key not in new:
            found.append(Difference(title, summary(part, old[key]), ""))
        elif key not in old:
            found.append(Difference(title, "", summary(part, new[key])))
        else:
            for each in shapes_of(part).values():
                found += _one(
                    f"{title}：{each.title}", each, old[key].get(each.name), new[key].get(each.name)
                )
    return found


def _keyed(parts: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Several with the same key are told apart by their order."""
    keyed: dict[tuple[str, int], Mapping[str, Any]] = {}
    for part in parts:
        key = next((str(part[name]) for name in KEYS if part.get(name)), "")
        times = sum(known == key for known, _ in keyed)
        keyed[key, times] = part
    return keyed


def _name(part: Mapping[str, Any]) -> str:
    return str(
        next((part[name] for name in ("name", "question", "law", "ground", "key") if part.get(name)), "")
    )


def summary(part: type[Part], value: Mapping[str, Any]) -> str:
    """What a part says, in one line."""
    said = [(shape, shown(shape, value.get(name))) for name, shape in shapes_of(part).items()]
    return "；".join(f"{shape.title}：{text}" for shape, text in said if text)


def _sheet(shape: Shape, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    if not before or not after:
        return _one(shape.title, shape, before, after)
    sentences = changes.between(reading.read(before), reading.read(after))
    return [Difference(shape.title, "", sentence) for sentence in sentences]
