"""What do tests of clocks start from?"""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from yiwang.kernel.deadlines import actions, moments
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit

SHARED = Path(__file__).resolve().parents[5] / "shared"


def shared(path: str) -> Path:
    """A file of the shared test data; the test says so where it is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{found} is not there")
    return found


def city(written: str) -> datetime:
    """A moment on the wall clock of the city, from "2026-03-02 10:00" or a date."""
    return moments.local(datetime.fromisoformat(written).replace(tzinfo=timezone.get_default_timezone()))


def workdays(number: int) -> Limit:
    return Limit(number, Unit.WORKING_DAYS)


def make_limits(**changes: Any) -> Limits:
    facts: dict[str, Any] = {
        "basis": "《行政许可法》第四十二条",
        "legal": workdays(20),
        "promised": None,
        "warn": 3,
    }
    return Limits(**facts | changes)


def make_clock(at: datetime, **changes: Any) -> Clock:
    """A clock started at that moment; changes are those of the limits, and ``key`` of the subject."""
    key = changes.pop("key", "1")
    return actions.start(Subject("letters.letter", key), make_limits(**changes), "李明", at=at)
