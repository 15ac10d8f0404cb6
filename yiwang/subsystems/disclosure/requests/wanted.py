"""What do requests add to the texts that are looked at each week: the information wanted, nobody's data?"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from yiwang.kernel.intake import texts
from yiwang.kernel.intake.texts import Item
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.disclosure.requests.models import Request
from yiwang.subsystems.disclosure.requests.reminding import address_of

BATCH = 1_000


def declare() -> None:
    texts.register("requests", "公开申请", wanted, shown)


def wanted(begins: datetime, ends: datetime) -> Iterable[Item]:
    """By when they came; with numbers of people and telephones masked."""
    found = Request.objects.filter(case__opened_at__gte=begins, case__opened_at__lt=ends).order_by("pk")
    rows = found.values_list("pk", "title", "text", "case__opened_at")
    for pk, title, text, at in rows.iterator(BATCH):
        yield Item(str(pk), masking.text(f"{title}\n{text}"), at)


def shown(post: Post, keys: Collection[str]) -> Mapping[str, tuple[str, str]]:
    found = Request.objects.visible_to(post).filter(pk__in=[int(key) for key in keys])
    return {str(pk): (masking.text(title), address_of(pk)) for pk, title in found.values_list("pk", "title")}
