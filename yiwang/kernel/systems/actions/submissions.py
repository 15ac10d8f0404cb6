"""How does asking twice under one key change something only once?"""

from collections.abc import Callable

from django.db import transaction

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems.models import Submission, System

LONGEST_KEY = 200


@transaction.atomic
def once(system: System, deed: str, key: str, digest: str, act: Callable[[], str]) -> str:
    """What ``act`` came to, done now or under the same key before; without a key it is simply done.

    ``act`` runs in this transaction: where it fails, the key is free again. Two that come at once under one
    key wait for one another. Raises Refused where the key was used for something else.
    """
    if not key:
        return act()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(f"Idempotency-Key 最长{LONGEST_KEY}个可见字符。", field="Idempotency-Key")
    row = Submission(system=system, deed=deed, key=key, digest=digest, asked_at=now())
    Submission.objects.bulk_create([row], ignore_conflicts=True)
    submission = Submission.objects.select_for_update().get(system=system, deed=deed, key=key)
    if submission.digest != digest:
        raise Refused("这个 Idempotency-Key 已用于内容不同的请求，请换一个。", field="Idempotency-Key")
    if not submission.outcome:
        submission.outcome = act()
        submission.save(update_fields=["outcome"])
    return submission.outcome
