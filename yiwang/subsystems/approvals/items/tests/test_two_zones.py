"""Written inside, read outside, with two databases and only a ferry between them."""

import pytest

from yiwang.kernel.nodes.tests.installations import Installation, ferried

PUT_IN_FORCE = """
from io import BytesIO
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.tests.makers import make_draft, reviewed
edition = make_draft(make_unit(name="市市场监督管理局"))
stored = receive(SYSTEM, BytesIO(make_picture("png")), "样本.png")
drafting.attach(SYSTEM, edition.pk, stored)
results = [{"name": "许可证", "sample": {"name": "样本.png", "digest": stored.digest}}]
drafting.save(SYSTEM, edition.pk, {"results": results})
edition = workflow.put_in_force(SYSTEM, reviewed(edition).pk, today())
answer = edition.implementation.code
"""
END = """
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.subsystems.approvals.items.actions import workflow
from yiwang.subsystems.approvals.items.models import Implementation
workflow.end(SYSTEM, Implementation.objects.get(code=given["item"]).pk, "法律已修改")
"""
READ = """
from yiwang.kernel.files import holders
from yiwang.subsystems.approvals.items import guides, queries
guide = guides.known_guide(given["item"])
answer = guide and {
    "name": guide.elements.name,
    "unit": guide.unit_name,
    "is_open": guide.is_open,
    "found": len(queries.found("食品经营许可").guides),
    "files": [[stored.name, holders.may_read(stored, None)] for stored in guides.files_of(guide).values()],
}
"""
HELD = """
from yiwang.subsystems.approvals.items.models import Guide, Implementation
answer = [Guide.objects.count(), Implementation.objects.count()]
"""


@pytest.fixture
def zones(tmp_path) -> tuple[Installation, Installation]:
    return ferried(tmp_path)


def cross(zones: tuple[Installation, Installation]) -> None:
    for _ in range(2):
        for installation in zones:
            installation.tick()


def test_a_guide_comes_out_with_its_samples_and_goes_when_the_item_ends(zones):
    outer, inner = zones
    code = inner.python(PUT_IN_FORCE)
    assert outer.python(READ, item=code) is None
    cross(zones)
    assert outer.python(READ, item=code) == {
        "name": "食品经营许可（新办）",
        "unit": "市市场监督管理局",
        "is_open": True,
        "found": 1,
        "files": [["样本.png", True]],
    }
    inner.python(END, item=code)
    cross(zones)
    read = outer.python(READ, item=code)
    assert (read["is_open"], read["found"], read["files"]) == (False, 0, [["样本.png", False]])
    assert (outer.python(HELD), inner.python(HELD)) == ([1, 0], [0, 1])
