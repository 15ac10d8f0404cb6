"""How fast is search among 100,000 documents, how large its index, and is the document found that was meant?

``python -m bench.search [--json] [--documents N]`` in a database of its own: SQLite, or where
DATABASE_URL says. The documents are made up, always the same ones; where ../shared/data/govdocs lies
beside the project, one in five bears a real title and number. A measured search is a whole page of
results with its highlights.
"""

import argparse
import itertools
import random
import re
import statistics
import time

from tqdm import tqdm

from bench import administrative_documents as archive
from bench import rig

BATCH = 1000
SAMPLE = 500
# What joins the words of a title; what is left between are its words.
JOINTS = re.compile(r"关于|印发|转发|批转|做好|公布|调整|的|和|与|及|等|[《》“”〈〉（）()、，：\s]+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="one object for programs")
    options = parser.parse_args()
    with rig.database("search"):
        figures = measured(options.documents, is_silent=options.json)
    rig.show(figures, as_json=options.json)


def measured(count: int, is_silent: bool) -> dict[str, float]:
    made: list[archive.Made] = []
    build_s = build(count, made, is_silent)
    asked = queries(made)
    took = [milliseconds(text) for text in asked]
    if not is_silent:
        for slow, text in sorted(zip(took, asked, strict=True), reverse=True)[:12]:
            print(f"{slow:8.1f} ms  {text}")
    return {
        "documents": count,
        "build_s": round(build_s, 1),
        "index_mb": round(index_mb(), 1),
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(sorted(took)[int(len(took) * 0.95)], 1),
        "found_in_3": round(found_in_3(made), 3),
    }


def build(count: int, made: list[archive.Made], is_silent: bool) -> float:
    """Seconds that entering took, without those for making the documents up."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    from yiwang.kernel.search import engine  # noqa: PLC0415
    from yiwang.kernel.search.actions import put_many  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.search.documents import Document  # noqa: PLC0415

    took, stream = 0.0, archive.documents(count)
    with tqdm(total=count, desc="Entering documents", disable=is_silent) as bar:
        while batch := list(itertools.islice(stream, BATCH)):
            started = time.perf_counter()
            put_many(
                Document(
                    "publication",
                    it.id,
                    it.title,
                    it.body,
                    it.number,
                    it.unit_id,
                    it.unit,
                    it.on,
                    category=it.kind,
                )
                for it in batch
            )
            took += time.perf_counter() - started
            made += [it._replace(body=it.body[:400]) for it in batch]
            bar.update(len(batch))
    started = time.perf_counter()
    engine.settle(connection)
    return took + time.perf_counter() - started


def queries(made: list[archive.Made]) -> list[str]:
    """200 of mixed kinds: words of two characters, phrases of the text, titles, numbers, several words."""
    chance = random.Random(2)
    words = [word for word in archive.VOCABULARY if len(word) == 2]
    numbered = [it for it in made if it.number]
    titles = [words_of(it.title) for it in chance.sample(made, 25)]
    return [
        *chance.sample(words, 40),
        *(phrase(it.body, chance) for it in chance.sample(made, 40)),
        *(it.title for it in chance.sample(made, 40)),
        *(it.number for it in chance.sample(numbered, 30)),
        *(" ".join(chance.sample(title, min(3, len(title)))) for title in titles),
        *(" ".join(chance.sample(archive.VOCABULARY, 2)) for _ in range(25)),
    ]


def phrase(body: str, chance: random.Random) -> str:
    clause = chance.choice([part for part in re.split("[，。；：\n]", body) if len(part) >= 4])
    return clause[: chance.randint(4, 8)]


def words_of(title: str) -> list[str]:
    return [word for word in JOINTS.split(title) if len(word) > 1]


def milliseconds(text: str) -> float:
    from yiwang.kernel.search.queries import Query, search  # noqa: PLC0415

    started = time.perf_counter()
    search(Query(text))
    return (time.perf_counter() - started) * 1000


def found_in_3(made: list[archive.Made]) -> float:
    """The share of sampled documents that stand in the first three places for the words of their own
    titles.
    """
    from yiwang.kernel.search.queries import Query, search  # noqa: PLC0415

    sample = [it for it in random.Random(3).sample(made, SAMPLE) if words_of(it.title)]
    found = 0
    for it in sample:
        hits = search(Query(" ".join(words_of(it.title)))).hits[:3]
        found += any(hit.object_id == str(it.id) for hit in hits)
    return found / len(sample)


def index_mb() -> float:
    """The engine's own tables with their indexes; the entries themselves are the documents, not the index."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sum(length(block)) FROM search_titles_data")
            titles = cursor.fetchone()[0]
            cursor.execute("SELECT sum(length(block)) FROM search_texts_data")
            return (titles + cursor.fetchone()[0]) / 1e6
        sizes = (f"pg_total_relation_size('{table}')" for table in ("search_titles", "search_texts"))
        cursor.execute(f"SELECT {' + '.join(sizes)}")
        return cursor.fetchone()[0] / 1e6


if __name__ == "__main__":
    main()
