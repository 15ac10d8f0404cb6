"""How many fields of real public documents are recognised, measured against what their sources state?

Reads ../shared/data/govdocs (never part of the project). ``python -m bench.recognition [--json] [--misses]``
"""

import argparse
import csv
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yiwang.kernel.publications.recognition import dates, history, numbers, organs, records
from yiwang.kernel.publications.recognition.characters import narrow, solid
from yiwang.kernel.publications.recognition.document import Recognised

GOVDOCS = Path(__file__).resolve().parents[2] / "shared" / "data" / "govdocs"
HEADER = (
    "index_number",
    "subject",
    "issuer",
    "written_date",
    "title",
    "doc_number",
    "publish_date",
    "keywords",
)


@dataclass
class Tally:
    """Right, wrong and unfound values of one field of one source."""

    expected: int = 0
    right: int = 0
    wrong: int = 0
    misses: list[dict[str, str]] = field(default_factory=list)

    def count(self, which: str, wanted: str, found: str, *, is_right: bool) -> None:
        self.expected += 1
        self.right += is_right
        self.wrong += bool(found) and not is_right
        if not is_right:
            self.misses.append({"document": which, "expected": wanted, "found": found})


Table = dict[str, dict[str, Tally]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--misses", action="store_true", help="list what was not recognised or recognised otherwise"
    )
    arguments = parser.parse_args()
    if not GOVDOCS.is_dir():
        raise SystemExit(f"{GOVDOCS} is absent: nothing to measure against.")
    table = measured()
    if arguments.json:
        print(json.dumps(plain(table), ensure_ascii=False))
        return
    for source, fields in table.items():
        for name, tally in fields.items():
            print(f"{source:40} {name:28} {tally.right:6} of {tally.expected:6}   other: {tally.wrong}")
            for miss in tally.misses if arguments.misses else []:
                print("      ", json.dumps(miss, ensure_ascii=False)[:400])


def measured() -> Table:
    """Every source with every field it states."""
    return {
        "state_council_pages (page)": pages("html"),
        "state_council_pages (text alone)": pages("text"),
        "mixed_issuers (body alone)": mixed(with_metadata=False),
        "mixed_issuers (body and metadata)": mixed(with_metadata=True),
        "document_register": register(),
        "regulations_national": regulations("regulations_national"),
        "regulations_local": regulations("regulations_local"),
    }


def plain(table: Table) -> dict[str, Any]:
    return {
        source: {
            name: {
                "expected": tally.expected,
                "right": tally.right,
                "other": tally.wrong,
                "misses": tally.misses[:50],
            }
            for name, tally in fields.items()
        }
        for source, fields in table.items()
    }


def pages(part: str) -> dict[str, Tally]:
    """State Council pages: the page with its header table, or the text alone as a hold-out."""
    names = HEADER if part == "html" else ("title", "doc_number", "issuer", "written_date")
    tallies = {name: Tally() for name in names}
    for record in lines("state_council_pages.jsonl.gz"):
        given = {part: record[part], **({"url": record["url"]} if part == "html" else {})}
        found = records.fields_of(records.source_of(given).recognised())
        for name in names:
            wanted = record["expected"][name]
            if wanted:
                same = solid(found[name]) == solid(wanted)
                tallies[name].count(record["id"], wanted, found[name], is_right=same)
    return tallies


def mixed(*, with_metadata: bool) -> dict[str, Tally]:
    """Documents of many issuers; the metadata is a crawler's, and some are news without number and date."""
    tallies = {name: Tally() for name in ("title", "issuer", "written_date")}
    for record in lines("mixed_issuers_sample.jsonl"):
        try:
            source = records.source_of(record if with_metadata else {"body": record["body"]})
        except records.NoDocument:
            continue
        found = source.recognised()
        written = found.written_on.isoformat() if found.written_on else ""
        which = record["url"]
        for name, value, same in (
            ("title", found.title, same_title),
            ("issuer", found.issuer, same_issuer),
            ("written_date", written, str.__eq__),
        ):
            tallies[name].count(
                which, record[name], value, is_right=bool(value) and same(value, record[name])
            )
    return tallies


def same_title(found: str, stated: str) -> bool:
    """Equal but for blanks, 《》, a number or a state in front, and a title the site cut short."""
    a, b = bare(found), bare(stated)
    return (
        a == b
        or (len(b) > 10 and b.endswith(a) and len(a) > 10)
        or ("..." in stated and a.startswith(bare(stated.split("...")[0])))
    )


def bare(title: str) -> str:
    return solid(title).translate(str.maketrans("", "", "《》"))


def same_issuer(found: str, stated: str) -> bool:
    """The metadata gives a place (北京) or a short name: the organ must contain it or mean the same."""
    return stated in found or organs.related(found, stated)


def register() -> dict[str, Tally]:
    """Raw numbers as crawled, and the dates in their raw forms."""
    number, again, written, published = Tally(), Tally(), Tally(), Tally()
    with gzip.open(GOVDOCS / "document_register.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            raw = row["doc_number_raw"]
            if raw:
                tried = attempt(numbers.normalised, raw)
                number.count(row["url"], raw, tried, is_right=bool(tried))
                if tried:
                    again.count(
                        row["url"],
                        tried,
                        attempt(numbers.normalised, tried),
                        is_right=attempt(numbers.normalised, tried) == tried,
                    )
            for tally, name in ((written, "written_date"), (published, "publish_date")):
                if row[name]:
                    on = dates.parse(row[name])
                    tally.count(row["url"], row[name], on.isoformat() if on else "", is_right=on is not None)
    return {
        "doc_number_raw": number,
        "normalised again": again,
        "written_date": written,
        "publish_date": published,
    }


def attempt(parse: Callable[[str], str], raw: str) -> str:
    try:
        return parse(raw)
    except numbers.NotANumber:
        return ""


def regulations(name: str) -> dict[str, Tally]:
    """Regulations as one text (title, history in brackets, body), against what the collection states."""
    tallies = {
        key: Tally()
        for key in (
            "title",
            "history lines",
            "version_date",
            "version_date if in history",
            "issuer",
            "effective",
        )
    }
    for record in lines(f"{name}.jsonl.gz"):
        past = record["history"]
        text = "\n".join([record["title"], *([f"（{' '.join(past)}）"] if past else []), record["body"]])
        found = records.source_of({"text": text}).recognised()
        which = f"{record['title']} {record['version_date']}"
        tallies["title"].count(which, record["title"], found.title, is_right=found.title == record["title"])
        for line in past:
            if dates.found_in(narrow(line)):
                events = history.read(line)
                tallies["history lines"].count(
                    which, line, " ".join(e.text for e in events), is_right=bool(events)
                )
        judge_version(tallies, which, record, found)
        if past:
            tallies["issuer"].count(which, past[0], found.issuer, is_right=bool(found.issuer))
        if "施行" in record["body"][-400:]:
            day = found.effective_on.isoformat() if found.effective_on else ""
            tallies["effective"].count(which, record["body"][-60:], day, is_right=bool(day))
    return tallies


def judge_version(tallies: dict[str, Tally], which: str, record: dict[str, Any], found: Recognised) -> None:
    """The version's date against the last event; many histories stop before the version they stand in."""
    wanted = record["version_date"]
    if not wanted:
        return
    written = found.written_on.isoformat() if found.written_on else ""
    tallies["version_date"].count(which, wanted, written, is_right=written == wanted)
    days = [day.isoformat() for line in record["history"] for day in dates.found_in(line)]
    if days and max(days) == wanted:
        tallies["version_date if in history"].count(which, wanted, written, is_right=written == wanted)


def lines(name: str) -> Iterator[dict[str, Any]]:
    path = GOVDOCS / name
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if name.endswith(".gz")
        else path.open(encoding="utf-8") as stream
    ):
        for line in stream:
            yield json.loads(line)


if __name__ == "__main__":
    main()
