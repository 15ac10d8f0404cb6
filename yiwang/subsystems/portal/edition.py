"""Has anything the public reads changed since?

Whatever changes what is public leaves an entry in the audit record, in the same transaction. So the number
at the end of the record is the edition of the site; one small read tells every process of every server if its
pages still hold, and nothing has to be told to forget.
"""

from threading import Lock

from django.db import DEFAULT_DB_ALIAS, Error, connections

from yiwang.kernel.audit.models import ChainHead, Entry

PUBLIC_ACTS = ("publications.", "portal.column_", "portal.site_", "files.")
NOT_PUBLIC = {"files.file_receive"}
LOOKED_THROUGH = 200

_head = f"SELECT number FROM {ChainHead._meta.db_table}"  # noqa: S608 - our own table


class Edition:
    """The number of the last act that changed anything public, as far as this process has looked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = -1
        self._edition = -1

    def current(self) -> int | None:
        """The edition now, or None where the database does not answer: then nothing old may be shown."""
        try:
            head = _end_of_record()
            with self._lock:
                if head != self._seen:
                    if head < self._seen or _is_public_change(self._seen, head):
                        self._edition = head
                    self._seen = head
                return self._edition
        except Error:
            connections[DEFAULT_DB_ALIAS].close()
            return None


def _end_of_record() -> int:
    """One row by the driver itself: Django's cursor costs three times the query, and every page asks."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.connection is None:
        wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        row = wrapper.connection.execute(_head).fetchone()
    return int(row[0]) if row else 0


def _is_public_change(seen: int, head: int) -> bool:
    """Whether an entry between changed something public; after a long pause that is simply assumed."""
    if head - seen > LOOKED_THROUGH:
        return True
    acts = Entry.objects.filter(number__gt=seen, number__lte=head).values_list("act", flat=True)
    return any(act.startswith(PUBLIC_ACTS) and act not in NOT_PUBLIC for act in acts)
