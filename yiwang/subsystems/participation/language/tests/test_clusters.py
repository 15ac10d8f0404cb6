from datetime import UTC, datetime, timedelta

from yiwang.kernel.intake.texts import Item
from yiwang.subsystems.participation.language import clusters
from yiwang.subsystems.participation.language.rules import weighing
from yiwang.subsystems.participation.language.tests.makers import MIXER, OTHERS

WEEK_ENDS = datetime(2026, 5, 11, tzinfo=UTC)


def make_item(key: str, text: str = "", days_before: float = 1, **changes: object) -> Item:
    return Item(key, text, WEEK_ENDS - timedelta(days=days_before), **changes)  # type: ignore[arg-type]


def items() -> list[Item]:
    hot = [make_item(f"m{at}", text, at + 1, place="翠竹湾") for at, text in enumerate(MIXER)]
    return hot + [make_item(f"o{at}", text) for at, text in enumerate(OTHERS)]


def test_a_week_has_its_hot_topic_with_name_places_and_newest_letter_first() -> None:
    (found,) = clusters.clusters(items(), weighing.background(), until=WEEK_ENDS)
    assert found.keys == ("m0", "m1", "m2", "m3")
    assert "搅拌站" in found.name
    assert found.places == (("翠竹湾", 4),)


def test_the_order_in_which_letters_come_changes_nothing() -> None:
    there = clusters.clusters(items(), weighing.background(), until=WEEK_ENDS)
    assert clusters.clusters(items()[::-1], weighing.background(), until=WEEK_ENDS) == there


def test_heat_counts_letters_votes_age_and_places() -> None:
    fresh, old = make_item("a", days_before=0), make_item("b", days_before=7)
    voted = make_item("c", days_before=0, votes=3)
    assert clusters.heat([fresh], 1, WEEK_ENDS) == 1.0
    assert clusters.heat([old], 1, WEEK_ENDS) == 0.5
    assert clusters.heat([voted], 1, WEEK_ENDS) == 3.0  # 1 + log2(1 + 3)
    assert clusters.heat([fresh, voted], 3, WEEK_ENDS) == 4.8  # 4 * (1 + 0.1 * 2)
    assert clusters.heat([fresh], 99, WEEK_ENDS) == 1.5


def test_two_letters_are_no_hot_topic_and_no_letters_none() -> None:
    assert clusters.clusters(items()[:2], weighing.background(), until=WEEK_ENDS) == []
    assert clusters.clusters([], weighing.background(), until=WEEK_ENDS) == []
