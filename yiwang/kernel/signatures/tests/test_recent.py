import pytest
from django.db import transaction

from yiwang.kernel.signatures import recent
from yiwang.kernel.signatures.recent import Recent

pytestmark = pytest.mark.django_db(transaction=True)


class Counted:
    """A question to the database that counts how often it was asked."""

    def __init__(self, answer="answer"):
        self.answer = answer
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return self.answer


def test_an_answer_is_remembered():
    kept, question = Recent(), Counted()
    assert [kept.recall("name", question) for _ in range(3)] == ["answer"] * 3
    assert question.asked == 1


def test_no_answer_is_not_remembered():
    kept, question = Recent(), Counted(None)
    assert [kept.recall("name", question) for _ in range(2)] == [None, None]
    assert question.asked == 2


def test_an_answer_is_asked_for_again_after_its_time(monkeypatch):
    time = [100.0]
    monkeypatch.setattr(recent, "monotonic", lambda: time[0])
    kept, question = Recent(seconds=5), Counted()
    kept.recall("name", question)
    time[0] += 4.9
    kept.recall("name", question)
    assert question.asked == 1
    time[0] += 0.2
    kept.recall("name", question)
    assert question.asked == 2


def test_what_is_undone_is_not_remembered():
    kept, question = Recent(), Counted()
    with transaction.atomic():
        kept.recall("name", question)
        transaction.set_rollback(True)
    kept.recall("name", question)
    assert question.asked == 2


def test_what_was_read_in_a_transaction_is_remembered_after_it():
    kept, question = Recent(), Counted()
    with transaction.atomic():
        kept.recall("name", question)
        kept.recall("name", question)
    assert question.asked == 2
    kept.recall("name", question)
    assert question.asked == 2


def test_a_change_is_seen_at_once_and_after_its_commit():
    kept = Recent()
    kept.recall("name", Counted("old"))
    with transaction.atomic():
        kept.forget()
        assert kept.recall("name", Counted("new")) == "new"
    assert kept.recall("name", Counted("newest")) == "newest"


def test_an_answer_from_before_a_change_is_not_kept_after_it():
    """Another thread asked, then something changed, and only then the answer arrives."""
    kept = Recent()

    def slow():
        kept.clear()
        return "old"

    assert kept.recall("name", slow) == "old"
    assert kept.recall("name", Counted("new")) == "new"


def test_the_oldest_gives_way():
    kept, first = Recent(most=3), Counted("first")
    kept.recall("first", first)
    for name in range(3):
        kept.recall(name, Counted())
    kept.recall("first", first)
    assert first.asked == 2
    assert len(kept._kept) == 3


def test_with_a_mark_everything_holds_until_the_mark_changes(monkeypatch):
    time, mark = [100.0], Counted("first")
    monkeypatch.setattr(recent, "monotonic", lambda: time[0])
    kept, question = Recent(seconds=5, mark=mark), Counted()
    for _ in range(5):
        kept.recall("name", question)
        time[0] += 6
    assert (question.asked, mark.asked) == (1, 5)
    mark.answer = "second"
    kept.recall("name", question)
    assert question.asked == 2


def test_a_mark_is_asked_for_no_more_often_than_its_time(monkeypatch):
    time, mark = [100.0], Counted()
    monkeypatch.setattr(recent, "monotonic", lambda: time[0])
    kept = Recent(seconds=5, mark=mark)
    for name in range(10):
        kept.recall(name, Counted())
        time[0] += 0.1
    assert mark.asked == 1
