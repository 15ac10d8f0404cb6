import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language import similar
from yiwang.subsystems.participation.language.actions import indexing
from yiwang.subsystems.participation.language.models import Posting, Rarity, Text
from yiwang.subsystems.participation.language.tests.makers import MIXER, OTHERS

pytestmark = pytest.mark.django_db


def put_all(kind: str = "letters") -> None:
    similar.put_many(kind, enumerate((*MIXER, *OTHERS)))


def test_the_same_words_are_found_as_repeated_and_the_same_matter_before_others() -> None:
    put_all()
    found = similar.near(MIXER[0], kind="letters", most=4)
    assert (found[0].key, found[0].score) == ("0", 1.0)
    assert {each.key for each in found} == {"0", "1", "2", "3"}
    assert found[0].score >= similar.REPEATED > found[1].score


def test_letters_are_compared_with_their_own_kind_only() -> None:
    put_all("surveys")
    assert similar.near(MIXER[0], kind="letters") == []


def test_what_is_put_again_replaces_and_what_is_dropped_is_gone_with_every_trace() -> None:
    similar.put("letters", 7, MIXER[0])
    similar.put("letters", 7, OTHERS[0])
    assert similar.near(MIXER[1], kind="letters") == []
    similar.drop("letters", 7)
    similar.drop("letters", 7)
    assert (Text.objects.count(), Posting.objects.count()) == (0, 0)


def test_an_empty_text_and_a_hostile_one_are_near_to_nothing() -> None:
    put_all()
    similar.put("letters", "empty", "")
    assert similar.near("", kind="letters") == []
    assert similar.near("'; DROP TABLE x; --\x00\ud800", kind="letters") == []


def test_a_key_that_is_too_long_is_refused() -> None:
    with pytest.raises(Refused, match="64字"):
        similar.put("letters", "x" * 65, "路灯")


def test_finding_costs_three_queries_however_much_is_indexed() -> None:
    put_all()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        similar.near(MIXER[0], kind="letters")
    assert len(asked) == 3


def test_what_is_common_is_counted_anew_once_there_are_more_texts_and_letters_are_still_found() -> None:
    put_all()
    assert indexing.count_again() == 0
    similar.put_many("letters", ((f"b{at}", f"第{at}号路灯不亮\n{OTHERS[at % 5]}") for at in range(100)))
    assert indexing.count_again() == 109
    assert indexing.count_again() == 0
    assert Rarity.objects.get().documents == 109
    assert {each.key for each in similar.near(MIXER[0], kind="letters", most=4)} == {"0", "1", "2", "3"}
