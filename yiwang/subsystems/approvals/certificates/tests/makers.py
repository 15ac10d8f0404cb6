"""A keeper and a certificate; a test changes only what matters to it."""

from datetime import date
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.approvals.certificates import actions
from yiwang.subsystems.approvals.certificates.actions.renewing import KEEPER
from yiwang.subsystems.approvals.certificates.declarations import REGISTRAR
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import Certificate, Kind

BY = Actor(person="王证照", unit="云泽市市场监督管理局")
FIRM = Holder(
    "云泽市喜乐餐饮有限公司",
    "organisation",
    "credit",
    "91350100M000100Y43",
    "李喜乐",
    "13812345678",
    "湖滨路18号",
)
PERSON = Holder("欧阳明", "person", "identity", "11010519491231002X")
SAID = actions.Said("经查属实。", decision_number="云市监罚〔2026〕1号")


def make_kind(**changes: Any) -> Kind:
    given: dict[str, Any] = {"name": "食品经营许可证", "code": "SP"}
    kind, _ = Kind.objects.update_or_create(name=given["name"], defaults=given | changes)
    return kind


def make_issuing(**changes: Any) -> actions.Issuing:
    given: dict[str, Any] = {
        "kind": "食品经营许可证",
        "holder": FIRM,
        "content": "热食类食品制售",
        "valid_from": date(2026, 2, 9),
        "valid_until": date(2031, 2, 8),
        "issued_on": date(2026, 2, 9),
    }
    given["unit"] = changes.pop("unit", None) or Unit.objects.first() or make_unit()
    return actions.Issuing(**(given | changes))


def make_certificate(**changes: Any) -> Certificate:
    return actions.issue(BY, make_issuing(**changes))


def make_keeper(**changes: Any) -> Post:
    return make_post(roles=[KEEPER], **changes)


def make_registrar(**changes: Any) -> Post:
    return make_post(roles=[REGISTRAR], **changes)
