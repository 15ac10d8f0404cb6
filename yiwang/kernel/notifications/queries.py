"""What is there to read for a person, and what hangs in the outbox?"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models

from yiwang.kernel.notifications.models import Notice, NoticeQuerySet, Outage, Outgoing
from yiwang.kernel.organizations.models import Person

PAGE = 20
COUNTED = 99

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list; whether there are more is seen from one row too many, never by counting."""

    rows: tuple[Row, ...]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(rows: "models.QuerySet[Row]", number: int) -> Page[Row]:
    start = (number - 1) * PAGE
    found = tuple(rows[start : start + PAGE + 1])
    return Page(found[:PAGE], number, len(found) > PAGE)


def unread_count(person: Person) -> int:
    """How many notices wait to be read; counts to 99 and stops."""
    return Notice.objects.of(person.pk).unread()[:COUNTED].count()


def newest(person: Person, most: int) -> list[Notice]:
    return list(Notice.objects.of(person.pk)[:most])


def readable(person: Person) -> NoticeQuerySet:
    """A person's own notices, the unread ones first."""
    return Notice.objects.of(person.pk).unread_first()


def stuck_page(number: int) -> Page[Outgoing]:
    return page_of(Outgoing.objects.stuck().select_related("person").order_by("-id"), number)


def outages() -> list[Outage]:
    return list(Outage.objects.order_by("began_at"))
