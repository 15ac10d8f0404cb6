"""Contents and publications for tests."""

from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.publications.actions import publish
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.models import Publication

_numbers = count(1)


def make_content(**changes: Any) -> Content:
    """A notice published an hour ago in the column "tzgg"."""
    fields = {
        "title": "关于做好防汛工作的通知",
        "body": "<p>各县区人民政府：</p><p>现将有关事项通知如下。</p>",
        "kind": "notice",
        "columns": ("tzgg",),
        "source": "云泽市人民政府办公室",
        "published_at": shifted(now(), hours=-1),
        **changes,
    }
    return Content(**fields)


def make_publication(**changes: Any) -> Publication:
    """The same, published; ``origin`` makes it the next version of an earlier one."""
    origin = changes.pop("origin", ("portal.article", next(_numbers)))
    return publish(SYSTEM, origin, make_content(**changes))
