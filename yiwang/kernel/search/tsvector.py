"""How does PostgreSQL find words?

GIN over the set of tokens says which texts hold all of them; whether they stand next to each other is read off the
tape. Positions are not kept: they end at 16,383 in a tsvector, and a regulation is longer.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from yiwang.kernel.search import rules
from yiwang.kernel.search.cards import Ask, Card, Match
from yiwang.kernel.search.rules import Phrase

_TABLES = ("search_titles", "search_texts")
_NUMBER = "number:"


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (entry_id bigint PRIMARY KEY, day integer NOT NULL,"
                " words tsvector NOT NULL, tape text NOT NULL, number_tape text NOT NULL)"
            )
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words)")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_newest ON {table} (day DESC, entry_id DESC)")
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN words SET STATISTICS 1000")


def uninstall(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def add(connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            rows = (_row(card, card.title if table == "search_titles" else card.text) for card in cards)
            cursor.executemany(
                f"INSERT INTO {table} (entry_id, day, words, tape, number_tape)"
                " VALUES (%s, %s, array_to_tsvector(%s::text[]), %s, %s)",
                rows,
            )


def drop(connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"DELETE FROM {table} WHERE entry_id = ANY(%s)", [[card.entry_id for card in cards]]
            )


def _row(card: Card, parts: tuple[str, ...]) -> tuple[int, int, list[str], str, str]:
    numbers = {_NUMBER + token for token in rules.tokens(card.number)}
    words = {*rules.tokens(parts), *numbers, *card.marks}
    return card.entry_id, card.day, list(words), rules.tape(parts), rules.tape(card.number)


def settle(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ANALYZE {table}")


def find(connection: BaseDatabaseWrapper, ask: Ask, limit: int) -> list[Match]:
    table = "search_titles" if ask.in_titles else "search_texts"
    conditions, parameters = _conditions(ask)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT entry_id, day FROM {table} WHERE {' AND '.join(conditions)}"
            " ORDER BY day DESC, entry_id DESC LIMIT %s",
            [*parameters, limit],
        )
        return [Match(entry_id, day) for entry_id, day in cursor.fetchall()]


def _conditions(ask: Ask) -> tuple[list[str], list[Any]]:
    conditions = ["words @@ %s::tsquery", "day BETWEEN %s AND %s"]
    parameters: list[Any] = [_expression(ask), ask.first_day, ask.last_day]
    if tapes := [phrase.tape for phrase in ask.wanted if len(phrase.tokens) > 1]:
        if not ask.is_any:
            conditions += ["strpos(tape, %s) > 0"] * len(tapes)
            parameters += tapes
    if ask.number:
        conditions.append("strpos(number_tape, %s) > 0")
        parameters.append(ask.number.tape)
    for phrase in ask.unwanted:
        conditions.append(
            "entry_id NOT IN (SELECT entry_id FROM search_texts WHERE words @@ %s::tsquery AND strpos(tape, %s) > 0)"
        )
        parameters += [_phrase(phrase), phrase.tape]
    if ask.without:
        conditions.append("entry_id <> ALL(%s)")
        parameters.append(list(ask.without))
    return conditions, parameters


def _expression(ask: Ask) -> str:
    """A tsquery made of quoted tokens and marks alone: nothing that was typed reaches it as syntax."""
    groups = []
    if ask.wanted:
        words = (" | " if ask.is_any else " & ").join(_phrase(phrase) for phrase in ask.wanted)
        groups.append(f"({words})")
    if ask.number:
        groups.append(_phrase(ask.number, _NUMBER))
    for marks in ask.marks:
        groups.append("(" + " | ".join(_quoted(mark) for mark in marks) + ")")
    return " & ".join(groups)


def _phrase(phrase: Phrase, prefix: str = "") -> str:
    quoted = [_quoted(prefix + token) for token in phrase.tokens]
    if phrase.is_open:
        quoted[-1] += ":*"
    return "(" + " & ".join(quoted) + ")"


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
