"""Which kind of envelope has an effect that can be counted?"""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from pydantic import BaseModel, ConfigDict

from faults.exchange.plan import COUNTED

if TYPE_CHECKING:
    from yiwang.kernel.exchange.kinds import Taken


class Body(BaseModel):
    """A message that is counted where it is taken in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str


class CountingConfig(AppConfig):
    name = "faults.exchange.counting"
    label = "rehearsal"

    def ready(self) -> None:
        from yiwang.kernel.exchange import kinds, rules  # noqa: PLC0415 - apps are loaded first

        kinds.register(kinds.Kind(COUNTED, 1, "演练", rules.SERVICE, Body, take))


def take(taken: "Taken") -> None:
    """One row for each recipient, and nothing in the table that would keep a second one away."""
    from faults.exchange.counting.models import Effect  # noqa: PLC0415 - apps are loaded first

    Effect.objects.bulk_create(
        Effect(uid=taken.envelope.uid, number=each.number) for each in taken.deliveries
    )
