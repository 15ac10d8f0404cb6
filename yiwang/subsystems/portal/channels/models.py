"""Who wants to be told of what is new, and by which way?"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.deadlines.waiting import is_due
from yiwang.subsystems.portal.channels import rules


class Request(models.Model):
    """Somebody asked for an address to be told; forgotten unless whoever has the address says yes in time."""

    uid = models.CharField(max_length=32, unique=True, help_text="random; stands in the link")
    site = models.CharField(max_length=40, help_text="slug")
    channel = models.CharField(max_length=10, choices=list(rules.CHANNELS.items()))
    address = models.CharField(max_length=600, help_text="sealed")
    address_digest = models.CharField(max_length=64, db_index=True, help_text="keyed digest")
    frequency = models.CharField(max_length=10, choices=list(rules.FREQUENCIES.items()))
    interests = models.JSONField(default=list, help_text="pairs of kind and value")
    code_digest = models.CharField(max_length=64, blank=True, help_text="of the code of a text message")
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def due(self, moment: datetime) -> Self:
        """Whose digest's time has come, the longest waiting first; astray clocks do not hold one up."""
        return self.filter(is_due("due_at", moment, 8 * 86_400)).order_by("due_at", "pk")


class Subscription(models.Model):
    """An address that is told of what is new on a site. With its end everything of it is deleted."""

    site = models.CharField(max_length=40, help_text="slug")
    channel = models.CharField(max_length=10, choices=list(rules.CHANNELS.items()))
    address = models.CharField(max_length=600, help_text="sealed")
    address_digest = models.CharField(max_length=64, help_text="keyed digest, to find it again")
    masked = models.CharField(max_length=254, help_text="as officials see it")
    frequency = models.CharField(max_length=10, choices=list(rules.FREQUENCIES.items()))
    confirmed_at = models.DateTimeField()
    told_until = models.DateTimeField(help_text="what was published later was not in a digest yet")
    due_at = models.DateTimeField(help_text="when the next digest is made")
    sequence = models.PositiveIntegerField(default=0, help_text="of digests, one more each time")
    awaits = models.CharField(max_length=160, blank=True, help_text="key of the last message, until judged")
    failures = models.PositiveSmallIntegerField(default=0, help_text="refused in a row")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "channel", "address_digest"], name="subscription_once_an_address"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="subscription_due"),
            models.Index(fields=["id"], condition=~Q(awaits=""), name="subscription_awaiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.masked}"


class Interest(models.Model):
    """One thing that a subscription asks for; a row each, so that subjects can be counted."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="interests")
    kind = models.CharField(max_length=10, choices=list(rules.KINDS.items()))
    value = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "kind", "value"], name="interest_once")
        ]
        indexes = [models.Index(fields=["kind", "value"], name="interest_by_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}".strip()


class Count(models.Model):
    """How many ask for what, and what became of the messages of a day: all that officials see of it.

    Counted where the subscriptions are; another zone is told the same rows.
    """

    site = models.CharField(max_length=40)
    day = models.DateField()
    kind = models.CharField(
        max_length=12, help_text="channel, frequency, an interest's kind, or a message's fate"
    )
    value = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "kind", "value"], name="subscription_count_once")
        ]


class Offer(models.Model):
    """Outside: what the inner zone told last of a site that may be subscribed to."""

    site = models.CharField(max_length=40, unique=True, help_text="slug")
    sequence = models.BigIntegerField(help_text="microseconds; an earlier telling changes nothing")
    name = models.CharField(max_length=80)
    domain = models.CharField(max_length=120)
    groups = models.JSONField(
        default=list, help_text="of each top column its title and pairs of slug and title"
    )
    subjects = models.JSONField(default=list)


class Item(models.Model):
    """Outside: something that was published, as a digest tells of it; kept until every digest did."""

    site = models.CharField(max_length=40)
    number = models.BigIntegerField(help_text="of the publication")
    title = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    columns = models.JSONField(default=list, help_text="slugs, those above too")
    subject = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=900, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="subscription_item_once")]
        indexes = [models.Index(fields=["site", "published_at"], name="subscription_item_newest")]


class Told(models.Model):
    """Inside: up to when the outer zone knows what was published on a site."""

    site = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()
    offered = models.CharField(max_length=64, blank=True, help_text="digest of what it was offered last")
