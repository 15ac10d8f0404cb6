"""Is the chain of entries whole, and if not, which entry is the first that is wrong?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.audit.models import ChainHead, Entry
from yiwang.kernel.audit.rules import GENESIS, content, digest

BATCH = 2_000
COLUMNS = tuple(field.attname for field in Entry._meta.concrete_fields)

GAP, LINK, DIGEST = "gap", "link", "digest"
HEAD, ANCHOR = "head", "anchor"


@dataclass(frozen=True)
class Break:
    """The first thing that is wrong: the number of the entry, what (GAP, LINK …), and a sentence."""

    number: int
    what: str
    sentence: str


@dataclass(frozen=True)
class Proof:
    """How far the chain was followed and where it broke, if it did; ``head`` is the last digest that held."""

    entries: int
    last: int
    head: str
    broken: Break | None = None


def proved(
    rows: Iterable[Mapping[str, Any]], *, first: int = 1, previous: str = GENESIS, anchor: str = ""
) -> Proof:
    """Follow the rows from entry ``first`` on, each against the digest of the one before.

    ``anchor``: a digest noted earlier that must occur on the way (or be ``previous``); where it does not, the
    end of the chain was cut off or rewritten. Constant memory.
    """
    number, entries = first - 1, 0
    is_anchored = not anchor or anchor == previous
    for row in rows:
        broken = _break(row, number + 1, previous)
        if broken:
            return Proof(entries, number, previous, broken)
        number, previous, entries = row["number"], row["digest"], entries + 1
        is_anchored = is_anchored or previous == anchor
    if not is_anchored:
        return Proof(entries, number, previous, _unanchored(number, anchor))
    return Proof(entries, number, previous)


def _break(row: Mapping[str, Any], expected: int, previous: str) -> Break | None:
    number = row["number"]
    if number != expected:
        return Break(expected, GAP, f"缺少第 {expected} 条：其后一条是第 {number} 条。")
    if row["previous_digest"] != previous:
        return Break(number, LINK, f"第 {number} 条没有接在前一条之后：记下的前条摘要与前一条的摘要不同。")
    if row["digest"] != digest(previous, content(row)):
        return Break(number, DIGEST, f"第 {number} 条的内容与其摘要不符：内容或摘要被改动过。")
    return None


def _unanchored(number: int, anchor: str) -> Break:
    return Break(
        number + 1, ANCHOR, f"到第 {number} 条为止没有出现给定的摘要 {anchor}：其后的记录被截去或改写。"
    )


def stored_rows(first: int = 1, last: int | None = None) -> Iterator[dict[str, Any]]:
    """Entries from the database by number, a batch at a time."""
    entries = Entry.objects.order_by("number").values(*COLUMNS)
    if last is not None:
        entries = entries.filter(number__lte=last)
    while batch := list(entries.filter(number__gte=first)[:BATCH]):
        yield from batch
        first = batch[-1]["number"] + 1


def proved_database(rows: Iterable[Mapping[str, Any]], first: int, anchor: str = "") -> Proof:
    """Follow the stored entries from ``first`` on, and see that they reach the kept end of the chain."""
    head = chain_head()
    proof = proved(rows, first=first, previous=digest_before(first), anchor=anchor)
    if proof.broken is None and proof.last < head.number:
        sentence = f"链尾登记到第 {head.number} 条，实际只有到第 {proof.last} 条：末尾的记录被删去。"
        return Proof(proof.entries, proof.last, proof.head, Break(proof.last + 1, HEAD, sentence))
    return proof


def digest_before(first: int) -> str:
    """The digest that entry ``first`` must follow; itself taken on trust where ``first`` is not 1."""
    if first == 1:
        return GENESIS
    stored = Entry.objects.filter(number=first - 1).values_list("digest", flat=True).first()
    return stored or ""


def chain_head() -> ChainHead:
    """The kept end of the chain; number 0 before the first entry."""
    return ChainHead.objects.first() or ChainHead()
