"""340 models of tools and people: bpmn-miwg-test-suite and bpmn-for-research (see the source's own note)."""

import json
import lzma
import tarfile
import time
from collections import Counter
from io import BytesIO

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import engine
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.journal import Journal
from yiwang.kernel.processes.reading.vocabulary import CALLED

RUN, DRAWN, REFUSED = 38, 243, 59
SLOWEST_SECONDS = 5


@pytest.fixture(scope="module")
def models(shared_data) -> dict[str, bytes]:
    archive = shared_data / "bpmn" / "models.tar.xz"
    if not archive.is_file():
        pytest.skip(f"{archive} is absent: the models are not on this machine")
    with tarfile.open(fileobj=BytesIO(lzma.decompress(archive.read_bytes()))) as opened:
        members = [member for member in opened if member.isfile()]
        return {member.name: opened.extractfile(member).read() for member in members}


def test_every_model_is_imported_or_refused_by_the_name_of_an_element(models):
    counted: Counter[str] = Counter()
    for name, content in models.items():
        began = time.monotonic()
        try:
            found = read(content)
            sentence, answer = found.obstacle, "drawn" if found.obstacle else "run"
        except Refused as refused:
            sentence, answer = refused.sentence, "refused"
        counted[answer] += 1
        assert time.monotonic() - began < SLOWEST_SECONDS, name
        assert answer == "run" or names_an_element(sentence), f"{name}: {sentence}"
    assert counted == {"run": RUN, "drawn": DRAWN, "refused": REFUSED}


def names_an_element(sentence: str) -> bool:
    return sentence.endswith("。") and any(f"{called}“" in sentence for called in CALLED.values())


def test_what_can_be_run_begins_with_an_open_step(models):
    for name, content in models.items():
        try:
            found = read(content)
        except Refused:
            continue
        if found.is_runnable:
            several = {node.id: 2 for node in found.diagram.steps if node.repeats}
            at = engine.position(engine.machine(found.chosen), Journal({}, several))
            assert at.open, name


def test_the_counts_are_those_of_the_index(models, shared_data):
    index = (shared_data / "bpmn" / "index.jsonl").read_text().splitlines()
    for row in map(json.loads, index):
        try:
            found = read(models[row["file"]])
        except Refused:
            continue
        assert found.counts["flows"] == row["sequenceFlow"], row["file"]
        assert found.counts.get("userTask", 0) == row["userTask"], row["file"]
        assert found.counts["processes"] == row["processes"], row["file"]
