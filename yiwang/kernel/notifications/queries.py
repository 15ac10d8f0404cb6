"""What is there to read for a person, and what hangs in the outbox?"""

from yiwang.kernel.notifications.models import Notice, Outage, Outgoing
from yiwang.kernel.organizations.models import Person
from yiwang.kernel.organizations.paging import Page, page_of

SIZE = 20
COUNTED = 99


def unread_count(person: Person) -> int:
    """How many notices wait to be read; counts to 99 and stops."""
    return Notice.objects.of(person.pk).unread()[:COUNTED].count()


def newest(person: Person, most: int) -> list[Notice]:
    return list(Notice.objects.of(person.pk)[:most])


def readable_page(person: Person, asked: str | None) -> Page[Notice]:
    """A person's own notices, the unread ones first."""
    return page_of(Notice.objects.of(person.pk).unread_first(), asked, SIZE)


def stuck_page(asked: str | None) -> Page[Outgoing]:
    return page_of(Outgoing.objects.stuck().select_related("person").order_by("-id"), asked, SIZE)


def outages() -> list[Outage]:
    return list(Outage.objects.order_by("began_at"))
