"""Who else has this article open to edit?"""

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.models import Article, Editing

HEARTBEAT_SECONDS = 20


def seen(article: Article, person: Person) -> list[str]:
    """Note that the person has it open, and name the others. A mark of presence is no act: no audit entry."""
    moment = now()
    Editing.objects.update_or_create(article=article, person=person, defaults={"seen_at": moment})
    fresh = Editing.objects.filter(
        article=article, seen_at__gt=shifted(moment, seconds=-3 * HEARTBEAT_SECONDS)
    )
    return list(fresh.exclude(person=person).order_by("seen_at").values_list("person__name", flat=True)[:5])


def left(article: Article, person: Person) -> None:
    Editing.objects.filter(article=article, person=person).delete()
