"""What is different between two versions of a form, in sentences?"""

from collections.abc import Iterator, Sequence

from yiwang.subsystems.approvals.sheets.fields import Field, Kind, Sheet


def between(old: Sheet, new: Sheet) -> list[str]:
    """One sentence for each difference that somebody who fills the form in, or reads it, would notice."""
    pairs = matched(old.fields, new.fields)
    sentences = [f"表名由“{old.title}”改为“{new.title}”。"] if old.title != new.title else []
    for field in new.fields:
        former = pairs.get(field.key)
        sentences += [_added(field)] if former is None else _changed(former, field)
    kept = {former.key for former in pairs.values()}
    sentences += [f"删去“{field.title}”。" for field in old.fields if field.key not in kept]
    return sentences + _regrouped(old, new, pairs)


def matched(old: Sequence[Field], new: Sequence[Field]) -> dict[str, Field]:
    """New key → the field it was before: of the same key, or of a key that it was called earlier.

    No old field answers for two new ones.
    """
    before = {field.key: field for field in old}
    pairs = {field.key: before.pop(field.key) for field in new if field.key in before}
    for field in new:
        earlier = next((key for key in field.was if key in before), None)
        if field.key not in pairs and earlier:
            pairs[field.key] = before.pop(earlier)
    return pairs


def _added(field: Field) -> str:
    return f"新增“{field.title}”（{'必填' if field.is_required else '选填'}）。"


def _changed(old: Field, new: Field) -> Iterator[str]:
    name = f"“{new.title}”"
    if old.title != new.title:
        yield f"“{old.title}”改名为{name}。"
    if old.kind is not new.kind:
        yield f"{name}由“{old.kind.label}”改为“{new.kind.label}”。"
    if old.is_required != new.is_required:
        yield f"{name}改为{'必填' if new.is_required else '选填'}。"
    if old.hint != new.hint or old.example != new.example:
        yield f"{name}的填写说明有改动。"
    if old.unit != new.unit:
        yield f"{name}的单位由“{old.unit or '无'}”改为“{new.unit or '无'}”。"
    if old.source != new.source:
        yield f"{name}{'改为自动带出已知信息' if new.source else '不再自动带出已知信息'}。"
    if old.kind is new.kind:
        yield from _tightened(old, new, name)


def _tightened(old: Field, new: Field, name: str) -> Iterator[str]:
    yield from _options(old, new, name)
    if new.kind is Kind.ROWS:
        inner = between(Sheet(old.title, "", old.columns), Sheet(old.title, "", new.columns))
        yield from (f"{name}中：{sentence}" for sentence in inner)
    if (old.pattern, old.identifier) != (new.pattern, new.identifier):
        yield f"{name}的格式要求有改动。"
    if (old.shortest, old.longest) != (new.shortest, new.longest):
        yield f"{name}的字数要求改为{_range(new.shortest, new.longest, '个字')}。"
    if (old.least, old.most) != (new.least, new.most):
        what = "项" if new.kind in {Kind.ROWS, Kind.CHOICES} else ""
        yield f"{name}的{'数量' if what else '大小'}要求改为{_range(new.least, new.most, what)}。"


def _options(old: Field, new: Field, name: str) -> Iterator[str]:
    before = {option.value: option.label for option in old.options}
    after = {option.value: option.label for option in new.options}
    added = [label for value, label in after.items() if value not in before]
    gone = [label for value, label in before.items() if value not in after]
    if added:
        yield f"{name}增加选项：{'、'.join(added)}。"
    if gone:
        yield f"{name}减少选项：{'、'.join(gone)}。"
    for value, label in after.items():
        if value in before and before[value] != label:
            yield f"{name}的选项“{before[value]}”改为“{label}”。"


def _range(least: float | None, most: float | None, unit: str) -> str:
    if least is None and most is None:
        return "不限"
    if least is None:
        return f"不超过{most:g}{unit}"
    return f"不少于{least:g}{unit}" if most is None else f"{least:g}至{most:g}{unit}"


def _regrouped(old: Sheet, new: Sheet, pairs: dict[str, Field]) -> list[str]:
    before = {group.key: group.title for group in old.groups}
    after = {group.key: group.title for group in new.groups}
    moved = [
        f"“{field.title}”移到“{after.get(field.group, '表首')}”部分。"
        for field in new.fields
        if (former := pairs.get(field.key))
        and before.get(former.group) != after.get(field.group)
        and former.group != field.group
    ]
    renamed = [
        f"“{before[key]}”部分改名为“{title}”。"
        for key, title in after.items()
        if key in before and before[key] != title
    ]
    was = [pairs[field.key].key for field in new.fields if field.key in pairs]
    stood = [field.key for field in old.fields if field.key in was]
    return moved + renamed + (["填写项的先后次序有调整。"] if was != stood and not moved else [])
