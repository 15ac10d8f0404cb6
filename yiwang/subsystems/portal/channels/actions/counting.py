"""How many want to be told of what? Counted where the subscriptions are, told where the officials are."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Count as Counted

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, start_of, today
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.portal.channels import messages, rules
from yiwang.subsystems.portal.channels.actions.digests import FAILED, SENT
from yiwang.subsystems.portal.channels.models import Count, Interest, Subscription

FATES = (SENT, FAILED)
MOST = 4000


@transaction.atomic
def count() -> int:
    """The regular job: the numbers of today; how many. An outer installation tells the inner one."""
    day = today()
    lines = [*_of_subscriptions(), *_of_interests()][:MOST]
    _put(day, lines)
    if settings.ZONE == "outer":
        _tell(day)
    return len(lines)


def _of_subscriptions() -> list[messages.Line]:
    lines = []
    for kind in ("channel", "frequency"):
        rows = Subscription.objects.order_by().values_list("site", kind).annotate(number=Counted("pk"))
        lines += [messages.Line(site=site, kind=kind, value=value, number=n) for site, value, n in rows]
    return lines


def _of_interests() -> list[messages.Line]:
    """Keywords too: what people look for and the columns do not offer. A word of one alone is not told."""
    rows = Interest.objects.order_by().values_list("subscription__site", "kind", "value")
    counted = rows.annotate(number=Counted("pk")).order_by("-number")
    return [
        messages.Line(site=site, kind=kind, value=value, number=number)
        for site, kind, value, number in counted[:MOST]
        if kind != rules.KEYWORD or number > 1
    ]


def _put(day: date, lines: list[messages.Line]) -> None:
    """The numbers of a day anew; what became of its messages is counted as it happens and stays."""
    Count.objects.filter(day=day).exclude(kind__in=FATES).delete()
    Count.objects.bulk_create(
        [
            Count(site=one.site, day=day, kind=one.kind, value=one.value, number=one.number)
            for one in lines
            if one.kind not in FATES
        ]
    )


def _tell(day: date) -> None:
    """Nothing is told before the inner zone is registered; the next hour tries again."""
    inner = zones.known("inner")
    if inner is None:
        return
    rows = Count.objects.filter(day=day).order_by("pk")
    lines = [messages.Line(site=one.site, kind=one.kind, value=one.value, number=one.number) for one in rows]
    said = messages.Counts(day=day, sequence=int((now() - start_of(day)).total_seconds()), lines=lines)
    send(SYSTEM, Side(), Outline(messages.COUNTS, "订阅统计", [inner], body=said.model_dump(mode="json")))


def take_counts(taken: Taken) -> None:
    """Inner side, in the transaction that takes the envelope in; only a later telling changes anything."""
    check_from(taken, "outer")
    said: messages.Counts = taken.body
    known = Count.objects.filter(day=said.day, kind="sequence").values_list("number", flat=True).first()
    if known is not None and known >= said.sequence:
        return
    Count.objects.filter(day=said.day).delete()
    lines = [*said.lines, messages.Line(site="", kind="sequence", number=said.sequence)]
    Count.objects.bulk_create(
        [
            Count(site=one.site, day=said.day, kind=one.kind, value=one.value, number=one.number)
            for one in lines
        ]
    )
    record(SYSTEM, "portal.subscription_counts_take", day=f"{said.day}", number=len(said.lines))
