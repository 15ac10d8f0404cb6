"""What becomes of what somebody began to fill in when the form has changed meanwhile? (PAINS 9)

Everything that still has a place keeps it; what has none is told with the words that stood there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yiwang.subsystems.approvals.sheets import answers, entries
from yiwang.subsystems.approvals.sheets.changes import matched
from yiwang.subsystems.approvals.sheets.fields import CHOSEN, COUNTED, WRITTEN, Field, Kind, Sheet

_SHOWN = 200
_GONE = object()
_TEXTS = WRITTEN | {Kind.DATE, Kind.CHOICE}


@dataclass(frozen=True)
class Migrated:
    """``given``: the answers on the new form; ``told``: what the person should know, empty where nothing."""

    given: dict[str, Any]
    told: tuple[str, ...]


def migrated(old: Sheet, new: Sheet, given: Mapping[str, Any]) -> Migrated:
    """Nothing raises, whatever stood in the draft."""
    moved, told = _moved(old.fields, new.fields, given)
    before = answers.check(old, entries.without_empty_rows(old, given)).faults
    after = answers.check(new, entries.without_empty_rows(new, moved)).faults
    was = {key: former.key for key, former in matched(old.fields, new.fields).items()}
    for path, sentence in after.items():
        key, _, rest = path.partition(".")
        former = ".".join(part for part in (was.get(key, key), rest) if part)
        if former not in before and key in was and key in moved:
            told.append(f"{answers.titled(new, path)}的要求有变化：{sentence}")
    told += _to_fill(old, new, moved)
    return Migrated(moved, tuple(told))


def _to_fill(old: Sheet, new: Sheet, moved: Mapping[str, Any]) -> list[str]:
    pairs = matched(old.fields, new.fields)
    told = []
    for field in new.fields:
        former = pairs.get(field.key)
        if field.is_required and field.key not in moved and not (former and former.is_required):
            told.append(f"“{field.title}”{'现在必须填写' if former else '是新增的，必须填写'}。")
        elif former is None and not field.is_required:
            told.append(f"新增了“{field.title}”，可以不填。")
    return told


def _moved(
    old: tuple[Field, ...], new: tuple[Field, ...], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    pairs = matched(old, new)
    kept: dict[str, Any] = {}
    told: list[str] = []
    for field in new:
        former = pairs.get(field.key)
        if former is None or given.get(former.key) in (None, "", []):
            continue
        value, said = _value(former, field, given[former.key])
        told += said
        if value is not _GONE:
            kept[field.key] = value
    used = {former.key for former in pairs.values()}
    for former in old:
        if former.key not in used and given.get(former.key) not in (None, "", []):
            told.append(f"表里已经没有“{former.title}”，您原来填的是：{shown(former, given[former.key])}。")
    return kept, told


def _value(old: Field, new: Field, value: Any) -> tuple[Any, list[str]]:
    """The value on its new place, or ``_GONE`` and why."""
    renamed = [f"“{old.title}”现在叫“{new.title}”，已为您带过来。"] if old.title != new.title else []
    if old.kind is Kind.ROWS and new.kind is Kind.ROWS and isinstance(value, list):
        return _rows(old, new, value, renamed)
    converted = _converted(old, new, value)
    if converted is _GONE:
        return _GONE, [f"“{new.title}”需要重新填写，您原来填的是：{shown(old, value)}。"]
    lost = _lost_choices(old, new, value, converted)
    return converted, renamed + lost


def _rows(old: Field, new: Field, value: list[Any], renamed: list[str]) -> tuple[Any, list[str]]:
    rows, told = [], list(renamed)
    for number, row in enumerate(value, start=1):
        moved, said = _moved(old.columns, new.columns, row if isinstance(row, Mapping) else {})
        rows.append(moved)
        told += [f"“{new.title}”第{number}行：{sentence}" for sentence in said]
    return rows, told


def _converted(old: Field, new: Field, value: Any) -> Any:
    values = [option.value for option in new.options]
    if new.kind is Kind.CHOICE:
        text = value if isinstance(value, str) else ""
        by_label = {option.label: option.value for option in new.options}
        return text if text in values else by_label.get(old.option_label(text), _GONE)
    if new.kind is Kind.CHOICES:
        chosen = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [one for one in chosen if one in values] or _GONE
    if old.kind is new.kind:
        return value
    if new.kind in {Kind.TEXT, Kind.LONG_TEXT} and old.kind in _TEXTS | COUNTED | CHOSEN:
        return shown(old, value, longest=None)
    if new.kind in WRITTEN and old.kind in WRITTEN:
        return value
    if new.kind is Kind.NUMBER and old.kind is Kind.WHOLE:
        return value
    return _GONE


def _lost_choices(old: Field, new: Field, value: Any, converted: Any) -> list[str]:
    if new.kind is not Kind.CHOICES or not isinstance(value, list):
        return []
    gone = [old.option_label(one) for one in value if one not in converted]
    return [f"“{new.title}”里已经没有这些选项：{'、'.join(gone)}。"] if gone else []


def shown(field: Field, value: Any, longest: int | None = _SHOWN) -> str:
    """An answer as people read it."""
    text = _words(field, value)
    return text if longest is None or len(text) <= longest else f"{text[:longest]}……"


def _words(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(_row_in_words(field, one) for one in value)
    if field.kind is Kind.CHOICE:
        return field.option_label(str(value))
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _row_in_words(field: Field, row: Any) -> str:
    if not isinstance(row, Mapping):
        return field.option_label(str(row))
    cells = (
        f"{column.title}：{_words(column, row[column.key])}" for column in field.columns if column.key in row
    )
    return "，".join(cells)
