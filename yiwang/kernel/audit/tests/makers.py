"""Entries for tests, with sensible defaults."""

from typing import Any

from django.db import models, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import Actor

CLERK = Actor("李明", 7, post="科员", post_id=3, unit="云泽市数据局", unit_id=2, address="10.0.0.9")


def make_entry(
    by: Actor = CLERK, act: str = "audit.act_try", subject: models.Model | None = None, **detail: Any
) -> Entry:
    with transaction.atomic():
        return record(by, act, subject, **detail)


def make_entries(count: int) -> list[Entry]:
    return [make_entry(turn=turn) for turn in range(count)]
