"""Does the public see the steps of a matter, and only those that are meant for it?"""

import pytest

from yiwang.kernel.processes import charts, definitions, shipped
from yiwang.subsystems.approvals.hall import chart

pytestmark = pytest.mark.django_db

INTERNAL = "修改"


def test_the_public_does_not_see_what_is_internal(guide):
    shipped.install()
    elements = guide.elements.model_copy(update={"process": "review"})
    drawn = chart.plain(elements)
    assert INTERNAL in [line.label for line in charts.of_definition(definitions.in_force("review")).lines]
    assert drawn is not None
    assert drawn.steps
    assert INTERNAL not in [step.label for step in drawn.steps]
    assert INTERNAL not in drawn.svg
