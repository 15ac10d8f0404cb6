"""Outer side: who else has the matter of a public letter, and how does the inner zone learn how many?

One word a browser and letter, kept as a digest for this letter alone. What crosses is the total.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.intake.browsers import Browser
from yiwang.subsystems.participation.letters import messages
from yiwang.subsystems.participation.letters.models import Seconding, Trace

SALT = "yiwang.letters.seconding"


def second(uid: str, browser: Browser) -> bool:
    """Whether it counted: False where this browser has said so before.

    Raises Refused where the letter is not public, or not any more.
    """
    digest = digest_of(uid, browser)
    try:
        with transaction.atomic():
            trace = Trace.objects.shown().select_for_update().filter(uid=uid).first()
            if trace is None:
                raise Refused("这封来信已不再公开。")
            Seconding.objects.create(trace=trace, digest=digest)
            Trace.objects.filter(pk=trace.pk).update(seconded=F("seconded") + 1)
    except IntegrityError:
        if has_seconded(uid, browser):
            return False
        raise
    return True


def has_seconded(uid: str, browser: Browser | None) -> bool:
    if browser is None:
        return False
    return Seconding.objects.filter(trace__uid=uid, digest=digest_of(uid, browser)).exists()


def digest_of(uid: str, browser: Browser) -> str:
    return salted_hmac(SALT, f"{uid}:{browser.token}", algorithm="sha256").hexdigest()


@transaction.atomic
def tell_inside() -> int:
    """The regular job: one envelope with the totals that changed; how many letters it tells of."""
    inner = zones.known("inner")
    if inner is None:
        return 0
    untold = Trace.objects.exclude(seconded=F("seconded_told")).select_for_update().order_by("pk")
    rows = list(untold.only("uid", "seconded")[: messages.MOST_SECONDED])
    if not rows:
        return 0
    said = messages.Seconded(totals={row.uid: row.seconded for row in rows})
    outline = Outline(messages.SECONDED, "来信附议数", [inner], body=said.model_dump(mode="json"))
    send(SYSTEM, Side(), outline)
    for row in rows:
        Trace.objects.filter(pk=row.pk).update(seconded_told=row.seconded)
    record(SYSTEM, "letters.seconded_tell", None, letters=len(rows))
    return len(rows)
