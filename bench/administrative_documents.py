"""Which documents does a made-up city have? Always the same ones, about as long and repetitive as real ones.

The words stand in administrative_words.txt. Names of people, firms and villages are mixed in: they make
the many rare pairs of characters that real texts have.
"""

import csv
import gzip
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
REGISTER = HERE.parents[1] / "shared" / "data" / "govdocs" / "document_register.csv.gz"
NEWEST = date(2026, 10, 31)
DAYS = 20 * 365


def _words() -> dict[str, list[str]]:
    parts = re.split(
        r"^\[(\w+)\]$", (HERE / "administrative_words.txt").read_text(encoding="utf-8"), flags=re.M
    )
    return {name: words.split() for name, words in zip(parts[1::2], parts[2::2], strict=True)}


WORDS = _words()
VOCABULARY = [*WORDS["subjects"], *WORDS["words"], *WORDS["things"]]
_CITY = WORDS["places"][0]
# Words are as unequal as in real texts: the second is used half as often as the first, and so on.
_WEIGHTS = list(accumulate(1 / (rank + 20) for rank in range(len(VOCABULARY))))


class Made(NamedTuple):
    id: int
    kind: str
    title: str
    body: str
    number: str
    unit_id: int
    unit: str
    on: date


def documents(count: int) -> Iterator[Made]:
    """Oldest first, as an archive grows; one in five with a real title and number where the register is
    at hand.
    """
    chance = random.Random(1)
    shuffled = VOCABULARY[:]
    chance.shuffle(shuffled)
    register = _register()
    titles: set[str] = set()
    for number in range(1, count + 1):
        on = NEWEST - timedelta(days=DAYS - DAYS * number // count)
        unit_id = chance.randrange(len(WORDS["units"]))
        unit = WORDS["units"][unit_id]
        title, written = _title(chance, on, unit), ""
        if number % 5 == 0:
            title, written = next(register, (title, ""))
        if title in titles:
            title = f"{title}（{on.year}年第{chance.randint(2, 60)}批 {number}）"
        titles.add(title)
        kind = chance.choice(("news", "notice", "document", "interpretation"))
        if not written and kind != "news":
            written = f"云{unit[:2]}发〔{on.year}〕{chance.randint(1, 400)}号"
        yield Made(number, kind, title, _body(chance, shuffled), written, unit_id + 1, _CITY + unit, on)


def _title(chance: random.Random, on: date, unit: str) -> str:
    place, subject, thing, verb, kind, other = (
        chance.choice(WORDS[name]) for name in ("places", "subjects", "things", "verbs", "types", "words")
    )
    forms = (
        f"{_CITY}{unit}关于{verb}{on.year}年{place}{subject}{thing}的{kind}",
        f"关于{verb}《{place}{subject}{other}{thing}》的{kind}",
        f"{place}{verb}{subject}{other}工作",
        f"{place}{person(chance)}同志{subject}{other}工作事迹",
        f"关于{place}{firm(chance)}{subject}{other}项目的{kind}",
    )
    return chance.choice(forms)


def _body(chance: random.Random, vocabulary: list[str]) -> str:
    """About 1,000 characters, few of them more than 3,000."""
    length = min(6000, max(200, int(chance.lognormvariate(6.7, 0.7))))
    parts, size = [], 0
    while size < length:
        parts.append(_clause(chance, vocabulary) + chance.choice("，，，。；\n"))
        size += len(parts[-1])
    return "".join(parts)


def _clause(chance: random.Random, vocabulary: list[str]) -> str:
    clause = "".join(chance.choices(vocabulary, cum_weights=_WEIGHTS, k=chance.randint(3, 7)))
    if chance.random() < 0.25:
        clause += chance.choice(WORDS["phrases"])
    if chance.random() < 0.12:
        clause += chance.choice((person, firm, village))(chance)
    if chance.random() < 0.08:
        clause += f"{chance.randint(2006, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
    if chance.random() < 0.05:
        clause += f"投资{chance.randint(1, 99999)}万元"
    return clause


def person(chance: random.Random) -> str:
    return chance.choice(WORDS["surnames"]) + "".join(chance.choices(WORDS["given"], k=2))


def firm(chance: random.Random) -> str:
    trade = chance.choice(("科技", "建筑", "农业", "贸易", "化工"))
    return f"{''.join(chance.choices(WORDS['given'], k=3))}{trade}有限公司"


def village(chance: random.Random) -> str:
    return f"{chance.choice(WORDS['surnames'])}{chance.choice(WORDS['given'])}村"


def _register() -> Iterator[tuple[str, str]]:
    if not REGISTER.exists():
        return
    with gzip.open(REGISTER, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if 8 <= len(row["title"]) <= 120:
                yield row["title"], row["doc_number_raw"][:100]
