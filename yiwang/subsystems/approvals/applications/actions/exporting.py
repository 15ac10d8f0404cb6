"""How are records taken out for the credit platform and for an upper platform?"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.approvals.applications.models import Publicity
from yiwang.subsystems.approvals.applications.publicity import sheets

MOST = 20_000


@transaction.atomic
def export(by: Actor, post: Post, since: date, until: date) -> str:
    """CSV with the numbers of documents: published ones and those taken down, decided in the span.

    Raises Refused for a span that runs backwards or holds too much.
    """
    if until < since:
        raise Refused("结束日期早于开始日期。", field="until")
    states = [Publicity.State.PUBLISHED, Publicity.State.WITHDRAWN]
    rows = Publicity.objects.visible_to(post).filter(decided_on__range=(since, until), state__in=states)
    records = list(rows.order_by("decided_on", "pk").values_list("record", flat=True)[: MOST + 1])
    if len(records) > MOST:
        raise Refused(f"一次最多导出{MOST}条，请缩小日期范围。", field="since")
    record(by, "approvals.publicity_export", since=since, until=until, rows=len(records))
    return sheets.written(records, is_full=True)


@transaction.atomic
def note_objects(by: Actor, after: int, last: int, objects: int) -> None:
    """Who read the objects of which events: they hold numbers of documents in full."""
    if objects:
        record(by, "approvals.objects_read", after=after, last=last, objects=objects)
