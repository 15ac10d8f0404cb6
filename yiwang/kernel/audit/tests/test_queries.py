"""Which entries does a reader of the record look for?"""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from yiwang.kernel.audit import queries
from yiwang.kernel.audit.models import ChainHead
from yiwang.kernel.audit.queries import Search, found, history, page_of
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.audit.tests.makers import make_entries, make_entry

pytestmark = pytest.mark.django_db
WANG = Actor("王芳", 9, post="科长", unit="云泽市财政局", unit_id=5, address="10.9.9.9")


def day(number):
    return datetime(2026, 7, number, tzinfo=UTC)


def numbers(search):
    return [entry.number for entry in found(search)]


@pytest.fixture
def record_of_july(monkeypatch):
    """Entries 1 to 4 of 1, 2, 3 and 4 July at noon; 3 is another person's and about something."""
    for number, by in enumerate([None, None, WANG, None], start=1):
        monkeypatch.setattr(timezone, "now", lambda number=number: day(number).replace(hour=12))
        make_entry(by, "audit.act_repeat", ChainHead.objects.get()) if by else make_entry()


@pytest.mark.usefixtures("record_of_july")
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (Search(), [4, 3, 2, 1]),
        (Search(person_id=9), [3]),
        (Search(person_id=7), [4, 2, 1]),
        (Search(unit_id=5), [3]),
        (Search(act="audit.act_try"), [4, 2, 1]),
        (Search(subject_kind="audit.chainhead"), [3]),
        (Search(subject_kind="audit.chainhead", subject_id="1"), [3]),
        (Search(subject_kind="audit.chainhead", subject_id="2"), []),
        (Search(since=day(2)), [4, 3, 2]),
        (Search(until=day(2)), [1]),
        (Search(since=day(2), until=day(4)), [3, 2]),
        (Search(since=day(9)), []),
        (Search(until=day(1)), []),
        (Search(text="财政"), [3]),
        (Search(text="王芳", unit_id=2), []),
        (Search(text="10.9."), [3]),
        (Search(text="再试"), [3]),
        (Search(text="audit.act_repeat"), [3]),
        (Search(text="%"), []),
    ],
)
def test_a_search_finds_what_it_names_newest_first(search, expected):
    assert numbers(search) == expected


def test_pages_follow_each_other_without_counting(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "PAGE", 2)
    make_entries(5)
    with django_assert_num_queries(1):
        first = page_of(Search())
    second = page_of(Search(), first.older)
    third = page_of(Search(), second.older)
    pages = [[entry.number for entry in page.rows] for page in (first, second, third)]
    assert pages == [[5, 4], [3, 2], [1]]
    assert third.older is None


def test_the_last_page_is_known_when_it_is_full(monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    make_entries(2)
    assert page_of(Search()).older is None


def test_only_what_narrows_is_kept_of_a_search():
    assert Search(text="预算", since=day(1)).narrowing() == {"text": "预算", "since": day(1)}


def test_the_history_of_a_thing_is_its_own():
    make_entry(subject=None)
    mine = make_entry(subject=ChainHead.objects.get())
    assert history("audit.chainhead", 1) == [mine]
    assert history("audit.chainhead", 2) == []
