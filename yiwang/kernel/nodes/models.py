"""Which installations are there, what waits for them, and what has come from them?"""

import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes.rules import HOUR
from yiwang.kernel.organizations.models import Unit


class NodeQuerySet(models.QuerySet["Node"]):
    def peers(self) -> "NodeQuerySet":
        return self.filter(is_own=False)

    def active(self) -> "NodeQuerySet":
        return self.filter(is_active=True)


class Node(models.Model):
    """An installation of the platform: our own, or one that was registered."""

    class Role(models.TextChoices):
        OWN = "own", "本节点"
        OUTER = "outer", "外网"
        INNER = "inner", "内网"
        COUNTY = "county", "县区节点"
        PEER = "peer", "其他城市"

    class Carrier(models.TextChoices):
        LOOPBACK = "loopback", "本机"
        DIRECTORY = "directory", "目录摆渡（网闸）"
        HTTPS = "https", "HTTPS 双向认证"
        AMQP = "amqp", "消息队列（RabbitMQ）"

    code = models.CharField("节点代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    role = models.CharField("类型", max_length=10, choices=Role.choices)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="its units and those below live on this node",
    )
    carrier = models.CharField("传输方式", max_length=10, choices=Carrier.choices)
    settings = models.JSONField(default=dict, help_text="of the carrier: outbox, inbox, url; secrets sealed")
    is_own = models.BooleanField(default=False)
    is_active = models.BooleanField("启用", default=True)
    authority = models.CharField(
        max_length=64, blank=True, help_text="fingerprint of the authority that issues its certificates"
    )
    tls_certificate = models.TextField(blank=True, help_text="PEM; the only one accepted from it over HTTPS")
    registered_at = models.DateTimeField()
    last_heard_at = models.DateTimeField(null=True)
    last_heartbeat = models.JSONField(default=dict, help_text="what it last said about itself")

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ["-is_own", "code"]
        constraints = [
            models.UniqueConstraint(fields=["is_own"], condition=Q(is_own=True), name="node_one_is_own"),
            models.UniqueConstraint(fields=["unit"], condition=Q(unit__isnull=False), name="node_one_a_unit"),
            models.CheckConstraint(
                condition=Q(is_own=True, role="own", carrier="loopback")
                | (Q(is_own=False) & ~Q(role="own") & ~Q(carrier="loopback")),
                name="node_own_is_loopback",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def waiting(self, now: datetime) -> "ParcelQuerySet":
        """To be handed to the carrier now, in the order in which they were posted."""
        return self.filter(is_due("next_attempt_at", now, HOUR), state=Parcel.State.WAITING).order_by("id")

    def lost(self, now: datetime, beat: int) -> "ParcelQuerySet":
        """Handed over, but the other side has since seen notes up to ``beat`` and not these."""
        return self.filter(
            is_due("next_attempt_at", now, HOUR), state=Parcel.State.CARRIED, beat__lte=beat
        ).order_by("id")

    def on_the_way(self) -> "ParcelQuerySet":
        return self.filter(state__in=[Parcel.State.WAITING, Parcel.State.CARRIED])

    def unsettled(self) -> "ParcelQuerySet":
        return self.filter(state__in=[Parcel.State.WAITING, Parcel.State.CARRIED, Parcel.State.STUCK])

    def failed(self) -> "ParcelQuerySet":
        """What somebody should look at."""
        return self.filter(state__in=[Parcel.State.STUCK, Parcel.State.REFUSED])


class Parcel(models.Model):
    """One thing owed to another installation until it has said that it took it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待发送"
        CARRIED = "carried", "已交传输，等待回执"
        ACKNOWLEDGED = "acknowledged", "对方已收下"
        REFUSED = "refused", "对方拒收"
        STUCK = "stuck", "多次未成"
        DROPPED = "dropped", "已取消"

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="parcels")
    number = models.PositiveBigIntegerField(
        null=True, help_text="consecutive for this node, given when it is first handed over"
    )
    kind = models.CharField(max_length=60)
    text = models.TextField(help_text="the body as canonical JSON")
    key = models.CharField(max_length=160, blank=True, help_text="the same key goes to a node once")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(help_text="while claimed: when the claim lapses")
    claim = models.CharField(max_length=32, blank=True, help_text="random token of the worker at it")
    beat = models.PositiveBigIntegerField(default=0, help_text="our last note when it was handed over")
    have = models.JSONField(default=dict, help_text="bytes of each file that the other side has, by digest")
    carried_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    files = models.ManyToManyField(StoredFile, through="ParcelFile", related_name="+")

    objects = ParcelQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["node", "id"], condition=Q(state="waiting"), name="parcel_waiting"),
            models.Index(fields=["node", "beat", "id"], condition=Q(state="carried"), name="parcel_carried"),
            models.Index(
                fields=["node", "-id"], condition=Q(state__in=["stuck", "refused"]), name="parcel_failed"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["acknowledged", "refused", "dropped"]),
                name="parcel_settled",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "number"], condition=Q(number__isnull=False), name="parcel_number_once"
            ),
            models.UniqueConstraint(fields=["node", "key"], condition=~Q(key=""), name="parcel_key_once"),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(acknowledged_at__isnull=False),
                name="parcel_acknowledged_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "stuck", "dropped"]) | ~Q(last_error=""),
                name="parcel_failed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} 第 {self.number or '—'} 号"

    @property
    def body(self) -> dict[str, Any]:
        """What was posted; nothing once it has been emptied."""
        content: dict[str, Any] = json.loads(self.text) if self.text else {}
        return content

    @property
    def is_emptied(self) -> bool:
        """Settled long ago: only its number and outcome are kept."""
        return not self.text


class ParcelFile(models.Model):
    """A file that travels with a parcel, under the name it is called there."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="enclosures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "file"], name="parcel_file_once")]


class Outage(models.Model):
    """A node that cannot be reached; it is left alone until ``paused_until``. No row: it works."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE, related_name="outage")
    began_at = models.DateTimeField()
    paused_until = models.DateTimeField()
    failures = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300)
    is_told = models.BooleanField(default=False, help_text="the managers know")


class OutgoingMark(models.Model):
    """How far our parcels and notes to a node have come. Whoever numbers or settles locks the row."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE, related_name="outgoing")
    last_number = models.PositiveBigIntegerField(default=0)
    through = models.PositiveBigIntegerField(default=0, help_text="the other side has everything up to here")
    beat = models.PositiveBigIntegerField(default=0, help_text="how many notes we have sent")
    echoed = models.PositiveBigIntegerField(default=0, help_text="our last note that the other side has seen")
    gone = models.JSONField(default=list, help_text="numbers that will never come: dropped, or long settled")


class IncomingMark(models.Model):
    """How far a node's parcels and notes have come. Whoever takes a parcel locks the row."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE, related_name="incoming")
    through = models.PositiveBigIntegerField(default=0, help_text="everything up to this number has come")
    highest = models.PositiveBigIntegerField(default=0)
    carried = models.PositiveBigIntegerField(default=0, help_text="the other side says it sent up to here")
    settled = models.PositiveBigIntegerField(default=0, help_text="the other side knows what became of these")
    beat = models.PositiveBigIntegerField(default=0, help_text="its last note that we have seen")
    owes_answer = models.BooleanField(default=False, help_text="an acknowledgement is to be sent")
    again = models.JSONField(default=dict, help_text="numbers that came broken: why, and what we have")
    gap_since_at = models.DateTimeField(null=True, help_text="since when the first missing number is missed")
    is_gap_told = models.BooleanField(default=False)
    last_fault = models.CharField(max_length=300, blank=True, help_text="why a parcel could not be taken yet")
    fault_at = models.DateTimeField(null=True)


class Received(models.Model):
    """A number of a node that has been dealt with, and how: what makes a second coming harmless."""

    class State(models.TextChoices):
        TAKEN = "taken", "已收下"
        REFUSED = "refused", "已拒收"
        GONE = "gone", "对方已取消"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="received")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SM3 of kind, body digest and files")
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    header = models.TextField(blank=True, help_text="of a refused one: the signed header as evidence")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="received_once")]
        indexes = [
            models.Index(fields=["node", "number"], condition=Q(state="refused"), name="received_refused"),
            models.Index(fields=["received_at"], name="received_by_age"),
        ]


class Piece(models.Model):
    """A file that comes from a node bit by bit, before the parcel it belongs to."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="pieces")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the whole file")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    have = models.PositiveBigIntegerField(default=0, help_text="bytes that are here")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField(max_length=300, blank=True, help_text="why the whole file was not taken")
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "digest"], name="piece_once"),
            models.CheckConstraint(condition=Q(have__lte=models.F("size")), name="piece_within_size"),
        ]
        indexes = [models.Index(fields=["touched_at"], name="piece_by_age")]

    @property
    def is_whole(self) -> bool:
        return self.file_id is not None or bool(self.refusal)


class Rejection(models.Model):
    """Something that came from outside and was not let in: what it said, and why not."""

    node = models.ForeignKey(Node, null=True, on_delete=models.CASCADE, related_name="rejections")
    claimed = models.CharField(max_length=60, blank=True, help_text="whom it claimed to come from")
    number = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=300)
    evidence = models.TextField(blank=True, help_text="the header as it came, at most 64 kB")
    rejected_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["node", "-rejected_at"], name="rejection_by_node")]

    def __str__(self) -> str:
        return f"{self.claimed or '未知来源'}：{self.reason}"


class TlsPair(models.Model):
    """Our own key for HTTPS between installations; the private half is sealed."""

    certificate = models.TextField(help_text="PEM, self-signed, ECDSA P-256")
    sealed = models.TextField(help_text="PKCS#8 PEM under organizations.sealing")
    made_at = models.DateTimeField()
