"""How are all nodes, at a glance? A fixed number of queries for any number of nodes."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from yiwang.kernel.audit.rules import moment
from yiwang.kernel.deadlines.moments import day_of, now, today
from yiwang.kernel.nodes import links, tls
from yiwang.kernel.nodes.actions.alarms import gap_in_words, is_overdue, missing_by_node, missing_numbers
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, Parcel, Rejection
from yiwang.kernel.nodes.rules import SILENT_MINUTES
from yiwang.kernel.organizations.paging import Page, page_of
from yiwang.kernel.signatures.models import Certificate

SIZE = 20
CERTIFICATE_WARNING_DAYS = 60


@dataclass(frozen=True)
class Card:
    """One node: what waits for it, and what is wrong. ``certificate_days``: None where nothing is known."""

    node: Node
    waiting: int
    carried: int
    failed: int
    certificate_days: int | None
    outage: Outage | None
    alarms: list[str] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """Of the badge: good, warn, bad or empty."""
        if not self.node.is_active:
            return "empty"
        if self.outage or self.failed:
            return "bad"
        return "warn" if self.alarms else "good"

    @property
    def state(self) -> str:
        words = {"empty": "已停用", "bad": "异常", "warn": "注意", "good": "正常"}
        return words[self.tone]

    @property
    def address(self) -> str:
        return links.shown(self.node)

    @property
    def plain(self) -> dict[str, Any]:
        """For programs."""
        heard = self.node.last_heard_at
        return {
            "code": self.node.code,
            "name": self.node.name,
            "role": self.node.role,
            "carrier": self.node.carrier,
            "is_own": self.node.is_own,
            "is_active": self.node.is_active,
            "last_heard_at": moment(heard) if heard else None,
            "waiting": self.waiting,
            "carried": self.carried,
            "failed": self.failed,
            "certificate_days": self.certificate_days,
            "outage": self.outage.reason if self.outage else "",
            "alarms": self.alarms,
        }


def cards() -> list[Card]:
    nodes = list(Node.objects.select_related("unit", "outage", "incoming"))
    counts = _counts()
    ends = _certificate_ends({node.code for node in nodes})
    marks = [node.incoming for node in nodes if hasattr(node, "incoming") and is_overdue(node.incoming)]
    gaps = missing_by_node(marks)
    return [_card(node, counts.get(node.pk, {}), ends, gaps.get(node.pk, [])) for node in nodes]


def card(node: Node) -> Card:
    mark = getattr(node, "incoming", None)
    gap = missing_numbers(mark) if mark and is_overdue(mark) else []
    return _card(node, _counts(node).get(node.pk, {}), _certificate_ends({node.code}), gap)


def _counts(node: Node | None = None) -> dict[int, dict[str, int]]:
    """Parcels of each state that is not settled well, by node."""
    states = [Parcel.State.WAITING, Parcel.State.CARRIED, Parcel.State.STUCK, Parcel.State.REFUSED]
    rows = Parcel.objects.filter(state__in=states)
    rows = rows.filter(node=node) if node else rows
    found: dict[int, dict[str, int]] = {}
    for node_id, state, number in rows.order_by().values_list("node", "state").annotate(n=Count("pk")):
        found.setdefault(node_id, {})[state] = number
    return found


def _certificate_ends(codes: set[str]) -> dict[str, Any]:
    """When the newest certificate of each node itself ends."""
    rows = Certificate.objects.filter(node_code__in=codes, unit_code="", is_authority=False, revoked_at=None)
    return dict(rows.order_by("not_after").values_list("node_code", "not_after"))


def _card(node: Node, counts: dict[str, int], ends: dict[str, Any], gap: list[int]) -> Card:
    outage = getattr(node, "outage", None)
    end = ends.get(node.code)
    days = (day_of(end) - today()).days if end else None
    return Card(
        node=node,
        waiting=counts.get("waiting", 0),
        carried=counts.get("carried", 0),
        failed=counts.get("stuck", 0) + counts.get("refused", 0),
        certificate_days=days,
        outage=outage,
        alarms=[] if node.is_own else _alarms(node, outage, days, gap),
    )


def _alarms(node: Node, outage: Outage | None, days: int | None, gap: list[int]) -> list[str]:
    """Sentences for people, the most urgent first."""
    mark: IncomingMark | None = getattr(node, "incoming", None)
    said = []
    if outage:
        said.append(f"连接中断，已试 {outage.failures} 次：{outage.reason}")
    elif is_silent(node):
        said.append(f"超过 {SILENT_MINUTES} 分钟没有消息")
    if gap:
        said.append(gap_in_words(gap))
    if mark and mark.last_fault and mark.through < mark.carried:
        said.append(f"有邮包暂时不能办理：{mark.last_fault}")
    if days is not None and days <= CERTIFICATE_WARNING_DAYS:
        said.append(f"节点证书还有 {days} 天到期" if days >= 0 else "节点证书已过期")
    if (
        node.tls_certificate
        and (tls_days := (day_of(tls.ends_at(node.tls_certificate)) - today()).days) <= 60
    ):
        said.append(f"传输证书还有 {tls_days} 天到期" if tls_days >= 0 else "传输证书已过期")
    return said


def _tls_alarm(days: int) -> list[str]:
    if days > CERTIFICATE_WARNING_DAYS:
        return []
    return [f"传输证书还有 {days} 天到期" if days >= 0 else "传输证书已过期"]


def is_silent(node: Node) -> bool:
    """An active peer that was heard once and not for a while, whichever way a clock was set."""
    if not node.is_active or node.last_heard_at is None:
        return False
    return abs((now() - node.last_heard_at).total_seconds()) > SILENT_MINUTES * 60


def failed_page(node: Node, asked: str | None) -> Page[Parcel]:
    """What is stuck or was refused, the newest first."""
    return page_of(Parcel.objects.failed().filter(node=node).order_by("-id"), asked, SIZE)


def on_the_way(node: Node, most: int = 20) -> list[Parcel]:
    return list(Parcel.objects.on_the_way().filter(node=node).order_by("id")[:most])


def rejections(node: Node, most: int = 10) -> list[Rejection]:
    return list(Rejection.objects.filter(node=node)[:most])


def strangers(most: int = 10) -> list[Rejection]:
    """What came from nobody we know."""
    return list(Rejection.objects.filter(node=None)[:most])
