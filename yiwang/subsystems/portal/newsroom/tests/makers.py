"""People of a newsroom, assignments and materials, with sensible defaults."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root
from yiwang.subsystems.portal.newsroom import rules
from yiwang.subsystems.portal.newsroom.actions import archiving, assigning
from yiwang.subsystems.portal.newsroom.actions.archiving import Particulars
from yiwang.subsystems.portal.newsroom.actions.assigning import Plan
from yiwang.subsystems.portal.newsroom.models import Assignment, Material
from yiwang.subsystems.portal.tests.makers import AUTHOR, picture

_numbers = count(1)
NINE = datetime(2026, 11, 20, 1, tzinfo=UTC)


def make_chief(**changes: Any) -> Post:
    return make_post(**{"unit": make_root(), "roles": [rules.CHIEF], **changes})


def make_reporter(**changes: Any) -> Post:
    return make_post(**{"unit": make_root(), "roles": [AUTHOR], **changes})


def make_plan(**changes: Any) -> Plan:
    """Two hours from nine o'clock in the city on 20 November 2026."""
    starts = changes.get("starts_at", NINE)
    fields = {
        "event": f"第{next(_numbers)}次会议",
        "kind": "meeting",
        "place": "市会议中心",
        "starts_at": starts,
        "ends_at": shifted(starts, hours=2),
        **changes,
    }
    return Plan(**fields)


def make_assignment(chief: Post, *reporters: Post, **changes: Any) -> Assignment:
    ids = [one.person_id for one in reporters]
    return assigning.assign(actor(chief), make_plan(**changes), ids, is_confirmed=True)


def make_particulars(**changes: Any) -> Particulars:
    fields = {
        "caption": f"第{next(_numbers)}座桥通车",
        "taken_on": shifted(today(), days=-3),
        "author": "李明",
        "rights": rules.OWN,
        "tags": "交通 桥梁",
        **changes,
    }
    return Particulars(**fields)


def make_photo(by: Post | None = None, **changes: Any) -> Material:
    given = changes.pop("file", None) or picture()
    [kept] = archiving.keep_photos(actor(by or make_reporter()), [given], make_particulars(**changes))
    return kept


def make_text_material(by: Post | None = None, text: str = "第一段。\n第二段。", **changes: Any) -> Material:
    return archiving.keep_text(actor(by or make_reporter()), text, make_particulars(**changes))
