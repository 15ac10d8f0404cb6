"""Nodes and parcels for tests, with sensible defaults."""

from itertools import count
from typing import Any

from django.test import TestCase

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.nodes.actions.parcels import post
from yiwang.kernel.nodes.models import IncomingMark, Node, OutgoingMark, Parcel

_numbers = count(1)


def make_node(**changes: Any) -> Node:
    """A registered peer; by a directory ferry whose folders nobody has made, unless the test says so."""
    number = next(_numbers)
    fields = {
        "code": f"county-{number}",
        "name": f"第{number}县",
        "role": Node.Role.COUNTY,
        "carrier": Node.Carrier.DIRECTORY,
        "settings": {"outbox": f"/nowhere/{number}/out", "inbox": f"/nowhere/{number}/in"},
        "registered_at": now(),
        **changes,
    }
    node = Node.objects.create(**fields)
    OutgoingMark.objects.create(node=node)
    IncomingMark.objects.create(node=node)
    return node


def make_parcel(node: Node | None = None, **changes: Any) -> Parcel:
    """A parcel that waits; columns other than those posted are written over it."""
    posted = {
        "kind": changes.pop("kind", "test.letter"),
        "body": changes.pop("body", {"title": "关于开展检查的通知"}),
        "files": changes.pop("files", ()),
        "key": changes.pop("key", ""),
    }
    parcel = post(node or make_node(), **posted)
    if changes:
        Parcel.objects.filter(pk=parcel.pk).update(**changes)
        parcel.refresh_from_db()
    return parcel


def committed() -> Any:
    """What would happen at the commit happens at the end of the ``with`` block."""
    return TestCase.captureOnCommitCallbacks(execute=True)
