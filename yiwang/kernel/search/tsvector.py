"""How does PostgreSQL find words?

GIN over the set of tokens says which texts hold all of them; whether they stand next to each other is
read off the tape, of the newest candidates only. Positions are not kept: they end at 16,383 in a
tsvector, and a regulation is longer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from time import monotonic
from types import MappingProxyType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from yiwang.kernel.search import rules
from yiwang.kernel.search.cards import Ask, Card, Found, Match
from yiwang.kernel.search.rules import Phrase

_TABLES = ("search_titles", "search_texts")
# Words and tapes stand outside their rows, so that thousands of candidates are gone through on a few pages.
_INLINE = 128
_NUMBER = "number:"
# Of a long phrase the rarest tokens find the candidates; more of them only cost time.
ENOUGH_TOKENS = 5
# How many candidates are looked at for every match wanted: at first, and once more where hardly any held
# the phrase.
ROUNDS = (1.5, 6)
FEW = 0.2
# Two ways to the newest candidates: gather all that hold the tokens and sort them, or walk from the
# newest on, unpacking every text on the way. Unpacking one costs as much as gathering this many.
UNPACKING = {"search_titles": 1, "search_texts": 7}
PENDING_KB = 512
STATISTICS_LAST_S = 600
_UNKNOWN: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Statistics:
    """What ANALYZE found: how many texts there are, and in which share of them the common tokens stand."""

    texts: float
    unpacking: float
    shares: Mapping[str, float]


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (entry_id bigint PRIMARY KEY, day integer NOT NULL,"
                " words tsvector NOT NULL, tape text NOT NULL, number_tape text NOT NULL)"
                f" WITH (toast_tuple_target = {_INLINE})"
            )
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_newest ON {table} (day DESC, entry_id DESC)")
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN words SET STATISTICS 300")
            cursor.execute(_index(table))


def _index(table: str) -> str:
    # What GIN has not sorted in yet every search reads through: half a megabyte is a few milliseconds.
    return (
        f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words)"
        f" WITH (gin_pending_list_limit = {PENDING_KB})"
    )


def uninstall(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def empty(connection: BaseDatabaseWrapper) -> None:
    """Ready for everything to be entered again: the indexes of words come when it is done, see ``settle``."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"TRUNCATE {table}")
            cursor.execute(f"DROP INDEX IF EXISTS {table}_words")


def tidy(connection: BaseDatabaseWrapper) -> int:
    return 0  # autovacuum does


def settle(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(_index(table))
            cursor.execute(f"ANALYZE {table}")


def add(connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            rows = [_row(card, card.title if table == "search_titles" else card.text) for card in cards]
            cursor.executemany(
                f"INSERT INTO {table} (entry_id, day, words, tape, number_tape)"  # noqa: S608 - table is ours
                " VALUES (%s, %s, array_to_tsvector(%s::text[]), %s, %s)",
                rows,
            )


def drop(connection: BaseDatabaseWrapper, cards: Sequence[Card]) -> None:
    entry_ids = [card.entry_id for card in cards]
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE entry_id = ANY(%s)", [entry_ids])  # noqa: S608 - table is ours


def _row(card: Card, parts: tuple[str, ...]) -> tuple[int, int, list[str], str, str]:
    numbers = {_NUMBER + token for token in rules.tokens(card.number)}
    words = {*rules.tokens(parts), *numbers, *card.marks}
    return card.entry_id, card.day, list(words), rules.tape(parts), rules.tape(card.number)


def find(connection: BaseDatabaseWrapper, ask: Ask, limit: int) -> Found:
    table = "search_titles" if ask.in_titles else "search_texts"
    known = _statistics(connection, table)
    matches: list[Match] = []
    before, is_more = (ask.last_day, 2**62), True
    with connection.cursor() as cursor:
        for factor in ROUNDS if _must_check(ask) else (1,):
            cursor.execute(*_statement(ask, table, known, before, int(factor * limit)))
            rows = cursor.fetchall()
            matches += [Match(entry_id, day) for entry_id, day, is_match in rows if is_match]
            is_more = len(rows) == int(factor * limit)
            if not is_more or len(matches) >= FEW * limit:
                break
            before = (rows[-1][1], rows[-1][0])
    return Found(matches[:limit], is_more=is_more or len(matches) > limit)


def _must_check(ask: Ask) -> bool:
    """Whether holding the tokens is not enough."""
    is_phrase = not ask.is_any and any(len(phrase.tokens) > 1 for phrase in ask.wanted)
    return is_phrase or bool(ask.number or ask.unwanted)


def _statement(
    ask: Ask, table: str, known: Statistics, before: tuple[int, int], candidates: int
) -> tuple[str, list[Any]]:
    """The newest candidates by tokens, each with the answer whether it is a match."""
    checks, checked = _checks(ask)
    inner = (
        f"SELECT entry_id, day, tape, number_tape FROM {table}"  # noqa: S608 - table is ours
        " WHERE words @@ %s::tsquery AND day >= %s AND (day, entry_id) <= (%s, %s)"
    )
    parameters: list[Any] = [
        *checked,
        _expression(ask, known.shares),
        ask.first_day,
        before[0],
        before[1] - 1,
    ]
    if ask.without:
        inner += " AND entry_id <> ALL(%s)"
        parameters.append(list(ask.without))
    # An expression keeps the planner from walking the index of days, where it would unpack every text on
    # the way.
    inner += (
        f" ORDER BY {'day' if _is_common(ask, known, candidates) else 'day + 0'} DESC, entry_id DESC LIMIT %s"
    )
    statement = f"SELECT entry_id, day, {checks} FROM ({inner}) candidate ORDER BY day DESC, entry_id DESC"  # noqa: S608
    return statement, [*parameters, candidates]


def _checks(ask: Ask) -> tuple[str, list[Any]]:
    """What the tape must say of a candidate."""
    checks, parameters = ["true"], []
    if not ask.is_any:
        tapes = [phrase.tape for phrase in ask.wanted if len(phrase.tokens) > 1]
        checks += ["strpos(tape, %s) > 0"] * len(tapes)
        parameters += tapes
    if ask.number:
        checks.append("strpos(number_tape, %s) > 0")
        parameters.append(ask.number.tape)
    for phrase in ask.unwanted:
        checks.append(
            "NOT EXISTS (SELECT FROM search_texts text WHERE text.entry_id = candidate.entry_id"
            " AND text.words @@ %s::tsquery AND strpos(text.tape, %s) > 0)"
        )
        parameters += [_phrase(phrase), phrase.tape]
    return " AND ".join(checks), parameters


def _expression(ask: Ask, shares: Mapping[str, float]) -> str:
    """A tsquery made of quoted tokens and marks alone: nothing that was typed reaches it as syntax."""
    groups = []
    if ask.wanted:
        words = (" | " if ask.is_any else " & ").join(_phrase(phrase, "", shares) for phrase in ask.wanted)
        groups.append(f"({words})")
    if ask.number:
        groups.append(_phrase(ask.number, _NUMBER))
    groups += ["(" + " | ".join(_quoted(mark) for mark in marks) + ")" for marks in ask.marks]
    return " & ".join(groups)


def _phrase(phrase: Phrase, prefix: str = "", shares: Mapping[str, float] = _UNKNOWN) -> str:
    tokens = phrase.tokens
    begins = {len(tokens) - 1} if phrase.is_open else set()
    rarest = sorted(range(len(tokens)), key=lambda at: (at in begins, shares.get(tokens[at], 0)))
    quoted = [_quoted(prefix + tokens[at]) + (":*" if at in begins else "") for at in rarest[:ENOUGH_TOKENS]]
    return "(" + " & ".join(quoted) + ")"


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


_known: dict[tuple[str, str], tuple[float, Statistics]] = {}


def _statistics(connection: BaseDatabaseWrapper, table: str) -> Statistics:
    """A few minutes old at most; only speed depends on them."""
    key = (str(connection.settings_dict["NAME"]), table)
    asked_at, statistics = _known.get(key, (0.0, Statistics(0, 1, _UNKNOWN)))
    if not asked_at or monotonic() - asked_at > STATISTICS_LAST_S:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples, most_common_elems::text::text[], most_common_elem_freqs"
                " FROM pg_class LEFT JOIN pg_stats ON tablename = relname AND attname = 'words'"
                " WHERE oid = to_regclass(%s)",
                [table],
            )
            texts, tokens, shares = cursor.fetchone()
        statistics = Statistics(texts, UNPACKING[table], dict(zip(tokens or (), shares or (), strict=False)))
        _known[key] = (monotonic(), statistics)
    return statistics


def _is_common(ask: Ask, known: Statistics, candidates: int) -> bool:
    """Whether walking from the newest text on meets enough candidates sooner than all of them are
    gathered.
    """
    if ask.number:
        return False
    each = [min(known.shares.get(token, 0.0) for token in phrase.tokens) for phrase in ask.wanted]
    share = min(sum(each), 1.0) if ask.is_any else prod(each)
    return known.texts * share * share > known.unpacking * candidates
