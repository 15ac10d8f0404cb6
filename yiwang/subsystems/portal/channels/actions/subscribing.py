"""How does an address come to be told of news, and how does it get out again?

Nobody learns from any of this whether an address is known: every answer is the same.
"""

import secrets
from collections.abc import Sequence
from hmac import compare_digest

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM, Actor
from yiwang.kernel.deadlines.moments import local, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications import actions as notifications
from yiwang.kernel.notifications.rules import masked
from yiwang.subsystems.portal.channels import addresses, rules, wording
from yiwang.subsystems.portal.channels.models import Interest, Request, Subscription
from yiwang.subsystems.portal.channels.rules import SMS
from yiwang.subsystems.portal.channels.sites import Home
from yiwang.subsystems.portal.channels.timing import next_due

DAY = 86_400
OVER = "这次确认已经失效，请重新订阅。"


@transaction.atomic
def ask(home: Home, wish: rules.Wish) -> Request:
    """Ask whoever has the address whether they want it; only their yes makes a subscription.

    An address that was asked too often today is not written to; whoever filled the form in does not see that.
    Raises Refused for interests that are none.
    """
    rules.check_interests(wish.interests)
    moment = now()
    known = addresses.digests(wish.channel, wish.address)
    asked = Request.objects.filter(address_digest__in=known, created_at__gt=shifted(moment, seconds=-DAY))
    may_write = asked.count() < rules.ASKED_A_DAY
    code = addresses.new_code() if wish.channel == SMS else ""
    wait = {"minutes": rules.CODE_MINUTES} if wish.channel == SMS else {"hours": rules.MAIL_HOURS}
    uid = secrets.token_urlsafe(18)
    request = Request.objects.create(
        uid=uid,
        site=home.slug,
        channel=wish.channel,
        address=addresses.sealed(wish.address),
        address_digest=known[0],
        frequency=wish.frequency,
        interests=[[one.kind, one.value] for one in wish.interests],
        code_digest=addresses.code_digest(uid, code) if code else "",
        created_at=moment,
        expires_at=shifted(moment, **wait),
    )
    if may_write:
        subject, body = wording.code(home, code) if code else wording.question(home, uid, wish)
        key = wording.question_key(uid)
        notifications.enqueue(wish.channel, wish.address, subject=subject, body=body, key=key)
    return request


@transaction.atomic
def confirm(uid: str, code: str = "") -> Subscription:
    """Whoever has the address says yes: by the link that only they got, or by the code.

    Raises Refused for a link that is over, and for a wrong code; after MOST_TRIES no code is right any more.
    """
    request = Request.objects.select_for_update().filter(uid=uid, expires_at__gt=now()).first()
    if request is None or request.tries >= rules.MOST_TRIES:
        raise Refused(OVER)
    if request.code_digest and not compare_digest(
        request.code_digest.encode(), addresses.code_digest(uid, code).encode()
    ):
        raise Refused("验证码不正确，请核对短信后再试。", field="code")
    subscription = _subscribed(request)
    notifications.forget(wording.question_key(uid))
    request.delete()
    record(
        PUBLIC,
        "portal.subscription_confirm",
        subscription,
        site=subscription.site,
        channel=subscription.channel,
        frequency=subscription.frequency,
        interests=subscription.interests.count(),
    )
    return subscription


@transaction.atomic
def note_wrong_code(uid: str) -> None:
    """In a transaction of its own: the refusal undoes the one in which it was found."""
    request = Request.objects.select_for_update().filter(uid=uid).first()
    if request:
        request.tries += 1
        request.save(update_fields=["tries"])


def _subscribed(request: Request) -> Subscription:
    """A new subscription, or the one that the address has: then what it asked for before stays."""
    moment = now()
    address = addresses.opened(request.address)
    if not address:
        raise Refused(OVER)
    known = addresses.digests(request.channel, address)
    found = Subscription.objects.select_for_update().filter(
        site=request.site, channel=request.channel, address_digest__in=known
    )
    subscription = found.first() or Subscription(
        site=request.site,
        channel=request.channel,
        address=request.address,
        address_digest=known[0],
        masked=masked(address),
        confirmed_at=moment,
        told_until=moment,
    )
    subscription.frequency = request.frequency
    subscription.due_at = next_due(request.frequency, request.channel, local(moment))
    subscription.save()
    wanted = [rules.Interest(*one) for one in request.interests]
    _put_interests(subscription, [*_asked_for(subscription), *wanted][-rules.MOST_INTERESTS :])
    return subscription


def _asked_for(subscription: Subscription) -> list[rules.Interest]:
    return [rules.Interest(one.kind, one.value) for one in subscription.interests.order_by("pk")]


def _put_interests(subscription: Subscription, wanted: Sequence[rules.Interest]) -> None:
    subscription.interests.all().delete()
    Interest.objects.bulk_create(
        [Interest(subscription=subscription, kind=one.kind, value=one.value) for one in dict.fromkeys(wanted)]
    )


@transaction.atomic
def change(subscription_id: int, frequency: str, interests: Sequence[rules.Interest]) -> Subscription:
    """What it wants from now on; what came in the meantime is not told again."""
    rules.check_interests(interests)
    subscription = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
    if subscription is None:
        raise Refused("这个订阅已经取消。")
    before = subscription.frequency
    subscription.frequency = frequency
    subscription.due_at = next_due(frequency, subscription.channel, local(now()))
    subscription.save(update_fields=["frequency", "due_at"])
    _put_interests(subscription, interests)
    record(
        PUBLIC,
        "portal.subscription_change",
        subscription,
        before=before,
        after=frequency,
        interests=len(interests),
    )
    return subscription


@transaction.atomic
def end(subscription_id: int, by: Actor = PUBLIC, reason: str = "") -> bool:
    """Out at once: the address, its interests and every message to it are deleted. Whether there was one."""
    subscription = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
    if subscription is None:
        return False
    notifications.forget(wording.digest_key(subscription_id))
    known = Request.objects.filter(address_digest=subscription.address_digest, site=subscription.site)
    for uid in known.values_list("uid", flat=True):
        notifications.forget(wording.question_key(uid))
    known.delete()
    record(
        by,
        "portal.subscription_end",
        subscription,
        site=subscription.site,
        channel=subscription.channel,
        reason=reason,
    )
    subscription.delete()
    return True


@transaction.atomic
def forget_unanswered() -> int:
    """The regular job: requests that nobody said yes to, a day after they began and when they are over."""
    moment = now()
    over = Request.objects.filter(expires_at__lte=moment, created_at__lte=shifted(moment, seconds=-DAY))
    uids = list(over.order_by("pk").values_list("uid", flat=True)[:500])
    for uid in uids:
        notifications.forget(wording.question_key(uid))
    Request.objects.filter(uid__in=uids).delete()
    if uids:
        record(SYSTEM, "portal.subscription_forget", number=len(uids))
    return len(uids)
