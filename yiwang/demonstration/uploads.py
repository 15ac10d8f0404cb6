"""What do people upload for their applications in the demonstration city?"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.papers import pdf
from yiwang.kernel.papers.paper import Facts, Paper, Text

SAID = "本页为演示数据，内容均为虚构，仅用于说明申请材料在平台中的样子。"


def of_materials(who: str, wanted: Mapping[str, str]) -> dict[str, list[StoredFile]]:
    """A page for each material, by code."""
    return {code: [_received(who, name)] for code, name in wanted.items()}


def _received(who: str, material: str) -> StoredFile:
    return receive(PUBLIC, BytesIO(_page(who, material)), f"{material[:40]}.pdf")


@cache
def _page(who: str, material: str) -> bytes:
    facts = Facts([("材料名称", material), ("提交人", who), ("说明", "与原件一致")])
    paper = Paper(
        material, who, today(), blocks=[facts, Text(SAID)], letterhead="申请材料", has_seal_place=False
    )
    return pdf.drawn(paper)
