"""Do two installations hand things to each other over directories, exactly once in effect?"""

import pytest

from yiwang.kernel.nodes.tests.installations import Installation, ferried
from yiwang.kernel.nodes.tests.taking import noted

POST = """
import io
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.files.actions import receive
from yiwang.kernel.nodes.actions.parcels import post
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.files.tests.makers import make_pdf
node = Node.objects.get(code=given["to"])
files = [receive(SYSTEM, io.BytesIO(make_pdf()), "附件.pdf")] if given.get("file") else []
for body in given["bodies"]:
    answer = post(node, "test.letter", body, files).pk
"""
STATES = """
from yiwang.kernel.nodes.models import Parcel
answer = [[p.number, p.state, p.last_error] for p in Parcel.objects.order_by("id")]
"""


@pytest.fixture
def pair(tmp_path) -> tuple[Installation, Installation]:
    return ferried(tmp_path)


def test_parcels_and_receipts_cross_both_ways(pair):
    outer, inner = pair
    outer.python(
        POST, to="inner", bodies=[{"n": 1}, {"n": 2, "refuse": "收件单位已撤销。"}, {"n": 3}], file=True
    )
    inner.python(POST, to="outer", bodies=[{"n": 9}])
    for installation in (outer, inner, outer, inner):
        installation.tick("nodes")
    taken = noted(inner.folder, "taken")
    assert [(one["number"], one["body"]["n"]) for one in taken] == [(1, 1), (3, 3)]
    assert all(len(one["files"]) == 1 and not one["refused"] for one in taken)
    assert outer.python(STATES) == [
        [1, "acknowledged", ""],
        [2, "refused", "收件单位已撤销。"],
        [3, "acknowledged", ""],
    ]
    assert [one["body"]["n"] for one in noted(outer.folder, "taken")] == [9]
    assert inner.python(STATES) == [[1, "acknowledged", ""]]
    assert [one["state"] for one in noted(outer.folder, "settled")] == [
        "refused",
        "acknowledged",
        "acknowledged",
    ]
