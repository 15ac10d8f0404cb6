"""How is something handed to another installation, and what may be done with what is stuck?"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, canonical
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.actions.loopback import deliver
from yiwang.kernel.nodes.models import Node, Outage, OutgoingMark, Parcel, ParcelFile
from yiwang.kernel.nodes.rules import KIND, MOST_BODY, MOST_FILES, reason

State = Parcel.State


@transaction.atomic
def post(
    node: Node, kind: str, body: dict[str, Any], files: Sequence[StoredFile] = (), key: str = ""
) -> Parcel:
    """Owe a parcel to a node, in the caller's transaction and as part of its audit entry.

    The worker hands it over after the commit; our own node gets it at the commit. The same ``key`` goes to
    the same node once. Raises Refused where the node is switched off, the body is too large, or a file is no
    longer kept; ValueError for a kind or a body that cannot be one.
    """
    if not KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no kind of parcel.")
    text = _written(body)
    if not node.is_active:
        raise Refused(f"节点“{node.name}”已停用，不能向它发送，请联系节点管理员。")
    parcel, is_new = _entered(node, kind, text, key)
    if not is_new:
        return parcel
    enclosed = _sendable(files)
    ParcelFile.objects.bulk_create([ParcelFile(parcel=parcel, file=file) for file in enclosed])
    if node.is_own:
        transaction.on_commit(partial(deliver, parcel.pk))
    return parcel


def _written(body: dict[str, Any]) -> str:
    text = canonical(body)
    if json.loads(text) != body:
        raise ValueError("The body is not the same after a journey as JSON.")
    if len(text.encode()) > MOST_BODY:
        raise Refused(f"内容超过 {MOST_BODY >> 20} MB，请把大的部分作为附件发送。")
    return text


def _entered(node: Node, kind: str, text: str, key: str) -> tuple[Parcel, bool]:
    moment = now()
    columns = {"kind": kind, "text": text, "created_at": moment, "next_attempt_at": moment}
    if key:
        return Parcel.objects.get_or_create(node=node, key=key, defaults=columns)
    return Parcel.objects.create(node=node, **columns), True


def _sendable(files: Sequence[StoredFile]) -> list[StoredFile]:
    """The files without repetitions. Raises Refused for one whose bytes are gone, and for too many."""
    by_digest: dict[str, StoredFile] = {}
    for file in files:
        if file.digest is None:
            raise Refused(f"附件“{file.name}”已被删除，请移除或重新上传后再发送。")
        by_digest.setdefault(file.digest, file)
    if len(by_digest) > MOST_FILES:
        raise Refused(f"附件超过 {MOST_FILES} 个，请打包后发送。")
    return list(by_digest.values())


@transaction.atomic
def retry(by: Actor, parcel_id: int) -> Parcel:
    """Hand a stuck or refused parcel over from the beginning. Raises Refused where it is neither."""
    parcel = _failed(parcel_id)
    before = {"state": parcel.state, "attempts": parcel.attempts}
    if parcel.state == State.REFUSED:
        parcel.number = None
    parcel.state, parcel.attempts, parcel.next_attempt_at = State.WAITING, 0, now()
    parcel.save(update_fields=["state", "attempts", "next_attempt_at", "number"])
    Outage.objects.filter(node=parcel.node_id).update(paused_until=parcel.next_attempt_at)
    if parcel.node.is_own:
        transaction.on_commit(partial(deliver, parcel.pk))
    record(by, "nodes.parcel_retry", parcel, node=parcel.node.code, before=before)
    return parcel


@transaction.atomic
def retry_all(by: Actor, node: Node) -> int:
    """Everything that waits for a node is tried at once, what was stuck from the beginning; how many.

    What the other side refused is not among it: the same would be refused again.
    """
    moment = now()
    stuck = Parcel.objects.filter(node=node, state=State.STUCK)
    again = stuck.update(state=State.WAITING, attempts=0, next_attempt_at=moment, claim="")
    waiting = Parcel.objects.filter(node=node, claim="")
    again += waiting.filter(state=State.WAITING, next_attempt_at__gt=moment).update(next_attempt_at=moment)
    again += waiting.filter(state=State.CARRIED).update(state=State.WAITING, next_attempt_at=moment)
    Outage.objects.filter(node=node).update(paused_until=moment)
    record(by, "nodes.parcels_retry", node, count=again)
    return again


@transaction.atomic
def drop(by: Actor, parcel_id: int, why: str) -> Parcel:
    """Send a stuck parcel no more; the other side is told that its number will not come.

    Raises Refused without a reason and where the parcel is not stuck any more.
    """
    given = reason(why)
    if len(given) < 2:
        raise Refused("请填写取消的理由。", field="reason")
    mark = OutgoingMark.objects.select_for_update().filter(node__parcels=parcel_id).first()
    parcel = _failed(parcel_id)
    before = {"state": parcel.state, "last_error": parcel.last_error}
    if mark and parcel.state == State.STUCK and parcel.number is not None:
        mark.gone = sorted({*mark.gone, parcel.number})
        mark.save(update_fields=["gone"])
    parcel.state, parcel.last_error = State.DROPPED, given
    parcel.save(update_fields=["state", "last_error"])
    handlers.settle(parcel)
    record(by, "nodes.parcel_drop", parcel, node=parcel.node.code, before=before, reason=given)
    return parcel


def _failed(parcel_id: int) -> Parcel:
    parcel = Parcel.objects.select_for_update(of=("self",)).select_related("node").get(pk=parcel_id)
    if parcel.state not in {State.STUCK, State.REFUSED}:
        raise Refused(f"这个邮包现在是“{parcel.get_state_display()}”，不需要处理。")
    return parcel
