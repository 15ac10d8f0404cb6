"""How is a week counted, once and for good?"""

import json
from collections import Counter
from dataclasses import replace
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor, sm3
from yiwang.kernel.deadlines.moments import day_of, end_of, now, shifted, start_of, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import texts
from yiwang.kernel.intake.texts import Item
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.language import clusters, rarities
from yiwang.subsystems.participation.language.clusters import Cluster
from yiwang.subsystems.participation.topics import rules
from yiwang.subsystems.participation.topics.models import Member, Topic, Week


def take_due() -> int:
    """The regular job: every whole week of the last eight that was not counted yet, the oldest first.

    A platform that was just set up begins with the first week in which anything came in. How many were taken.
    """
    taken = set(Week.objects.values_list("begins_on", flat=True))
    done = 0
    for begins_on in rules.whole_weeks(today()):
        if begins_on in taken or (taken and begins_on < min(taken)):
            continue
        items = _items(begins_on)
        if items or taken:
            _take(SYSTEM, begins_on, items)
            taken.add(begins_on)
            done += 1
    return done


def take(by: Actor, begins_on: date) -> Week:
    """Count one week; raises Refused for a day that is no Monday, a week that lasts or was counted."""
    if begins_on != rules.monday(begins_on):
        raise Refused("一周从星期一算起，请选择星期一。")
    if shifted(begins_on, days=7) > today():
        raise Refused("这一周还没有结束，不能生成社会热点。")
    return _take(by, begins_on, _items(begins_on))


def _items(begins_on: date) -> list[tuple[str, Item]]:
    """Kind and text; the key is made unique over all kinds."""
    begins, ends = start_of(begins_on), end_of(shifted(begins_on, days=6))
    return [
        (source.kind, replace(item, key=f"{source.kind}:{item.key}"))
        for source in texts.registered().values()
        for item in source.texts(begins, ends)
    ]


@transaction.atomic
def _take(by: Actor, begins_on: date, items: list[tuple[str, Item]]) -> Week:
    if Week.objects.filter(begins_on=begins_on).exists():
        raise Refused("这一周的社会热点已经生成，不能再改。")
    found = clusters.clusters(
        [item for _, item in items],
        rarities.in_force(),
        until=end_of(shifted(begins_on, days=6)),
        smallest=rules.SMALLEST,
        most=rules.MOST_TOPICS,
    )
    week = Week.objects.create(
        begins_on=begins_on,
        taken_at=now(),
        texts=len(items),
        by_kind=dict(Counter(kind for kind, _ in items)),
        digest=_digest(found),
    )
    moments = {item.key: item for _, item in items}
    earlier = _earlier(begins_on)
    for rank, cluster in enumerate(found, start=1):
        _keep(week, rank, cluster, moments, earlier)
    record(by, "topics.week_take", week, texts=len(items), topics=len(found), digest=week.digest)
    return week


def _digest(found: list[Cluster]) -> str:
    said = [[each.name, each.heat, each.votes, each.places, each.keys] for each in found]
    return sm3(json.dumps(said, ensure_ascii=False).encode())


def _earlier(begins_on: date) -> dict[int, Topic]:
    rows = Topic.objects.filter(week__begins_on=shifted(begins_on, days=-7))
    return {row.pk: row for row in rows}


def _keep(week: Week, rank: int, cluster: Cluster, items: dict[str, Item], earlier: dict[int, Topic]) -> None:
    places = [[masking.text(place)[: rules.NAME_LENGTH], number] for place, number in cluster.places]
    known = [rules.Known(pk, row.name, [place for place, _ in row.places]) for pk, row in earlier.items()]
    name = masking.text(cluster.name)[: rules.NAME_LENGTH]
    same = rules.recognised(name, [str(place) for place, _ in places], known)
    before = earlier.get(same) if same is not None else None
    split = [key.partition(":") for key in cluster.keys]
    days = Counter((day_of(items[key].at) - week.begins_on).days for key in cluster.keys)
    topic = Topic.objects.create(
        week=week,
        rank=rank,
        name=name,
        phrases=[masking.text(each) for each in cluster.phrases],
        heat=cluster.heat,
        number=len(cluster.keys),
        votes=cluster.votes,
        places=places,
        by_kind=dict(Counter(kind for kind, _, _ in split)),
        by_day=[days[number] for number in range(7)],
        earlier=before,
        earlier_heat=before.heat if before else None,
    )
    Member.objects.bulk_create(
        Member(topic=topic, kind=kind, key=key, at=items[f"{kind}:{key}"].at) for kind, _, key in split
    )
