"""Reads ../shared/data, which is not part of the project; skipped with the reason where it is absent."""

import gzip
import json
from pathlib import Path

import pytest

from bench import recognition as measure
from yiwang.kernel.publications.recognition.document import recognise_html, recognise_text
from yiwang.kernel.publications.recognition.parts import Hints

pytestmark = pytest.mark.usefixtures("shared_data")


def test_every_field_of_the_header_table_of_every_page_is_recognised() -> None:
    tallies = measure.pages("html")
    assert {name: tally.expected - tally.right for name, tally in tallies.items()} == dict.fromkeys(
        tallies, 0
    )


def test_the_text_alone_says_title_number_and_issuer_of_every_page() -> None:
    """One page states another written date (17 April) than its text (27 April)."""
    tallies = measure.pages("text")
    misses = {name: [miss["document"] for miss in tally.misses] for name, tally in tallies.items()}
    assert misses == {"title": [], "doc_number": [], "issuer": [], "written_date": ["5351624"]}


def test_every_raw_number_is_normalised_but_the_three_that_are_a_label_without_number() -> None:
    tallies = measure.register()
    assert {miss["expected"] for miss in tallies["doc_number_raw"].misses} == {"发文字号："}
    assert len(tallies["doc_number_raw"].misses) == 3
    assert not tallies["normalised again"].misses
    assert not tallies["written_date"].misses
    assert not tallies["publish_date"].misses


def test_documents_of_mixed_issuers_keep_what_is_recognised_today() -> None:
    alone, whole = measure.mixed(with_metadata=False), measure.mixed(with_metadata=True)
    assert (alone["title"].right, alone["issuer"].right, alone["written_date"].right) >= (14, 19, 17)
    assert (whole["title"].right, whole["issuer"].right, whole["written_date"].right) >= (28, 22, 25)


def test_every_dated_line_of_every_history_is_read() -> None:
    for name in ("regulations_national", "regulations_local"):
        tallies = measure.regulations(name)
        assert not tallies["history lines"].misses
        assert not tallies["title"].misses


def test_naughty_strings_leave_only_text(shared_data: Path) -> None:
    for text in json.loads((shared_data / "web" / "naughty_strings.json").read_text(encoding="utf-8")):
        hints = Hints(title=text, number=text, issuer=text, url=text, published_on=text)
        assert tags(recognise_text(text, hints).body) <= HARMLESS
        assert tags(recognise_html(text, hints).body) <= HARMLESS


def test_hostile_markup_leaves_only_text(shared_data: Path) -> None:
    with gzip.open(shared_data / "web" / "html_sanitizer_cases.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            assert tags(recognise_html(json.loads(line)["payload"]).body) <= HARMLESS


HARMLESS = {"p", "h2", "h3", 'p class="signature"', "table", "tbody", "tr", "td"}


def tags(body: str) -> set[str]:
    return {part.split(">")[0].strip("/") for part in body.split("<")[1:]}
