"""On real letters, read at run time where they are present: how good are the pieces?"""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yiwang.kernel.intake.texts import Item
from yiwang.subsystems.participation.language import clusters
from yiwang.subsystems.participation.language.rules import comparing, features, training, weighing


def rows(place: Path) -> list[dict[str, Any]]:
    opened = gzip.open if place.suffix == ".gz" else open
    with opened(place, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def agreed(folder: Path) -> set[str]:
    return {each["id"] for each in rows(folder / "hotspot_annotations.jsonl") if each["agree"]}


def autumn(folder: Path) -> list[dict[str, Any]]:
    stream = rows(folder / "petition_stream.jsonl.gz")
    return [each for each in stream if "2019-11-01" <= each["time"] < "2019-12-20"]


def test_the_classifier_beats_both_baselines_on_labelled_letters(shared_data: Path) -> None:
    found = rows(shared_data / "letters" / "labelled_letters.jsonl.gz")[::3]
    letters = [
        training.Labelled(features.joined(each["title"], each["body"]), each["label"]) for each in found
    ]
    trained = training.trained(training.usable(letters))
    assert trained.macro_f1 > 0.6
    assert trained.macro_f1 > trained.figures["macro_f1_keywords"] > trained.figures["macro_f1_majority"]


def test_letters_of_one_topic_are_among_the_nearest(shared_data: Path) -> None:
    stream, topic = autumn(shared_data / "letters"), agreed(shared_data / "letters")
    nearest = comparing.nearest([f"{each['title']}\n{each['body']}" for each in stream], 50)
    found = {
        each["id"]: {stream[at]["id"] for at, _ in near} for each, near in zip(stream, nearest, strict=True)
    }
    ours = topic & found.keys()
    recall = sum(len(found[each] & ours) / (len(ours) - 1) for each in ours) / len(ours)
    assert len(ours) > 20
    assert recall > 0.9


def test_the_hottest_group_of_an_autumn_is_the_topic_that_two_teams_agreed_on(shared_data: Path) -> None:
    stream, topic = autumn(shared_data / "letters"), agreed(shared_data / "letters")
    items = [
        Item(
            each["id"],
            f"{each['title']}\n{each['body']}",
            datetime.fromisoformat(f"{each['time']}+00:00"),
            each["up"],
        )
        for each in stream
    ]
    hottest = clusters.clusters(items, weighing.background(), until=datetime(2019, 12, 20, tzinfo=UTC))[0]
    ours = topic & {each["id"] for each in stream}
    assert len(ours & set(hottest.keys)) / len(ours) > 0.9
