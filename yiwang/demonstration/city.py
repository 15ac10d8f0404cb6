"""How is the whole demonstration city made?"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction

from yiwang.demonstration.approving import approving
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.cataloguing import cataloguing
from yiwang.demonstration.clock import Act, acting
from yiwang.demonstration.counters import counters
from yiwang.demonstration.days import Days
from yiwang.demonstration.disclosure import disclosure
from yiwang.demonstration.evenings import evenings
from yiwang.demonstration.exchanging import exchanging
from yiwang.demonstration.founding import delegation, founding
from yiwang.demonstration.grouping import grouping
from yiwang.demonstration.handing_in import handing_in
from yiwang.demonstration.participating import participating
from yiwang.demonstration.publishing import publishing
from yiwang.demonstration.registering import registering
from yiwang.demonstration.stories import stories
from yiwang.demonstration.supervising import supervising
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit

LIVELY = 40  # working days: since then people apply, so that every evening has something to do
Shown = Callable[[list[Act]], Iterable[Act]]


def acts(made_on: date) -> list[Act]:
    """Everything that ever happened in the city, in the order in which it happened."""
    days = Days(made_on, shipped.calendar())
    cast = Cast()
    told = [
        *founding(cast, days),
        *cataloguing(cast, days),
        *publishing(cast, days, stories(days)),
        *grouping(cast, days),
        *exchanging(cast, days),
        *handing_in(cast, days),
        *registering(cast, days),
        *counters(cast, days),
        *approving(cast, days),
        *participating(cast, days),
        *disclosure(cast, days),
        *supervising(cast, days, LIVELY),
        *evenings(days, LIVELY),
        delegation(cast, days),
    ]
    return sorted(told, key=lambda act: act.moment)


@transaction.atomic
def make(made_on: date, shown: Shown = iter) -> int:
    """Act the history out; all of it or nothing. Returns the number of acts.

    ``shown`` may wrap the list of acts to show how far it has come. Raises Refused where there are units.
    """
    if Unit.objects.exists():
        raise Refused("数据库中已有机构，演示城市只能建在空的数据库里。")
    told = acts(made_on)
    with acting() as clock:
        for act in shown(told):
            clock.perform(act)
    return len(told)
