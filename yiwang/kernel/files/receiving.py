"""May the person who has just handed a file in look at it, before anything refers to it?"""

from typing import TYPE_CHECKING

from yiwang.kernel.deadlines.moments import now, shifted

if TYPE_CHECKING:
    from yiwang.kernel.files.models import StoredFile
    from yiwang.kernel.organizations.models import Post

# As long as an open form keeps an upload.
FRESH_DAYS = 2


def is_visible(stored: "StoredFile", post: "Post | None") -> bool:
    """A preview needs it; two days later only what refers to the file says who may read it."""
    if post is None or stored.receiver_id is None or post.person_id != stored.receiver_id:
        return False
    return stored.received_at > shifted(now(), days=-FRESH_DAYS)
