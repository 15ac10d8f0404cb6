"""Which certificates come near their end, and what happens about them by itself?"""

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Left, TruncMonth
from django.urls import reverse

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.signatures import actions, keys, rules, telling
from yiwang.kernel.signatures.certificates import LONGEST_NAME, written
from yiwang.kernel.signatures.models import Certificate, KeyQuerySet, SigningKey

BATCH = 200
NEAR_END = "证书即将到期，自动更换"
RENAMED = "单位已更名，自动更换"
PEOPLE_DECIDE = "请在到期前办理更换。"


@transaction.atomic
def tell_of_ends() -> int:
    """Tell the key managers, once for each threshold, of certificates that people have to renew.

    Units' certificates renew themselves: of these one notice a month of their end. Returns how many
    certificates are near their end or past it.
    """
    moment = now()
    near = Certificate.objects.kept_by_people().ending_before(shifted(moment, days=rules.THRESHOLDS[0]))
    watched = list(near.order_by("not_after"))
    for certificate in watched:
        _tell_of(certificate, rules.threshold(certificate.not_after, moment))
    _tell_of_units()
    return len(watched)


def renew_unit_keys() -> int:
    """A new key for every open unit whose certificate ends soon or bears a former name; how many."""
    if not _of_open_units().exists():
        return 0
    end_of_authority = keys.authority().certificate.not_after
    soon = shifted(now(), days=rules.renewal_days(settings.CERTIFICATE_DAYS))
    # A certificate that lasts as long as its authority gains nothing by a new one.
    ending = _of_open_units().filter(certificate__not_after__lte=soon)
    ending = ending.filter(certificate__not_after__lt=end_of_authority)
    renamed = _of_open_units().exclude(certificate__name=Left("unit__name", LONGEST_NAME))
    return _renewed(ending, NEAR_END) + _renewed(renamed, RENAMED)


def _of_open_units() -> KeyQuerySet:
    return SigningKey.objects.active().filter(owner=SigningKey.Owner.UNIT, unit__closed_on=None)


def _renewed(due: KeyQuerySet, reason: str) -> int:
    batch = list(due.select_related("certificate").order_by("certificate__not_after", "pk")[:BATCH])
    for key in batch:
        actions.rotate(SYSTEM, key.certificate, reason)
    return len(batch)


def _tell_of(certificate: Certificate, threshold: int | None) -> None:
    whose = f"{certificate.name}（节点 {certificate.node_code}）"
    end = written(certificate.not_after)
    subject = f"证书已过期：{whose}" if threshold == 0 else f"证书将在 {threshold} 天内到期：{whose}"
    telling.tell_managers(
        subject=subject,
        body=f"这份证书有效期至 {end}。{PEOPLE_DECIDE}",
        link=certificate.address,
        key=f"signatures:{certificate.fingerprint}:{threshold}",
    )


def _tell_of_units() -> None:
    near = _of_open_units().filter(certificate__not_after__lte=shifted(now(), days=rules.THRESHOLDS[0]))
    months = near.annotate(month=TruncMonth("certificate__not_after")).values("month")
    for found in months.annotate(count=Count("pk")).order_by("month"):
        month = found["month"]
        telling.tell_managers(
            subject=f"{month.year} 年 {month.month} 月有单位证书到期",
            body=f"目前共 {found['count']} 份。到期前由系统自动更换，不需要办理；已签名的文件继续有效。",
            link=f"{reverse('signatures:certificates')}?state=ending",
            key=f"signatures:units:{month:%Y-%m}",
        )
