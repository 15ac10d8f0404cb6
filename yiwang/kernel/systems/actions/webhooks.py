"""How is it settled where a system is told of what happens?"""

import secrets

from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.sealing import seal
from yiwang.kernel.systems import receivers, rules
from yiwang.kernel.systems.actions import calls
from yiwang.kernel.systems.models import Call, System

PURPOSE = "systems"
TRY = "systems.try"


def set_address(by: Actor, system: System, address: str) -> tuple[System, str]:
    """The system, and the secret where it has got its first one: shown now and never again.

    Raises Refused for an address that calls may not be sent to; its name is looked up before the transaction.
    """
    checked = rules.checked_address(address, local_allowed=receivers.is_local_allowed(settings.MODE))
    receivers.permitted_addresses(checked)
    return _set(by, system, checked)


@transaction.atomic
def _set(by: Actor, system: System, address: str) -> tuple[System, str]:
    locked = _locked(system)
    before, secret = locked.webhook_address, ""
    if not locked.webhook_secret:
        secret = _new_secret(locked)
    locked.webhook_address, locked.rests_until, locked.failures = address, None, 0
    locked.save(update_fields=["webhook_address", "webhook_secret", "rests_until", "failures"])
    record(by, "systems.webhook_set", locked, before=before, after=address)
    return locked, secret


@transaction.atomic
def remove(by: Actor, system: System) -> System:
    """Tell it no more; what it was still to be told is dropped."""
    locked = _locked(system)
    if not locked.webhook_address:
        raise Refused("该系统没有设置回调地址。")
    before = locked.webhook_address
    locked.webhook_address, locked.webhook_secret, locked.rests_until, locked.failures = "", "", None, 0
    locked.save(update_fields=["webhook_address", "webhook_secret", "rests_until", "failures"])
    dropped = calls.drop_waiting(locked)
    record(by, "systems.webhook_remove", locked, before=before, dropped=dropped)
    return locked


@transaction.atomic
def renew_secret(by: Actor, system: System) -> tuple[System, str]:
    """The system and its new secret, shown now and never again; the old one signs nothing from here on."""
    locked = _locked(system)
    if not locked.webhook_address:
        raise Refused("请先设置回调地址。")
    secret = _new_secret(locked)
    locked.save(update_fields=["webhook_secret"])
    record(by, "systems.webhook_renew", locked)
    return locked, secret


@transaction.atomic
def try_out(by: Actor, system: System) -> Call:
    """Owe the system a call that means nothing, to see whether it arrives."""
    locked = _locked(system)
    if not locked.webhook_address or not locked.is_active:
        raise Refused("请先设置回调地址；停用的系统不推送。")
    System.objects.filter(pk=locked.pk).update(rests_until=None)
    call = calls.owe(locked, TRY, {"message": "回调测试"}, key=f"try:{secrets.token_hex(8)}")
    record(by, "systems.webhook_try", locked)
    return call


def _new_secret(system: System) -> str:
    secret = f"ywh_{secrets.token_urlsafe(32)}"
    system.webhook_secret = seal(secret, PURPOSE)
    return secret


def _locked(system: System) -> System:
    return System.objects.select_for_update(of=("self",)).select_related("unit").get(pk=system.pk)
