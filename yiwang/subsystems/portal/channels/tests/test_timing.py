"""When is the next digest due?"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from yiwang.subsystems.portal.channels.timing import next_due

CITY = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("frequency", "channel", "moment", "due"),
    [
        ("at_once", "email", "2026-11-26 23:50", "2026-11-27 00:05"),
        ("at_once", "sms", "2026-11-26 20:30", "2026-11-26 20:45"),
        ("at_once", "sms", "2026-11-26 20:50", "2026-11-27 08:00"),
        ("at_once", "sms", "2026-11-27 03:00", "2026-11-27 08:00"),
        ("daily", "email", "2026-11-26 07:59", "2026-11-26 08:00"),
        ("daily", "email", "2026-11-26 08:00", "2026-11-27 08:00"),
        ("daily", "sms", "2026-12-31 09:00", "2027-01-01 08:00"),
        ("weekly", "email", "2026-11-26 09:00", "2026-11-30 08:00"),  # a Thursday, then Monday
        ("weekly", "email", "2026-11-30 07:00", "2026-11-30 08:00"),
        ("weekly", "email", "2026-11-30 08:00", "2026-12-07 08:00"),
    ],
)
def test_the_next_digest_is_due(frequency, channel, moment, due):
    start, end = (datetime.fromisoformat(one).replace(tzinfo=CITY) for one in (moment, due))
    assert next_due(frequency, channel, start) == end
