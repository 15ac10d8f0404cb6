"""Messages for tests, with sensible defaults."""

from itertools import count
from typing import Any

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.notifications.actions import enqueue, tell
from yiwang.kernel.notifications.models import Notice, Outgoing
from yiwang.kernel.organizations.tests.makers import make_person

_numbers = count(1)


def make_notice(person: Any = None, **changes: Any) -> Notice:
    told = {"subject": f"第{next(_numbers)}条消息", "channels": ("site",), **changes}
    return tell(person or make_person(), **told)


def make_outgoing(**changes: Any) -> Outgoing:
    """A message that waits; states other than that are written over it."""
    enqueued = {
        "channel": changes.pop("channel", "email"),
        "address": changes.pop("address", f"reader{next(_numbers)}@example.cn"),
        "subject": changes.pop("subject", "审核提醒"),
        "body": changes.pop("body", "有一篇文章等待审核。"),
        "key": changes.pop("key", ""),
        "person": changes.pop("person", None),
    }
    outgoing = enqueue(**enqueued)
    if changes:
        Outgoing.objects.filter(pk=outgoing.pk).update(**changes)
        outgoing.refresh_from_db()
    return outgoing


def make_sent(**changes: Any) -> Outgoing:
    return make_outgoing(**{"state": "sent", "proof": "250 Ok", "sent_at": now(), **changes})
