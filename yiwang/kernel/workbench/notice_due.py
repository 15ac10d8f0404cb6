"""Is the notice that lays down the next year's days off still to be entered, and whom does that wait for?"""

from collections.abc import Sequence
from datetime import date

from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.moments import start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo

MANAGE = "workbench.calendar_manage"
# Of the ten years to 2026 the latest came on 8 December (deadlines/data/notices.csv).
PUBLISHED_BY = (12, 10)


def is_missing(calendar: Calendar, day: date) -> bool:
    """Whether a notice that should be public by now has not been entered."""
    year = calendar.provisional_year
    return year is not None and date(year - 1, *PUBLISHED_BY) <= day


def to_enter(post: Post, most: int) -> Sequence[Todo]:
    """For ``todos.register``: at most one thing."""
    if not may(post, MANAGE):
        return []
    calendar = in_force.calendar()
    year = calendar.provisional_year
    if year is None or not is_missing(calendar, today()):
        return []
    since = start_of(date(year - 1, *PUBLISHED_BY))
    late = date(year, 1, 1) <= today()
    title = f"录入{year}年放假和调休的通知：跨入该年度的期限都还是暂定的"
    return [Todo(title, "/office/calendar/notice/", since, is_late=late)][:most]
