"""What do 200,000 letters cost: their lists, a search, the subject of a new one, the letters nearest to it?

``python -m bench.letters [--letters 200000] [--no-lists] [--json]``: the letters are made up
(bench/letter_texts) and loaded in bulk: as answered and open letters with case, party and clock, as what the
public reads of them with its words in the search index, and in the index of similar letters.

``list_p95_ms``: the worst of the public list, the public search and an official's list, each a request
through all of Django by the test client, one user (``public_list_p95_ms``, ``search_p95_ms``,
``office_list_p95_ms``). ``similar_p95_ms``: the nearest to one new letter. ``classify_per_s``: one process.
Where the shared real letters are present: ``macro_f1`` on the part of the labelled ones kept back (with both
baselines), and ``recall_in_topic``: what share of the letters of an annotated topic is among the hundred
nearest to one of them, all real letters lying among the made-up ones; ``cluster_recall``,
``cluster_precision``: of the group of the whole stream that holds most of that topic, precision by the words
of the place. Without them the figures are None. On SQLite, or where DATABASE_URL names one on PostgreSQL.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.cases import inserted, session_of, written
from bench.letter_texts import Written, letters
from bench.rig import database, show

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "letters"
KIND = "bench"
ASKED = 200
ROUNDS = 60
NEAREST = 100
CLASSIFIED = 3_000
WORDS = ("路灯", "搅拌站粉尘", "医保报销", "停车费", "公交车", "拖欠工资", "学区", "油烟")
BASE = 1_000_000
OPEN_IN_A_HUNDRED = 5
BATCH = 2_000
DAY = "2026-03-02"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=200_000)
    parser.add_argument("--no-lists", action="store_true", help="only the language of letters")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with database("letters"):
        figures: dict[str, Any] = {"letters": asked.letters}
        figures |= {} if asked.no_lists else listed(asked.letters)
        figures |= compared(asked.letters)
        figures |= classified()
        show(figures, as_json=asked.json)


def listed(count: int) -> dict[str, float]:
    """The three lists over the whole stock, which is loaded first."""
    from django.test import Client  # noqa: PLC0415 - Django is set up by now

    from yiwang.kernel.cases.tests.makers import at  # noqa: PLC0415
    from yiwang.subsystems.participation.letters.tests import makers  # noqa: PLC0415

    still_open = count * OPEN_IN_A_HUNDRED // 100
    # On that day all along: a password is not yet due for a change, and the calendar is known.
    with at(f"{DAY} 10:00"):
        hall = makers.make_hall()
        stocked(makers.assigned(hall), still_open, BASE)
        stocked(makers.answered(hall, title="滨江路站台"), count - still_open, 2 * BASE)
        shown(count)
        analyze()
        reader, official = Client(), Client()
        official.cookies["sessionid"] = session_of(hall.manager)
        found = {
            "public_list": p95(asking(reader, ["/letters/replies/", "/letters/replies/?page=40"])),
            "search": p95(asking(reader, [f"/letters/replies/?q={word}" for word in WORDS])),
            "office_list": p95(asking(official, [f"/office/letters/?tab={tab}" for tab in ("units", "all")])),
        }
    named = {f"{name}_p95_ms": spent for name, spent in found.items()}
    return {"list_p95_ms": max(found.values()), **named}


def stocked(letter: Any, count: int, base: int) -> None:
    """``count`` copies of a letter with its case, party and clock, a statement for each table."""
    number = f"{base} + n"
    inserted(letter.case.party, count, {"id": number})
    inserted(letter.case.clock, count, {"id": number, "subject_key": written(number, 32)})
    key = {"reference": written(number, 32), "number": written(number, 12), "serial": number}
    inserted(letter.case, count, {"id": number, "party_id": number, "clock_id": number} | key, run=None)
    own = {"id": number, "case_id": number, "uid": written(number, 32)}
    inserted(letter, count, own, matter_id=None, sequence=0, sent_sequence=0)


def shown(count: int) -> None:
    """What the public reads, and its words in the search index."""
    from yiwang.kernel.search import actions as search  # noqa: PLC0415
    from yiwang.kernel.search.documents import Document  # noqa: PLC0415
    from yiwang.subsystems.participation.letters import outside  # noqa: PLC0415
    from yiwang.subsystems.participation.letters.models import Trace  # noqa: PLC0415

    day = date.fromisoformat(DAY)
    box = {"box_code": "mayor", "type": "enquiry", "state": "closed", "received_on": day, "shown_on": day}
    for first in range(0, count, BATCH):
        some = list(letters(min(BATCH, count - first), seed=first))
        Trace.objects.bulk_create(
            Trace(
                uid=f"{first + at:032d}",
                sequence=1,
                is_shown=True,
                title=each.title,
                text=each.body,
                reply="您好！已办结。",
                publication_id=first + at + 1,
                **box,
            )
            for at, each in enumerate(some)
        )
        search.put_many(
            Document("publication", first + at + 1, each.title, each.body, on=day, category=outside.CATEGORY)
            for at, each in enumerate(some)
        )
        progress("public letters", first + len(some), count)


def compared(count: int) -> dict[str, Any]:
    """How long the nearest of one new letter take, and which of a real topic are among them."""
    from yiwang.subsystems.participation.language import similar  # noqa: PLC0415
    from yiwang.subsystems.participation.language.actions import indexing  # noqa: PLC0415

    stream = real("petition_stream.jsonl.gz")
    made = numbered(letters(count), count)
    started = time.perf_counter()
    similar.put_many(KIND, (next(made) for _ in range(min(count, indexing.SAMPLE) // 2)))
    similar.put_many(KIND, ((f"real{each['id']}", text_of(each)) for each in stream))
    indexing.count_again()
    similar.put_many(KIND, made)
    put = (count + len(stream)) / (time.perf_counter() - started)
    analyze()
    asked = [each.text for each in letters(ASKED, seed=99)] + [text_of(each) for each in stream[:ASKED]]
    spent = [seconds(lambda text=text: similar.near(text, kind=KIND)) * 1_000 for text in asked]
    found: dict[str, Any] = {"put_per_s": round(put), "similar_p95_ms": p95(spent)}
    return found | {"recall_in_topic": recall(stream)} | clustered(stream)


def recall(stream: list[dict[str, Any]]) -> float | None:
    from yiwang.subsystems.participation.language import similar  # noqa: PLC0415

    topic = annotated()
    by_id = {each["id"]: each for each in stream if each["id"] in topic}
    if len(by_id) < 2:
        return None
    shares = []
    for own, each in by_id.items():
        near = similar.near(text_of(each), kind=KIND, most=NEAREST + 1)
        keys = {one.key.removeprefix("real") for one in near} - {own}
        shares.append(len(keys & by_id.keys()) / (len(by_id) - 1))
    return round(sum(shares) / len(shares), 4)


def clustered(stream: list[dict[str, Any]]) -> dict[str, float | None]:
    """The stream at once: does the annotated topic become one group, and only it?"""
    from datetime import UTC, datetime  # noqa: PLC0415

    from yiwang.subsystems.participation.language import clusters  # noqa: PLC0415
    from yiwang.subsystems.participation.language.rules import weighing  # noqa: PLC0415

    topic = annotated()
    if not stream or not topic:
        return {"cluster_recall": None, "cluster_precision": None}
    texts = {each["id"]: text_of(each) for each in stream}
    items = [
        clusters.Item(each["id"], texts[each["id"]], datetime.fromisoformat(each["time"]).replace(tzinfo=UTC))
        for each in stream
    ]
    until = max(each.at for each in items)
    found = clusters.clusters(items, weighing.background(), until=until, most=len(items))
    best = max(found, key=lambda each: len(topic & set(each.keys)))
    words = [phrase[:2] for phrase in best.phrases[:2]]
    right = [key for key in best.keys if any(word in texts[key] for word in words)]
    return {
        "cluster_recall": round(len(topic & set(best.keys)) / len(topic), 4),
        "cluster_precision": round(len(right) / len(best.keys), 4),
    }


def classified() -> dict[str, Any]:
    """Trained on the real labelled letters where they are present, otherwise on made-up ones."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.subsystems.participation.language import classify, reading  # noqa: PLC0415
    from yiwang.subsystems.participation.language.actions import training  # noqa: PLC0415
    from yiwang.subsystems.participation.language.rules.training import Labelled  # noqa: PLC0415

    files = [SHARED / "labelled_letters.jsonl.gz", SHARED / "labelled_tokens.jsonl.gz"]
    is_real = all(place.is_file() for place in files)
    if is_real:
        read = [each for place in files for each in reading.labelled(place)]
        examples = [each for each in read if isinstance(each, Labelled)]
    else:
        examples = [Labelled(each.text, each.subject, "made up") for each in letters(2_000, seed=3)]
    started = time.perf_counter()
    row = training.train(SYSTEM, examples)
    spent = time.perf_counter() - started
    texts = [text_of(each) for each in real("petition_stream.jsonl.gz")] or [
        each.text for each in letters(CLASSIFIED, seed=5)
    ]
    took = seconds(lambda: [None for _ in classify.suggest_many(texts)])
    return {
        "train_s": round(spent, 1),
        "classify_per_s": round(len(texts) / took),
        "macro_f1": round(row.macro_f1, 4) if is_real else None,
        "macro_f1_keywords": row.figures["macro_f1_keywords"] if is_real else None,
        "macro_f1_majority": row.figures["macro_f1_majority"] if is_real else None,
        "held_out": row.held_out,
    }


def real(name: str) -> list[dict[str, Any]]:
    """Rows of a shared file; none where it is absent."""
    place = SHARED / name
    if not place.is_file():
        return []
    opened = gzip.open if place.suffix == ".gz" else open
    with opened(place, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def annotated() -> set[str]:
    """The letters that two teams put under the same topic."""
    return {each["id"] for each in real("hotspot_annotations.jsonl") if each["agree"]}


def text_of(row: dict[str, Any]) -> str:
    return f"{row['title']}\n{row['body']}"


def numbered(made: Iterable[Written], count: int) -> Iterator[tuple[int, str]]:
    for number, each in enumerate(made, start=1):
        yield number, each.text
        if number % BATCH == 0:
            progress("similar letters", number, count)


def asking(client: Any, addresses: list[str]) -> list[float]:
    """Milliseconds of each answer, in turn over the addresses."""
    spent = []
    for number in range(ROUNDS + len(addresses)):
        address = addresses[number % len(addresses)]
        started = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}.")
        spent.append((time.perf_counter() - started) * 1_000)
    return spent[len(addresses) :]


def p95(spent: list[float]) -> float:
    return round(quantiles(spent, n=20)[18], 1)


def seconds(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


def analyze() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def progress(what: str, done: int, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{what}: {done}/{count}", end="" if done < count else "\n", file=sys.stderr)


if __name__ == "__main__":
    main()
