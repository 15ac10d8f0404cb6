"""How is somebody told something, and how does a message go out?"""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Channel, Notice, Outage, Outgoing, OutgoingQuerySet, Preference
from yiwang.kernel.notifications.rules import (
    OUTAGE,
    is_address,
    is_exhausted,
    is_own_link,
    reason,
    rest_after,
    subject_line,
    wait_after,
)
from yiwang.kernel.organizations.models import Person


@transaction.atomic
def tell(
    person: Person,
    *,
    subject: str,
    body: str = "",
    link: str = "",
    channels: tuple[str, ...] = ("site", "email"),
    key: str = "",
) -> Notice:
    """Leave a notice for a person and owe them the other channels that they want and have an address for.

    Part of the caller's transaction and of its audit entry; what was told under the same ``key`` is not told
    twice. Raises ValueError for a link that leaves this site.
    """
    if not is_own_link(link):
        raise ValueError(f"{link!r} is not a path on this site.")
    subject = subject_line(subject)
    body = body.replace("\x00", "")
    worded = {"subject": subject, "body": body, "link": link, "created_at": now()}
    if key:
        notice, is_new = Notice.objects.get_or_create(person=person, key=key, defaults=worded)
        if not is_new:
            return notice
    else:
        notice = Notice.objects.create(person=person, **worded)
    written = f"{body}\n\n{settings.SITE_ADDRESS.rstrip('/')}{link}" if link else body
    for channel, address in _addresses(person, channels):
        own_key = f"notice:{notice.pk}:{channel}"
        enqueue(channel, address, subject=subject, body=written, key=own_key, person=person)
    return notice


def enqueue(
    channel: str, address: str, *, subject: str = "", body: str, key: str = "", person: Person | None = None
) -> Outgoing:
    """Owe a message to an address; the worker sends it after the commit. The same ``key`` goes out once.

    Raises Refused where the address cannot be one of that channel.
    """
    address = address.strip()
    if not is_address(Channel(channel), address):
        raise Refused(
            "电子邮箱地址不正确。" if channel == Channel.EMAIL else "手机号码不正确。", field="address"
        )
    moment = now()
    outgoing, _ = Outgoing.objects.get_or_create(
        key=key or secrets.token_hex(16),
        defaults={
            "channel": channel,
            "person": person,
            "address": address,
            "subject": subject_line(subject),
            "body": body.replace("\x00", ""),
            "created_at": moment,
            "next_attempt_at": moment,
        },
    )
    return outgoing


def _addresses(person: Person, channels: tuple[str, ...]) -> list[tuple[str, str]]:
    """The channels beside the site that are asked for, wanted by the person, and have a usable address."""
    asked = [Channel(channel) for channel in channels if channel != "site"]
    if not asked:
        return []
    wanted = Preference.objects.filter(person=person).first() or Preference(person=person)
    known = {
        Channel.EMAIL: person.email if wanted.by_email else "",
        Channel.SMS: person.mobile if wanted.by_sms else "",
    }
    return [(channel, known[channel]) for channel in asked if is_address(channel, known[channel])]


def mark_read(person: Person, notice_id: int) -> bool:
    """Whether it was unread until now. Personal reading marks are no acts of office: no audit entry."""
    return bool(Notice.objects.of(person.pk).unread().filter(pk=notice_id).update(read_at=now()))


def mark_all_read(person: Person) -> int:
    """How many were unread until now."""
    return Notice.objects.of(person.pk).unread().update(read_at=now())


@transaction.atomic
def choose(by: Actor, person: Person, *, by_email: bool, by_sms: bool) -> Preference:
    """Which channels the person wants beside the site."""
    chosen, _ = Preference.objects.select_for_update().get_or_create(person=person)
    before = {"by_email": chosen.by_email, "by_sms": chosen.by_sms}
    after = {"by_email": by_email, "by_sms": by_sms}
    if before != after:
        Preference.objects.filter(pk=chosen.pk).update(**after)
        record(by, "notifications.preference_choose", person, before=before, after=after)
    return Preference(pk=chosen.pk, person=person, **after)


def claim_next(moment: datetime, lease: int) -> Outgoing | None:
    """The message whose turn it is, ours for ``lease`` seconds; a killed sender's claim lapses by itself.

    The attempt is counted before it is made: a message that kills its sender every time is given up too.
    """
    while outgoing := _claim(moment, lease):
        if not is_exhausted(outgoing.attempts):
            return outgoing
        settle_postponed(outgoing, "发送进程多次中断，没有得到对方的答复。")
    return None


@transaction.atomic
def _claim(moment: datetime, lease: int) -> Outgoing | None:
    resting = Outage.objects.exclude(is_due("paused_until", moment, OUTAGE[-1])).values("channel")
    due = Outgoing.objects.due(moment).exclude(channel__in=resting)
    outgoing = due.select_for_update(skip_locked=True).first()
    if outgoing is None:
        return None
    outgoing.state = Outgoing.State.SENDING
    outgoing.attempts += 1
    outgoing.claim = secrets.token_hex(16)
    outgoing.next_attempt_at = shifted(moment, seconds=lease)
    outgoing.save(update_fields=["state", "attempts", "claim", "next_attempt_at"])
    return outgoing


@transaction.atomic
def settle_sent(outgoing: Outgoing, proof: str) -> bool:
    """The other side took it over and said so; whether the claim was still ours.

    A proof that comes after the claim lapsed still counts while nobody else is at it: it did go out.
    """
    if not proof:
        raise ValueError("Nothing is sent without proof.")
    Outage.objects.filter(channel=outgoing.channel).delete()
    ours = Outgoing.objects.filter(pk=outgoing.pk, claim=outgoing.claim)
    return bool(
        ours.update(state=Outgoing.State.SENT, claim="", sent_at=now(), proof=reason(proof), last_error="")
    )


@transaction.atomic
def settle_failed(outgoing: Outgoing, why: str) -> bool:
    """The other side refuses it for good."""
    return _end(outgoing, Outgoing.State.FAILED, why)


@transaction.atomic
def settle_postponed(outgoing: Outgoing, why: str) -> bool:
    """It did not work this time: again after the back-off, given up after the last one."""
    wait = wait_after(outgoing.attempts)
    if wait is None:
        return _end(outgoing, Outgoing.State.GIVEN_UP, why)
    return bool(
        _ours(outgoing).update(
            state=Outgoing.State.WAITING,
            claim="",
            next_attempt_at=shifted(now(), seconds=wait),
            last_error=reason(why, outgoing.address),
        )
    )


@transaction.atomic
def settle_unreachable(outgoing: Outgoing, why: str) -> None:
    """The channel itself is down: the message waits uncounted, the channel rests."""
    moment = now()
    _ours(outgoing).update(
        state=Outgoing.State.WAITING,
        claim="",
        attempts=F("attempts") - 1,
        next_attempt_at=moment,
        last_error=reason(why, outgoing.address),
    )
    outage, is_new = Outage.objects.select_for_update().get_or_create(
        channel=outgoing.channel,
        defaults={
            "began_at": moment,
            "paused_until": shifted(moment, seconds=rest_after(1)),
            "reason": reason(why, outgoing.address),
        },
    )
    if is_new:
        record(
            SYSTEM, "notifications.channel_pause", outgoing, channel=outgoing.channel, reason=outage.reason
        )
        return
    failures = outage.failures + 1
    Outage.objects.filter(pk=outage.pk).update(
        failures=failures,
        paused_until=shifted(moment, seconds=rest_after(failures)),
        reason=reason(why, outgoing.address),
    )


def _ours(outgoing: Outgoing) -> OutgoingQuerySet:
    return Outgoing.objects.filter(pk=outgoing.pk, state=Outgoing.State.SENDING, claim=outgoing.claim)


def _end(outgoing: Outgoing, state: str, why: str) -> bool:
    why = reason(why, outgoing.address)
    ended = _ours(outgoing).update(state=state, claim="", last_error=why)
    if ended:
        record(SYSTEM, "notifications.message_fail", outgoing, state=state, reason=why)
    return bool(ended)


@transaction.atomic
def retry(by: Actor, outgoing_id: int) -> Outgoing:
    """Send a stuck message once more from the beginning. Raises Refused where it is not stuck any more."""
    outgoing = _stuck(outgoing_id)
    before = {"state": outgoing.state, "attempts": outgoing.attempts}
    outgoing.state = Outgoing.State.WAITING
    outgoing.attempts = 0
    outgoing.next_attempt_at = now()
    outgoing.save(update_fields=["state", "attempts", "next_attempt_at"])
    Outage.objects.filter(channel=outgoing.channel).update(paused_until=outgoing.next_attempt_at)
    record(by, "notifications.message_retry", outgoing, before=before, after={"state": outgoing.state})
    return outgoing


@transaction.atomic
def drop(by: Actor, outgoing_id: int) -> Outgoing:
    """Send a stuck message no more. Raises Refused where it is not stuck any more."""
    outgoing = _stuck(outgoing_id)
    before = outgoing.state
    outgoing.state = Outgoing.State.DROPPED
    outgoing.save(update_fields=["state"])
    record(by, "notifications.message_drop", outgoing, before=before, after=outgoing.state)
    return outgoing


@transaction.atomic
def forget(key: str) -> int:
    """Delete the messages whose keys begin so, sent or not: they hold an address that must not be kept.

    Part of the caller's transaction and of its audit entry. A sender that is at one finds no row to settle.
    """
    if not key:
        raise ValueError("Everything is not forgotten at once.")
    return Outgoing.objects.filter(key__startswith=key).delete()[0]


def _stuck(outgoing_id: int) -> Outgoing:
    outgoing = Outgoing.objects.select_for_update().get(pk=outgoing_id)
    if not outgoing.is_stuck:
        raise Refused(f"这条消息现在是“{outgoing.get_state_display()}”，不需要处理。")
    return outgoing
