"""How does a unit ledger become units? All rows that can be taken in one transaction, the rest in a list."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date

from django.db import transaction
from django.db.models import Max

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths, rules
from yiwang.kernel.organizations.actions.reforms import graft
from yiwang.kernel.organizations.actions.units import Change, child_path, keep_version, lock_tree
from yiwang.kernel.organizations.ledger import Rejection, Row
from yiwang.kernel.organizations.models import Alias, LedgerImport, Unit, UnitVersion

KINDS = {label: value for value, label in Unit.Kind.choices} | {value: value for value in Unit.Kind.values}


@dataclass
class Plan:
    """What an import would do."""

    opened: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in ("opened", "changed", "unchanged", "rejected")}


class Ledger:
    """The units there are, and what the rows accepted so far would make of their parents and marks."""

    def __init__(self) -> None:
        units = Unit.objects.select_related("parent").annotate(changed_on=Max("versions__starts_on"))
        self.units = {unit.code: unit for unit in units}
        self.parents = {unit.code: unit.parent.code if unit.parent else "" for unit in self.units.values()}
        self.marks = {unit.document_mark: unit.code for unit in self.units.values() if unit.is_open}
        self.marks.pop("", None)

    def above(self, code: str) -> list[str]:
        """The codes from a unit's parent up to the root."""
        chain: list[str] = []
        while code := self.parents.get(code, ""):
            chain.append(code)
        return chain


@transaction.atomic
def import_ledger(by: Actor, rows: list[Row], name: str, *, on: date, is_dry_run: bool) -> LedgerImport:
    """Open the units that are new and change those that differ; doing it again changes nothing.

    With ``is_dry_run`` only the plan is kept. Rejected rows never stop the others.
    """
    lock_tree()
    rules.check_effective(on, today(), None)
    ledger = Ledger()
    plan = planned(rows, ledger, on)
    if not is_dry_run:
        _open(plan.opened, ledger, on)
        for row in plan.changed:
            _change(ledger.units[row.code], row, ledger, on)
    kept = LedgerImport.objects.create(
        name=name[:200],
        on=on,
        is_dry_run=is_dry_run,
        by=by.person,
        person_id=by.person_id,
        rejections=[asdict(rejection) for rejection in plan.rejected],
        **plan.counts(),
    )
    record(by, "organizations.ledger_import", kept, file=name[:200], is_dry_run=is_dry_run, **plan.counts())
    return kept


def planned(rows: list[Row], ledger: Ledger, on: date) -> Plan:
    """Every row checked by itself, then against the others and the units; parents come in any order."""
    plan = Plan()
    taken: dict[str, Row] = {}
    for row in rows:
        try:
            row = _checked(row)
            if row.code in taken:
                raise Refused(f"机构代码与第{taken[row.code].number}行重复。")
            taken[row.code] = row
        except Refused as refused:
            plan.rejected.append(Rejection(row.number, row.code, row.name, refused.sentence))
    for row in _parents_first(taken, plan):
        try:
            _check_place(row, ledger, on)
            _check_mark(row, ledger)
            _check_time(row, ledger, on)
        except Refused as refused:
            del taken[row.code]
            plan.rejected.append(Rejection(row.number, row.code, row.name, refused.sentence))
            continue
        _sort_in(row, ledger, plan)
    plan.rejected.sort(key=lambda rejection: rejection.number)
    return plan


def _checked(row: Row) -> Row:
    """The row with every field in its proper form."""
    if row.kind not in KINDS:
        known = "、".join(label for _, label in Unit.Kind.choices)
        raise Refused(f"类别“{row.kind}”不认识，应为：{known}。" if row.kind else "没有填写类别。")
    if not row.code:
        raise Refused("没有填写机构代码。")
    order = row.order or "0"
    if not (order.isascii() and order.isdigit() and len(order) <= 6):
        raise Refused("排序应为不超过六位的整数。")
    return replace(
        row,
        code=rules.checked_code(row.code),
        name=rules.checked_name(row.name, 120),
        short_name=rules.checked_name(row.short_name, 60) if row.short_name else "",
        kind=KINDS[row.kind],
        document_mark=rules.checked_mark(row.document_mark),
        order=str(int(order)),
    )


def _parents_first(taken: dict[str, Row], plan: Plan) -> list[Row]:
    """Rows in an order in which every parent comes before its children; rows in a circle are rejected."""
    ordered: dict[str, Row] = {}
    for code in list(taken):
        chain: dict[str, Row] = {}
        while code in taken and code not in ordered and code not in chain:
            chain[code] = taken[code]
            code = taken[code].parent_code
        if code in chain:
            for member in list(chain)[list(chain).index(code) :]:
                row = taken.pop(member)
                del chain[member]
                plan.rejected.append(
                    Rejection(row.number, row.code, row.name, "上级代码首尾相连，成了一个圈。")
                )
        ordered.update(reversed(chain.items()))
    return list(ordered.values())


def _check_place(row: Row, ledger: Ledger, on: date) -> None:
    """The unit is open, and so is its parent, which does not lie below it."""
    unit = ledger.units.get(row.code)
    if unit and not unit.is_open:
        raise Refused("该机构已撤销，名录不能改动它。")
    if not row.parent_code:
        if ledger.parents.get(row.code) or (unit is None and ledger.parents):
            raise Refused("没有填写上级代码；全市只有一个根机构。")
        return
    if unit and unit.parent_id is None:
        raise Refused("根机构不能有上级。")
    if row.parent_code not in ledger.parents:
        raise Refused(f"上级代码“{row.parent_code}”在名录和文件中都没有，或者该行已被拒绝。")
    above = [row.parent_code, *ledger.above(row.parent_code)]
    if row.code in above:
        raise Refused("上级机构就是它自己或它的下级。")
    if len(above) >= paths.DEEPEST:
        raise Refused(f"层级超过{paths.DEEPEST}级。")
    parent = ledger.units.get(row.parent_code)
    if parent and not parent.is_open:
        raise Refused(f"上级机构“{parent.name}”已撤销。")
    if unit is None and parent and on < parent.opened_on:
        raise Refused(f"生效日期早于上级机构的设立日期（{parent.opened_on}）。")


def _check_time(row: Row, ledger: Ledger, on: date) -> None:
    unit = ledger.units.get(row.code)
    if unit and _differs(unit, row):
        rules.check_effective(on, today(), unit.changed_on)  # type: ignore[attr-defined]


def _check_mark(row: Row, ledger: Ledger) -> None:
    bearer = ledger.marks.get(row.document_mark)
    if bearer and bearer != row.code:
        raise Refused(f"机关代字“{row.document_mark}”已由代码为“{bearer}”的机构使用。")


def _sort_in(row: Row, ledger: Ledger, plan: Plan) -> None:
    unit = ledger.units.get(row.code)
    ledger.parents[row.code] = row.parent_code
    if row.document_mark:
        ledger.marks[row.document_mark] = row.code
    if unit is None:
        plan.opened.append(row)
    elif _differs(unit, row):
        plan.changed.append(row)
    else:
        plan.unchanged.append(row)


def _differs(unit: Unit, row: Row) -> bool:
    parent_code = unit.parent.code if unit.parent else ""
    now = (unit.name, unit.short_name, unit.kind, unit.document_mark, str(unit.order), parent_code)
    return now != (row.name, row.short_name, row.kind, row.document_mark, row.order, row.parent_code)


def _open(rows: list[Row], ledger: Ledger, on: date) -> None:
    """One insert a level: thousands of units cost a handful of statements."""
    last = _last_numbers(ledger)
    placed: list[Unit] = []
    for row in rows:
        ledger.units[row.code] = _unit(row, ledger.units.get(row.parent_code), last, on)
        placed.append(ledger.units[row.code])
    for depth in sorted({unit.depth for unit in placed}):
        Unit.objects.bulk_create([unit for unit in placed if unit.depth == depth], batch_size=500)
    UnitVersion.objects.bulk_create(
        [
            UnitVersion(
                unit=unit,
                starts_on=on,
                change=Change.OPENED,
                name=unit.name,
                short_name=unit.short_name,
                kind=unit.kind,
                document_mark=unit.document_mark,
                parent=unit.parent,
                ground="导入机构名录",
            )
            for unit in placed
        ],
        batch_size=500,
    )


def _last_numbers(ledger: Ledger) -> dict[str, int]:
    """The highest child number in use below each path."""
    last: dict[str, int] = {}
    for unit in ledger.units.values():
        above, number = unit.path[: -paths.SEGMENT], int(unit.path[-paths.SEGMENT :])
        last[above] = max(last.get(above, 0), number)
    return last


def _unit(row: Row, parent: Unit | None, last: dict[str, int], on: date) -> Unit:
    if parent is None:
        path = paths.ROOT
    else:
        last[parent.path] = last.get(parent.path, 0) + 1
        path = child_path(parent, last[parent.path])
    return Unit(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        document_mark=row.document_mark,
        order=int(row.order),
        parent=parent,
        path=path,
        depth=paths.depth(path),
        opened_on=on,
    )


def _change(unit: Unit, row: Row, ledger: Ledger, on: date) -> None:
    """Bring one unit to what the ledger says; each kind of change leaves its own version."""
    unit = Unit.objects.select_related("parent").get(pk=unit.pk)
    if (unit.name, unit.short_name) != (row.name, row.short_name):
        if unit.name != row.name:
            Alias.objects.get_or_create(unit=unit, name=unit.name, defaults={"kind": Alias.Kind.FORMER})
            unit.aliases.filter(name=row.name).delete()
        unit.name, unit.short_name = row.name, row.short_name
        keep_version(unit, Change.RENAMED, on, "导入机构名录")
    if unit.document_mark != row.document_mark:
        unit.document_mark = row.document_mark
        keep_version(unit, Change.REMARKED, on, "导入机构名录")
    if unit.kind != row.kind:
        unit.kind = row.kind
        keep_version(unit, Change.RECLASSIFIED, on, "导入机构名录")
    unit.order = int(row.order)
    unit.save(update_fields=["name", "short_name", "document_mark", "kind", "order"])
    if unit.parent and unit.parent.code != row.parent_code:
        graft(unit, Unit.objects.get(code=row.parent_code))
        keep_version(unit, Change.MOVED, on, "导入机构名录")
