"""How many wrong words does the proofreader find, and how often does it cry wolf?

Reads ../shared/data (never part of the project). Records with even places are the half it was tuned on, those
with odd places were held out. A mistake counts as found where the doubted characters contain a wrong one
(``detection``), as corrected where its suggestion is what the collection says (``correction``); sentences
as ``sentence``. Only wrong words, names and repetitions count: the collections correct no punctuation.
Clean texts are public documents: every finding in them counts as a false alarm, the few true ones too.
``python -m bench.proofreading [--json] [--misses]``
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from yiwang.subsystems.portal.wording.check import check_text
from yiwang.subsystems.portal.wording.mistakes import ADVICE, NAME, REPEAT, WORD, Mistake

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SETS = ("csc_law", "csc_medical", "csc_sighan15")
CLEAN = (
    "mixed_issuers_sample.jsonl",
    "regulations_national.jsonl.gz",
    "regulations_local.jsonl.gz",
    "state_council_pages.jsonl.gz",
)
COUNTED = {WORD, NAME, REPEAT}
CLEAN_CHARACTERS = 1_000_000
LONGEST = 8000


@dataclass
class Tally:
    """``said``: places named; ``right``: rightly; ``wanted``: places that are wrong."""

    said: int = 0
    right: int = 0
    wanted: int = 0

    def figures(self) -> dict[str, float]:
        precision = self.right / self.said if self.said else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        both = precision + recall
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both, 4) if both else 0.0,
            "said": self.said,
            "right": self.right,
            "wanted": self.wanted,
        }


@dataclass
class Measured:
    detection: Tally = field(default_factory=Tally)
    correction: Tally = field(default_factory=Tally)
    sentence: Tally = field(default_factory=Tally)
    misses: list[dict[str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        return {name: getattr(self, name).figures() for name in ("detection", "correction", "sentence")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list false alarms")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        raise SystemExit(f"{DATA} is absent: nothing to measure against.")
    check_text("先把词表读进来。")
    result: dict[str, Any] = {}
    for name in SETS:
        records = list(lines(DATA / "textcheck" / f"{name}.jsonl"))
        halves = {"all": records, "tuned_on": records[::2], "held_out": records[1::2]}
        for half, part in halves.items():
            measured = of_records(part)
            result[f"{name}.{half}"] = measured.figures()
            if arguments.misses and half == "all":
                for miss in measured.misses:
                    print(json.dumps(miss, ensure_ascii=False))
    result["gov_typos"] = listed()
    for half, at in (("tuned_on", 0), ("held_out", 1)):
        result[f"govdocs.{half}"] = of_clean_texts(at, show=arguments.misses)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for name, figures in result.items():
        print(name)
        for key, value in figures.items():
            print(f"  {key:12} {value}")


def of_records(records: Iterable[dict[str, Any]]) -> Measured:
    """Over records of equal length: the characters that differ are the wrong ones."""
    measured = Measured()
    for record in records:
        source, target = record["source"], record["target"]
        wrong = {at for at, (a, b) in enumerate(zip(source, target, strict=False)) if a != b}
        found = counted(check_text(source))
        measured.detection.wanted += len(wrong)
        measured.correction.wanted += len(wrong)
        changed = list(source)
        for one in found:
            places = [at for at in range(one.start, one.end) if differs(one, at)]
            measured.detection.said += 1
            measured.correction.said += 1
            measured.detection.right += bool(wrong.intersection(places))
            fits = bool(places) and all(suggested(one, at) == target[at : at + 1] for at in places)
            measured.correction.right += fits
            if fits:
                for at in places:
                    changed[at] = target[at]
            else:
                for at in places:
                    changed[at] = "□"
                measured.misses.append({"text": source, "said": one.wrong, "suggested": one.suggestion})
        measured.sentence.wanted += bool(wrong)
        measured.sentence.said += bool(found)
        measured.sentence.right += bool(found) and "".join(changed) == target
    return measured


def counted(found: Iterable[Mistake]) -> list[Mistake]:
    return [one for one in found if one.kind in COUNTED and one.grade != ADVICE]


def differs(one: Mistake, at: int) -> bool:
    return suggested(one, at) != one.wrong[at - one.start]


def suggested(one: Mistake, at: int) -> str:
    same_length = len(one.suggestion) == len(one.wrong)
    return one.suggestion[at - one.start] if same_length else ""


def listed() -> dict[str, Any]:
    """Misspellings that inspections reported, and forms that official writing unifies."""
    records = list(lines(DATA / "textcheck" / "gov_typos.jsonl"))
    found = [
        any(
            one.wrong in record["wrong"] or record["wrong"] in one.wrong
            for one in check_text(f"关于{record['wrong']}的通知")
        )
        for record in records
    ]
    return {"found": sum(found), "of": len(records)}


def of_clean_texts(at: int, *, show: bool) -> dict[str, Any]:
    """Every second document of a fixed shuffle, until CLEAN_CHARACTERS are read."""
    texts = [text for name in CLEAN for text in bodies(DATA / "govdocs" / name)]
    random.Random(1).shuffle(texts)
    characters, alarms, words, seconds = 0, 0, 0, 0.0
    kinds: dict[str, int] = {}
    for text in texts[at::2]:
        text = text[:LONGEST]
        began = perf_counter()
        found = check_text(text)
        seconds += perf_counter() - began
        characters += len(text)
        alarms += sum(one.grade != ADVICE for one in found)
        words += len(counted(found))
        for one in found:
            key = f"{one.kind}/{one.grade}"
            kinds[key] = kinds.get(key, 0) + 1
            if show and one.grade != ADVICE:
                print(one.wrong, one.suggestion, one.reason, text[max(0, one.start - 8) : one.end + 8])
        if characters >= CLEAN_CHARACTERS:
            break
    return {
        "characters": characters,
        "alarms_per_10000": round(alarms / characters * 10_000, 2),
        "wrong_words_per_10000": round(words / characters * 10_000, 2),
        "kinds": dict(sorted(kinds.items())),
        "characters_per_second": round(characters / seconds),
    }


def bodies(path: Path) -> Iterator[str]:
    for record in lines(path):
        text = record.get("text") or record.get("body")
        if text:
            yield text


def lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


if __name__ == "__main__":
    main()
