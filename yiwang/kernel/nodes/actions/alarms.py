"""Who hears, and how often, that a link is down, a number is missing, or a parcel is stuck?"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import local, now, shifted, today
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, Parcel, Received
from yiwang.kernel.nodes.rules import GAP_MINUTES, OUTAGE_TOLD_MINUTES, missing
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Post

NODE_MANAGER = "node_manager"
# The outer zone has no office: the link is written, not looked up.
PAGES = "/office/nodes/of/"
MOST_LOOKED_AT = 20_000


def tell_managers(node: Node, subject: str, body: str, key: str) -> None:
    """Everybody who manages nodes today is told once under the key."""
    posts = Post.objects.in_office(today()).own().carrying(NODE_MANAGER).select_related("person")
    for person in {post.person for post in posts}:
        tell(person, subject=subject, body=body, link=f"{PAGES}{node.code}/", key=key)


def tell_stuck(parcel: Parcel) -> None:
    """Once a day for each node, however many are stuck."""
    node = parcel.node
    tell_managers(
        node,
        f"发往{node.name}的邮包多次未能送达",
        f"最近的原因：{parcel.last_error}。请在节点页面查看，排除原因后重新发送，或者写明理由取消。",
        f"nodes:stuck:{node.code}:{today()}",
    )


def missing_numbers(mark: IncomingMark) -> list[int]:
    """The numbers that have not come though later ones have; a hundred at most."""
    return missing_by_node([mark]).get(mark.node_id, [])


def missing_by_node(marks: Iterable[IncomingMark]) -> dict[int, list[int]]:
    """The same for many nodes, by the node's id, in one query; nodes without a gap are left out."""
    torn = {mark.node_id: mark for mark in marks if mark.through < mark.highest}
    if not torn:
        return {}
    wanted = Q()
    for mark in torn.values():
        wanted |= Q(node=mark.node_id, number__gt=mark.through)
    numbers: dict[int, list[int]] = {node_id: [] for node_id in torn}
    rows = Received.objects.filter(wanted).order_by("number").values_list("node", "number")
    for node_id, number in rows[:MOST_LOOKED_AT]:
        numbers[node_id].append(number)
    found = {node_id: missing(torn[node_id].through, above) for node_id, above in numbers.items()}
    return {node_id: lacking for node_id, lacking in found.items() if lacking}


def overdue_gaps() -> list[IncomingMark]:
    """The marks whose first missing number has been missed for too long, whichever way a clock was set."""
    marks = IncomingMark.objects.exclude(gap_since_at=None).filter(node__is_active=True)
    return [mark for mark in marks.select_related("node") if is_overdue(mark)]


def is_overdue(mark: IncomingMark) -> bool:
    if mark.gap_since_at is None:
        return False
    waited = abs((now() - mark.gap_since_at).total_seconds())
    return waited >= GAP_MINUTES * 60


def sound() -> int:
    """Tell what has newly become an alarm; how many things that were."""
    return _sound_gaps() + _sound_outages()


def _sound_gaps() -> int:
    told = 0
    for mark in overdue_gaps():
        if not mark.is_gap_told and (numbers := missing_numbers(mark)):
            _tell_gap(mark, numbers)
            told += 1
    return told


@transaction.atomic
def _tell_gap(mark: IncomingMark, numbers: list[int]) -> None:
    shown = gap_in_words(numbers)
    IncomingMark.objects.filter(pk=mark.pk).update(is_gap_told=True, owes_answer=True)
    tell_managers(
        mark.node,
        f"{mark.node.name}来的邮包{shown}",
        "后面的邮包已经收到，缺少的已请对方补发。长时间没有补到，请联系对方的节点管理员。",
        f"nodes:gap:{mark.node.code}:{numbers[0]}",
    )
    record(SYSTEM, "nodes.gap_notice", mark.node, missing=numbers)


def gap_in_words(numbers: list[int]) -> str:
    """``缺第 103 号`` or ``缺第 103、105 等 12 号``."""
    if len(numbers) <= 3:
        return f"缺第 {'、'.join(map(str, numbers))} 号"
    return f"缺第 {'、'.join(map(str, numbers[:3]))} 等 {len(numbers)} 号"


def _sound_outages() -> int:
    since = shifted(now(), minutes=-OUTAGE_TOLD_MINUTES)
    silent = Outage.objects.filter(is_told=False, began_at__lte=since).select_related("node")
    for outage in silent:
        _tell_outage(outage)
    return len(silent)


@transaction.atomic
def _tell_outage(outage: Outage) -> None:
    began = local(outage.began_at)
    Outage.objects.filter(pk=outage.pk).update(is_told=True)
    tell_managers(
        outage.node,
        f"与{outage.node.name}的连接中断",
        f"从 {began:%Y-%m-%d %H:%M} 起连不上：{outage.reason}。待发的邮包都保留着，恢复后自动按顺序发出。",
        f"nodes:outage:{outage.node.code}:{began:%Y%m%d%H%M}",
    )
