"""A kind of submission for tests that writes down what it takes in, and submissions of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import BaseModel, ConfigDict, Field

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes, kinds
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.kernel.intake.models import Matter, Submission

KIND = "test.note"
CONTACT = Contact("张小明", "13812345678", "zhang@example.com")


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(title="内容", max_length=200, min_length=1)
    place: str = Field("", title="地点")


@dataclass
class Desk:
    """What the kind was given, in order."""

    taken: list[Any] = field(default_factory=list)


@contextmanager
def desk(**changes: Any) -> Iterator[Desk]:
    """The kind is registered meanwhile."""
    it = Desk()
    fields = {
        "code": KIND,
        "label": "测试提交",
        "prefix": "CS",
        "body": Note,
        "take": it.taken.append,
        "take_supplement": it.taken.append,
        "take_withdrawal": it.taken.append,
        "take_rating": it.taken.append,
        "promise": "我们在3个工作日内答复。",
        **changes,
    }
    kinds.register(kinds.Kind(**fields))
    try:
        yield it
    finally:
        kinds._registered.pop(KIND, None)


class NoteForm(SubmissionForm):
    kind = KIND


def make_handed(**changes: Any) -> HandedIn:
    data = {"text": "路灯不亮", **changes.pop("data", {})}
    fields = {"kind": KIND, "token": codes.new_token(), "contact": NOBODY, **changes}
    return HandedIn(data=data, **fields)


def make_submission(**changes: Any) -> Receipt:
    """Handed in by the public; on an installation of both zones it has been taken in already."""
    return submit(PUBLIC, make_handed(**changes))


def matter_of(submission: Submission) -> Matter:
    return Matter.objects.get(reference=submission.reference)


def tell(submission: Submission, kind: str = "note", text: str = "正在办理。", **changes: Any) -> Submission:
    """The inner side reports a step; the submission as it is afterwards."""
    by = changes.pop("by", SYSTEM)
    report(by, submission.reference, Report("说明", text, kind=kind, **changes))  # type: ignore[arg-type]
    submission.refresh_from_db()
    return submission


def make_file(name: str = "说明.txt", content: bytes = "附件".encode()) -> StoredFile:
    return receive(PUBLIC, BytesIO(content), name)


def number(serial: int, prefix: str = "CS") -> str:
    return f"{prefix}{today():%Y%m%d}{serial:05d}"


def followed() -> None:
    """Everybody has heard of the receipts so far."""
    follow_receipts()


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as captured:
        yield captured
