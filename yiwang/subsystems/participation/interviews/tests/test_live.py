"""Does what is said inside come out, in order, once, and go away again?"""

import pytest

from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.live import news
from yiwang.subsystems.participation.interviews.tests.makers import (
    make_interview,
    say,
    shown,
)

pytestmark = pytest.mark.django_db


def test_what_is_said_comes_out_in_order_and_is_numbered_for_readers(studio):
    interview = make_interview(studio, rules.LIVE)
    before = shown(interview).changed
    say(studio, interview, "第一句。")
    say(studio, interview, "第二句。")
    events = news.after({shown(interview).pk: before})[shown(interview).pk]
    assert [event.changed for event in events] == [before + 1, before + 2]
    assert "第一句" in events[0].data
    assert "第二句" in events[1].data
