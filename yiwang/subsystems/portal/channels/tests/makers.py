"""Subscriptions on the main site, with sensible defaults."""

from itertools import count
from typing import Any

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.notifications.models import Outgoing
from yiwang.subsystems.portal.channels import addresses, wording
from yiwang.subsystems.portal.channels.actions import subscribing
from yiwang.subsystems.portal.channels.models import Request, Subscription
from yiwang.subsystems.portal.channels.rules import DAILY, EMAIL, SITE, Interest, Wish
from yiwang.subsystems.portal.channels.sites import Home
from yiwang.subsystems.portal.tests.makers import make_site

HOME = Home("main", "云泽市人民政府", "http://testserver")
_numbers = count(1)


def make_wish(**changes: Any) -> Wish:
    fields = {
        "channel": EMAIL,
        "address": f"reader{next(_numbers)}@example.cn",
        "frequency": DAILY,
        "interests": (Interest(SITE),),
        **changes,
    }
    return Wish(**fields)


def make_request(**changes: Any) -> Request:
    make_site()
    return subscribing.ask(HOME, make_wish(**changes))


def make_subscription(*, due: bool = True, **changes: Any) -> Subscription:
    """Confirmed; its digest is due and reaches back two hours, unless ``due`` is said to be not."""
    request = make_request(**changes)
    code = ""
    if request.code_digest:
        code = next(
            one
            for one in code_in(Outgoing.objects.get(key=wording.question_key(request.uid)).body)
            if request.code_digest == addresses.code_digest(request.uid, one)
        )
    subscription = subscribing.confirm(request.uid, code)
    if due:
        subscription.told_until = shifted(now(), hours=-2)
        subscription.due_at = shifted(now(), minutes=-1)
        subscription.save()
    return subscription


def code_in(text: str) -> list[str]:
    """Every piece of six digits."""
    digits = "".join(one if one.isdigit() else " " for one in text)
    return [one for one in digits.split() if len(one) == 6]
