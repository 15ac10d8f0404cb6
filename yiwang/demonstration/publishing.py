"""How does an article of the demonstration go through the hands of its author, reviewer and publisher?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.demonstration import attachments, pictures
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.stories import Story
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.notifications.actions import mark_read
from yiwang.kernel.notifications.models import Notice
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Attachment
from yiwang.subsystems.portal.text import Text

REVIEWERS = ("tao.zhixian", "ruan.suyin")
PUBLISHERS = ("qin.huaiyuan", "xue.dingbo")
# Minutes before the article comes out.
WRITTEN, SUBMITTED, REVIEWED = 150, 120, 60
# Which steps an article in a state has behind it.
STEPS = {
    "draft": ("write",),
    "submitted": ("write", "submit"),
    "returned": ("write", "submit", "send_back"),
    "reviewed": ("write", "submit", "review"),
    "scheduled": ("write", "submit", "review", "schedule"),
    "published": ("write", "submit", "review", "publish"),
    "withdrawn": ("write", "submit", "review", "publish", "withdraw"),
}
BEFORE = {"write": WRITTEN, "submit": SUBMITTED, "send_back": REVIEWED, "review": REVIEWED}
SCHEDULED_DAYS, SCHEDULED_AT = 3, 9 * 60
WITHDRAWN_AT = 17 * 60 + 10
LOOKED_THROUGH = "已逐项核对，号码是对外公布的服务电话"


class Run:
    """One article on its way; remembers its number between the steps."""

    def __init__(self, cast: Cast, story: Story, turn: int, made_on: date) -> None:
        self.cast, self.story, self.turn, self.made_on = cast, story, turn, made_on
        self.article_id = 0

    def acts(self) -> Iterator[Act]:
        """Every step with its moment, in their order."""
        for step in STEPS[self.story.state]:
            moment = shifted(self.story.published_at, minutes=-BEFORE.get(step, 0))
            if step == "withdraw":
                moment = at(moment.date(), WITHDRAWN_AT)
            deed: Callable[[], object] = getattr(self, step)
            yield Act(moment, deed)

    def write(self) -> None:
        writer = self.cast.clerk(self.story.unit, self.turn)
        unit = self.cast.units[self.story.unit]
        self.article_id = articles.create(writer, unit, self._text(writer)).pk

    def submit(self) -> None:
        workflow.submit(self.cast.clerk(self.story.unit, self.turn), self.article_id)

    def review(self) -> None:
        self._read_notices()
        workflow.review(self._reviewer, self.article_id)

    def send_back(self) -> None:
        self._read_notices()
        workflow.send_back(self._reviewer, self.article_id, self.story.reason)

    def publish(self) -> None:
        self._read_notices()
        workflow.publish(self._publisher, self.article_id, reason=LOOKED_THROUGH)

    def schedule(self) -> None:
        self._read_notices()
        moment = at(shifted(self.made_on, days=SCHEDULED_DAYS), SCHEDULED_AT)
        workflow.schedule(self._publisher, self.article_id, moment, reason=LOOKED_THROUGH)

    def withdraw(self) -> None:
        workflow.withdraw(self._publisher, self.article_id, self.story.code, self.story.reason)

    @property
    def _reviewer(self) -> Actor:
        return self.cast.by(REVIEWERS[self.turn % len(REVIEWERS)])

    @property
    def _publisher(self) -> Actor:
        return self.cast.by(PUBLISHERS[self.turn % len(PUBLISHERS)])

    def _text(self, writer: Actor) -> Text:
        story, columns = self.story, self.cast.columns
        text = Text(
            title=story.title,
            column_id=columns[story.column].pk,
            body=story.body,
            kind=story.kind,
            keywords=story.keywords or f"{columns[story.column].title} {story.unit}",
            source=story.source,
            more_column_ids=tuple(columns[slug].pk for slug in story.also),
            files=tuple(self._attached(writer, name) for name in story.files),
            attributes=story.attributes,
        )
        if not story.image:
            return text
        picture = pictures.painted(story.image, self.turn % pictures.VARIANTS)
        given = SimpleUploadedFile(f"{story.image}.jpg", picture)
        cover = articles.upload(writer, given, Attachment.Role.IMAGE)
        return replace(text, cover_id=cover.file_id, cover_alt=pictures.ALTERNATIVES[story.image])

    def _attached(self, writer: Actor, name: str) -> tuple[int, str]:
        title, content = attachments.attached(name)
        stored = articles.upload(writer, SimpleUploadedFile(title, content), Attachment.Role.FILE)
        return stored.file_id, title

    def _read_notices(self) -> None:
        """Whoever takes the next step has read what told them, and so have their colleagues."""
        waiting = Notice.objects.filter(link=f"/office/articles/{self.article_id}/", read_at=None)
        for notice in waiting.select_related("person"):
            mark_read(notice.person, notice.pk)


def publishing(cast: Cast, days: Days, all_stories: list[Story]) -> Iterator[Act]:
    """The acts of all articles, article by article; the caller sorts them by their moments."""
    for turn, story in enumerate(all_stories):
        yield from Run(cast, story, turn, days.made_on).acts()
