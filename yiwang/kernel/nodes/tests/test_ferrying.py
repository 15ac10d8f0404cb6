"""Do two installations hand things to each other over directories, exactly once in effect?"""

import json
import shutil

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
    bodies = [{"n": 1}, {"n": 2, "refuse": "收件单位已撤销。"}, {"n": 3}]
    outer.python(POST, to="inner", bodies=bodies, file=True)
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
    settled = [one["state"] for one in noted(outer.folder, "settled")]
    assert settled == ["refused", "acknowledged", "acknowledged"]
    told = json.loads(outer.run("nodes", "--json"))
    assert [(node["code"], node["failed"]) for node in told] == [("outer", 0), ("inner", 1)]
    assert "inner 节点" in outer.run("nodes")


def test_what_the_device_loses_doubles_and_mixes_up_arrives_once(pair, tmp_path):
    outer, inner = pair
    inward, aside = tmp_path / "inward", tmp_path / "aside"
    aside.mkdir()
    outer.python(POST, to="inner", bodies=[{"n": n} for n in range(1, 7)])
    outer.tick("nodes")
    for path in inward.glob("outer-[1-9]-1.parcel"):
        if path.name.startswith(("outer-1-", "outer-4-")):
            path.unlink()
        else:
            shutil.copy(path, aside / path.name.replace("-1.parcel", "-9.parcel"))
    inner.tick("nodes")
    for path in aside.iterdir():
        shutil.move(path, inward / path.name)
    for _ in range(6):
        for installation in (outer, inner):
            installation.python(PATIENT)
            installation.tick("nodes")
    assert sorted(one["body"]["n"] for one in noted(inner.folder, "taken")) == [1, 2, 3, 4, 5, 6]
    assert {state for _, state, _ in outer.python(STATES)} == {"acknowledged"}


PATIENT = """
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.nodes.models import Parcel
Parcel.objects.filter(claim="").update(next_attempt_at=now())
"""


def test_a_week_without_the_device_loses_nothing_and_all_comes_in_order(pair, tmp_path):
    outer, inner = pair
    inward = tmp_path / "inward"
    inward.rename(tmp_path / "unmounted")
    outer.python(POST, to="inner", bodies=[{"n": n} for n in range(1, 4)])
    outer.tick("nodes")
    assert {state for _, state, _ in outer.python(STATES)} == {"waiting"}
    (tmp_path / "unmounted").rename(inward)
    assert "重新发送" in outer.run("retry-parcels", "inner")
    for installation in (outer, inner, outer):
        installation.tick("nodes")
    assert [one["body"]["n"] for one in noted(inner.folder, "taken")] == [1, 2, 3]
    assert {state for _, state, _ in outer.python(STATES)} == {"acknowledged"}


def test_a_fingerprint_that_was_told_wrongly_registers_nobody(tmp_path):
    one = Installation(tmp_path / "one", "both", "one")
    other = Installation(tmp_path / "other", "both", "other")
    path, told = other.identity()
    options = ("--role", "peer", "--carrier", "https", "--url", "https://10.0.0.9:8443")
    with pytest.raises(AssertionError, match="电话核对"):
        one.run("register-node", str(path), "--fingerprint", told[::-1], *options)
    assert "已登记节点 other" in one.run("register-node", str(path), "--fingerprint", told, *options)
    with pytest.raises(AssertionError, match="没有登记节点"):
        one.run("retry-parcels", "nobody")
    with pytest.raises(AssertionError, match="没有代码为"):
        one.run("register-node", str(path), "--fingerprint", told, "--unit", "X", *options)
