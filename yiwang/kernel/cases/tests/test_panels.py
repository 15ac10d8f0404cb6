"""Does a block that belongs to no kind stand on the page of every case, where it has something to say?"""

import pytest

from yiwang.kernel.cases import panels
from yiwang.kernel.cases.kinds import Panel
from yiwang.kernel.cases.sight import Sight
from yiwang.kernel.cases.tests.makers import make_case
from yiwang.kernel.organizations.tests.makers import make_post

pytestmark = pytest.mark.django_db


def test_a_block_of_another_package_follows_those_of_the_kind():
    panels.register("tests.silent", Panel("无", "tests/none.html", lambda case, post: None))
    panels.register("tests.talks", Panel("监察", "tests/some.html", lambda case, post: {"of": case.pk}))
    case = make_case()
    shown = Sight(case, make_post(unit=case.unit)).panels
    assert [(each.title, each.part) for each in shown][-1] == ("监察", {"of": case.pk})
    assert "无" not in [each.title for each in shown]
