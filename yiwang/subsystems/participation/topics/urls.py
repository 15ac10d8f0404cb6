"""Which addresses does this room answer?"""

from datetime import date

from django.urls import URLPattern, path, register_converter

from yiwang.subsystems.participation.topics import office


class Day:
    """A date in an address: 2026-05-04."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Day, "topic_day")
app_name = "participation_topics"
urlpatterns: list[URLPattern] = [
    path("office/topics/", office.week, name="week"),
    path("office/topics/<topic_day:begins_on>/", office.week, name="earlier"),
    path("office/topics/<int:topic_id>/", office.topic, name="topic"),
]
