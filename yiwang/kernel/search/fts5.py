"""How does SQLite find words?

Contentless FTS5 tables of tokens that our own code cut. The row id is the day and the entry's id in one
number, so that the index itself is in order of time: "newest first" stops early, and a range of dates is
a range of row ids.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from yiwang.kernel.search import rules
from yiwang.kernel.search.cards import Ask, Card, Found, Match
from yiwang.kernel.search.rules import Phrase

DAY_SHIFT = 32
HASH_SIZE = 32 * 1024 * 1024
FEW_SEGMENTS = 4
MERGED_PAGES = 1000
_ENTRY_BITS = (1 << DAY_SHIFT) - 1
_TABLES = {
    # Single characters are looked for in titles first and often: a prefix index of one character.
    "search_titles": "words, number, marks, content='', columnsize=0, prefix='1', {tokenizer}",
    "search_texts": "words, number, marks, content='', columnsize=0, {tokenizer}",
}
# 'ascii' leaves everything beyond ASCII as it is; the colon and its like belong to marks.
_TOKENIZER = "tokenize=\"ascii tokenchars ':._-'\""


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table, columns in _TABLES.items():
            options = columns.format(tokenizer=_TOKENIZER)
            cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5({options})")
            # What one transaction enters is gathered in memory up to this many bytes and written in order.
            cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {HASH_SIZE})")  # noqa: S608


def uninstall(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def add(connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None:
    _write(connection, "INSERT INTO {table} (rowid, words, number, marks) VALUES (%s, %s, %s, %s)", cards)


def drop(connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None:
    _write(
        connection,
        "INSERT INTO {table} ({table}, rowid, words, number, marks) VALUES ('delete', %s, %s, %s, %s)",
        cards,
    )


def _write(connection: BaseDatabaseWrapper, statement: str, cards: Sequence[Card]) -> None:
    # In the order of row ids FTS5 writes one segment, out of order one for every row.
    ordered = sorted(cards, key=_row_id)
    with connection.cursor() as cursor:
        for table in _TABLES:
            rows = [_row(card, card.title if table == "search_titles" else card.text) for card in ordered]
            cursor.executemany(statement.format(table=table), rows)


def _row_id(card: Card) -> int:
    return card.day << DAY_SHIFT | card.entry_id


def _row(card: Card, parts: Iterable[str]) -> tuple[int, str, str, str]:
    words = " ".join(rules.tokens(parts))
    return _row_id(card), words, " ".join(rules.tokens(card.number)), " ".join(card.marks)


def empty(connection: BaseDatabaseWrapper) -> None:
    uninstall(connection)
    install(connection)


def tidy(connection: BaseDatabaseWrapper) -> int:
    """Merge the segments that many small transactions left: a search looks into each of them."""
    tidied = 0
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"SELECT count(DISTINCT segid) FROM {table}_idx")  # noqa: S608
            if cursor.fetchone()[0] > FEW_SEGMENTS:
                _merge(cursor, table)
                tidied += 1
    return tidied


def _merge(cursor: Any, table: str) -> None:
    """Step by step, each committed by itself; less than two changed rows say that nothing is left to do."""
    pages, before = -MERGED_PAGES, -2
    changes = 0
    while changes - before >= 2:
        before = changes
        cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
        cursor.execute("SELECT total_changes()")
        changes, pages = cursor.fetchone()[0], MERGED_PAGES


def settle(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608


def find(connection: BaseDatabaseWrapper, ask: Ask, limit: int) -> Found:
    table = "search_titles" if ask.in_titles else "search_texts"
    parameters: list[Any] = [
        _expression(ask),
        ask.first_day << DAY_SHIFT,
        ask.last_day << DAY_SHIFT | _ENTRY_BITS,
    ]
    statement = f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid BETWEEN %s AND %s"  # noqa: S608
    if ask.unwanted:
        unwanted = " OR ".join(_phrase(phrase) for phrase in ask.unwanted)
        statement += " AND rowid NOT IN (SELECT rowid FROM search_texts WHERE search_texts MATCH %s)"
        parameters.append(f"{{words}} : ({unwanted})")
    if ask.without:
        entry_ids = ",".join(str(int(entry_id)) for entry_id in ask.without)
        statement += f" AND rowid & {_ENTRY_BITS} NOT IN ({entry_ids})"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY rowid DESC LIMIT %s", [*parameters, limit])
        matches = [Match(row & _ENTRY_BITS, row >> DAY_SHIFT) for (row,) in cursor.fetchall()]
    return Found(matches, is_more=len(matches) == limit)


def _expression(ask: Ask) -> str:
    """FTS5's own language, made of tokens and marks alone: nothing that was typed reaches it as syntax."""
    groups = []
    if ask.wanted:
        words = (" OR " if ask.is_any else " AND ").join(_phrase(phrase) for phrase in ask.wanted)
        groups.append(f"{{words}} : ({words})")
    if ask.number:
        groups.append(f"{{number}} : ({_phrase(ask.number)})")
    groups += [f"{{marks}} : ({' OR '.join(_quoted(mark) for mark in marks)})" for marks in ask.marks]
    return " AND ".join(groups)


def _phrase(phrase: Phrase) -> str:
    return " + ".join(_quoted(token) for token in phrase.tokens) + ("*" if phrase.is_open else "")


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
