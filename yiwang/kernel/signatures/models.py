"""Which keys sign for this installation, and whose certificates are known?"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures import certificates, rules


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def own(self) -> Self:
        """Those of keys that are or were in this installation."""
        return self.filter(key__isnull=False)

    def foreign(self) -> Self:
        return self.filter(key=None)

    def authorities(self) -> Self:
        return self.filter(is_authority=True)

    def trusted(self, node_code: str) -> Self:
        """The authorities whose word on that node's certificates counts."""
        return self.authorities().filter(is_trusted=True, node_code=node_code)

    def revoked(self) -> Self:
        return self.exclude(revoked_at=None)

    def in_use(self) -> Self:
        """Of keys that sign now, and foreign ones nobody revoked."""
        return self.filter(Q(key=None) | Q(key__state=SigningKey.State.ACTIVE), revoked_at=None)

    def kept_by_people(self) -> Self:
        """In use, and renewed by nobody but people: of this node, its authority and trusted authorities."""
        own = Q(key__owner__in=[SigningKey.Owner.NODE, SigningKey.Owner.AUTHORITY])
        return self.in_use().filter(own | Q(key=None, is_trusted=True))

    def ending_before(self, moment: datetime) -> Self:
        return self.filter(not_after__lte=moment)

    def matching(self, text: str) -> Self:
        """The name contains the text, or a code or the fingerprint begins with it."""
        return self.filter(
            Q(name__icontains=text)
            | Q(unit_code__istartswith=text)
            | Q(node_code__istartswith=text)
            | Q(fingerprint__startswith=rules.ungrouped(text))
        )


class Certificate(models.Model):
    """A certificate, our own or that of another node; what it says is read from ``pem``."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SM3 of the DER bytes, hex")
    serial = models.CharField(max_length=40, help_text="hex")
    name = models.CharField(max_length=200, help_text="CN of the subject")
    subject = models.TextField()
    unit_code = models.CharField(max_length=200, blank=True, help_text="empty for nodes and authorities")
    node_code = models.CharField(max_length=200)
    algorithm = models.CharField(max_length=10)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(help_text="the first moment at which it is no longer valid")
    is_authority = models.BooleanField(default=False)
    is_trusted = models.BooleanField(
        default=False, help_text="an authority whose certificates are believed; decided by people"
    )
    distrust_reason = models.CharField(max_length=200, blank=True)
    issuer_fingerprint = models.CharField(max_length=64, help_text="its own for an authority")
    pem = models.TextField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_fingerprint", "serial"], name="certificate_once_an_issuer"
            ),
            models.CheckConstraint(
                condition=Q(not_after__gt=F("not_before")), name="certificate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(is_trusted=False) | Q(is_authority=True), name="certificate_trusted_is_authority"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revocation_reason=""), name="certificate_revoked_for_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["node_code", "serial"], name="certificate_of_node"),
            models.Index(fields=["not_after"], name="certificate_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.serial}）"

    @property
    def address(self) -> str:
        return reverse("signatures:certificate", args=[self.pk])

    @property
    def facts(self) -> certificates.Certificate:
        """What the certificate says, parsed once in a process."""
        return certificates.read(self.pem)

    @property
    def algorithm_label(self) -> str:
        return rules.ALGORITHM_LABELS.get(self.algorithm, self.algorithm)

    @property
    def grouped_fingerprint(self) -> str:
        """In groups of four, to be read out on the telephone."""
        return rules.grouped(self.fingerprint)


class KeyQuerySet(models.QuerySet["SigningKey"]):
    def active(self) -> Self:
        return self.filter(state=SigningKey.State.ACTIVE)

    def of(self, owner: str, unit_id: int | None = None) -> Self:
        return self.filter(owner=owner, unit_id=unit_id)


class SigningKey(models.Model):
    """A key pair of this installation. The private half is sealed, and forgotten once it signs no more."""

    class Owner(models.TextChoices):
        AUTHORITY = "authority", "签发机构"
        NODE = "node", "节点"
        UNIT = "unit", "单位"

    class State(models.TextChoices):
        ACTIVE = "active", "使用中"
        RETIRED = "retired", "已更换"
        REVOKED = "revoked", "已吊销"

    owner = models.CharField(max_length=10, choices=Owner.choices)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="signing_keys"
    )
    algorithm = models.CharField(max_length=10)
    sealed = models.TextField(blank=True, help_text="PKCS#8, sealed under SECRET_KEY; empty once not active")
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="key")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state="active", owner="unit"), name="key_one_active_a_unit"
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state="active", owner__in=["authority", "node"]),
                name="key_one_active_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(owner="unit", unit__isnull=False)
                | Q(owner__in=["authority", "node"], unit__isnull=True),
                name="key_of_a_unit_has_one",
            ),
            models.CheckConstraint(
                condition=Q(state="active", ended_at=None) & ~Q(sealed="")
                | ~Q(state="active") & Q(sealed="", ended_at__isnull=False),
                name="key_ended_is_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_owner_display()}密钥 {self.pk}"


class RevocationList(models.Model):
    """The newest list of revoked certificates of a node, as that node signed it; our own is among them."""

    node_code = models.CharField(max_length=60, unique=True)
    number = models.PositiveBigIntegerField(help_text="an older list never replaces a newer one")
    text = models.TextField(help_text="JSON, exactly as it was signed")
    signature = models.TextField(help_text="base64")
    certificate_fingerprint = models.CharField(max_length=64, help_text="of the authority that signed")
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node_code} 第 {self.number} 号吊销名单"
