"""How is a whole import run, from the first file to the last line?"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from yiwang.subsystems.portal.reading import files, identity
from yiwang.subsystems.portal.reading.files import Found
from yiwang.subsystems.portal.reading.identity import Read
from yiwang.subsystems.portal.reading.publishing import Outcome
from yiwang.subsystems.portal.reading.rejections import Rejections

# One transaction: all others who write wait for it at the end of the audit chain, so it must not last long.
BATCH = 100
# What a batch may hold in memory, counted in characters of the documents' bodies.
BATCH_SIZE = 8_000_000

Publish = Callable[[list[Read]], list[tuple[Outcome, str]]]


@dataclass
class Summary:
    """How many files and documents were read and what became of them; ``fields``: what was recognised."""

    files: int = 0
    read: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def count(self, read: Read) -> None:
        self.read += 1
        document = read.document
        found = {
            "title": document.title,
            "number": document.numbers,
            "index_number": document.index_number,
            "issuer": document.issuers,
            "written_on": document.written_on,
            "published_on": document.published_on,
            "effective_on": document.effective_on,
            "recipients": document.recipients,
            "copies": document.copies,
            "subject": document.subject,
            "subject_words": document.subject_words,
            "disclosure": document.disclosure,
            "enclosed": document.enclosed,
            "attachments": document.annexes,
            "history": document.history,
            "body": document.body,
        }
        self.fields.update(name for name, value in found.items() if value)


@dataclass(frozen=True)
class Progress:
    """Who hears how far the run is: bytes read of a file of so many, and its name."""

    begun: Callable[[Path], None]
    read: Callable[[int], None]


def run(paths: Iterable[Path], publish: Publish, rejections: Rejections, progress: Progress) -> Summary:
    """Read every file, publish in batches, list what cannot be read; nothing a file holds stops the run.

    What ``publish`` returned for is confirmed; the same run again goes on where a killed one stopped.
    """
    summary = Summary()
    batch: list[tuple[Found, Read]] = []
    held = 0
    for path in files.below(paths):
        summary.files += 1
        progress.begun(path)
        for found in files.found_in(path, progress.read):
            if found.source is None:
                rejections.add(found, found.reason)
                continue
            read = identity.read(found.source)
            summary.count(read)
            batch.append((_light(found), read))
            held += len(read.document.body)
            if len(batch) >= BATCH or held >= BATCH_SIZE:
                _publish(batch, publish, rejections, summary)
                held = 0
    _publish(batch, publish, rejections, summary)
    return summary


def _light(found: Found) -> Found:
    """The place without the document itself, which is not needed any more."""
    return Found(found.path, found.line, found.beginning)


def _publish(
    batch: list[tuple[Found, Read]], publish: Publish, rejections: Rejections, summary: Summary
) -> None:
    outcomes = publish([read for _, read in batch]) if batch else []
    for (found, _), (outcome, reason) in zip(batch, outcomes, strict=True):
        summary.outcomes[outcome] += 1
        if outcome == Outcome.REFUSED:
            rejections.add(found, reason)
    batch.clear()
