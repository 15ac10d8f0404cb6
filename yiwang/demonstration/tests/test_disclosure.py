"""Do the requests of the demonstration city go their way, each to where its story ends?"""

from collections import Counter

import pytest

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import acting
from yiwang.demonstration.disclosure import disclosure, told
from yiwang.demonstration.founding import founding
from yiwang.demonstration.tests.makers import make_days
from yiwang.subsystems.disclosure.requests import counting, yearly
from yiwang.subsystems.disclosure.requests.models import Consultation, OpenDesk, Request


@pytest.mark.django_db
def test_every_request_stands_where_its_story_ends():
    cast, days = Cast(), make_days()
    acts = [*founding(cast, days), *disclosure(cast, days)]
    with acting() as clock:
        for act in sorted(acts, key=lambda each: each.moment):
            clock.perform(act)
    assert Request.objects.count() == len(told()["request"])
    assert OpenDesk.objects.count() == len(told()["desk"])
    states = Counter(Request.objects.values_list("case__state", flat=True))
    assert states == {"closed": 8, "terminated": 1, "paused": 2, "accepted": 1, "received": 2}
    assert Consultation.objects.count() == 3
    assert yearly.faults(counting.table(Request.objects.all(), days.made_on.year)) == []
    assert not Request.objects.filter(is_in_time=False).exists()
    assert not Request.objects.filter(papers__pdf=None, papers__isnull=False).exists()
