"""Sources, files and records for tests, with sensible defaults."""

from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit
from yiwang.subsystems.supervision.sources import registry, rules
from yiwang.subsystems.supervision.sources.actions import importing
from yiwang.subsystems.supervision.sources.models import Connection, Import, Record
from yiwang.subsystems.supervision.sources.specimens import credit_code
from yiwang.subsystems.supervision.watching import rules as watching

_numbers = count(1)
SUPPLIER = credit_code(1)


def make_keeper(**changes: Any) -> Post:
    """Of the root unit unless said otherwise: it reports of everybody."""
    unit = changes.pop("unit", None) or make_root()
    return make_post(unit=unit, roles=[rules.KEEPER, watching.LEADER], **changes)


def connect(source: str, unit: Unit, **changes: Any) -> Connection:
    fields = {"silent_days": 7, "since": today(), "changed_at": now(), "changed_by": "张三", **changes}
    return Connection.objects.create(source=source, unit=unit, **fields)


def medicine(**changes: Any) -> dict[str, Any]:
    return {
        "order": f"CG{next(_numbers):06d}",
        "drug": "阿莫西林胶囊",
        "specification": "0.25g×24粒",
        "unit_price": "10.00",
        "quantity": "100",
        "supplier": "云泽市康达医药有限公司",
        "supplier_code": SUPPLIER,
        "purchased_on": "2026-03-10",
        "reference_price": "10.00",
        **changes,
    }


def trading(**changes: Any) -> dict[str, Any]:
    return {
        "section_number": f"BD{next(_numbers):06d}",
        "section": "一标段",
        "project": "滨河路改造工程",
        "trade": "works",
        "method": "open",
        "budget": "1200000",
        "bidders": ["甲公司", "乙公司", "丙公司"],
        "bids": ["1000000", "1050000", "1100000"],
        "winner": "甲公司",
        "award": "1000000",
        "awarded_on": "2026-03-10",
        **changes,
    }


def construction(**changes: Any) -> dict[str, Any]:
    return {
        "code": f"2104-440100-04-01-{next(_numbers):06d}",
        "name": "第一小学教学楼",
        "reported_on": "2026-03-10",
        "estimate": "5000000",
        "budget": "5500000",
        "approved_on": "2025-05-01",
        "approval_number": "云发改〔2025〕1号",
        "contractor": "云泽市第一建筑公司",
        "contract": "5000000",
        "changes": "500000",
        "started_on": "2025-06-01",
        **changes,
    }


def given(source: str, unit: Unit | str | None = None, **changes: Any) -> dict[str, Any]:
    maker = {"medicine": medicine, "trading": trading, "construction": construction}[source]
    named = unit if isinstance(unit, str) else (unit or make_unit()).code
    return {"unit": named, **maker(**changes)}


def make_records(source: str, rows: list[dict[str, Any]], post: Post | None = None) -> list[Record]:
    """Imported as a file would be; those that are current, in their order."""
    imported = make_import(source, json_file(rows), post)
    return list(Record.objects.filter(imported=imported, is_current=True).order_by("row", "pk"))


def make_record(source: str, unit: Unit | None = None, **changes: Any) -> Record:
    return make_records(source, [given(source, unit, **changes)])[0]


def make_import(source: str, stored: StoredFile, post: Post | None = None) -> Import:
    post = post or make_keeper()
    begun = importing.begin(SYSTEM, post, registry.imported()[source], stored)
    imported = importing.carry_on(begun)
    assert not imported.rejected, list(imported.rejections.values())
    return imported


def file(content: bytes, name: str = "records.csv") -> StoredFile:
    return receive(SYSTEM, ContentFile(content), name)


def json_file(rows: list[dict[str, Any]]) -> StoredFile:
    import json

    return file(json.dumps(rows, ensure_ascii=False).encode(), "records.json.txt")
