"""Which texts are nearest to a new one: told twice in the same words, or the same matter in others?

``put`` and ``drop`` belong into the transaction of the text itself. What stands in the index are hashes of
rare pairs of characters, never the words.
"""

from dataclasses import dataclass

from django.db import connection

from yiwang.subsystems.participation.language import rarities
from yiwang.subsystems.participation.language.actions.indexing import drop, put, put_many
from yiwang.subsystems.participation.language.models import Posting, Text
from yiwang.subsystems.participation.language.rules import storing, weighing

__all__ = ["REPEATED", "SAME_MATTER", "Near", "drop", "near", "put", "put_many"]

REPEATED = 0.8
SAME_MATTER = 0.3
NEWEST = 1_000
CANDIDATES = 300
MOST = 200
_EACH = """
SELECT * FROM (
    SELECT text_id, CAST(%s AS double precision) AS weight
    FROM {table} WHERE token = %s ORDER BY text_id DESC LIMIT {newest}
) AS of_token
"""
_NEAREST = """
SELECT text_id, SUM(weight) AS shared FROM ({of_tokens}) AS found
GROUP BY text_id ORDER BY shared DESC, text_id DESC LIMIT {candidates}
"""


@dataclass(frozen=True)
class Near:
    """``score``: from 0 to 1; from REPEATED on the same words, from SAME_MATTER on probably one matter."""

    key: str
    score: float


def near(text: str, *, kind: str, most: int = 20) -> list[Near]:
    """The nearest texts of a kind, the nearest first, at most ``most`` (and 200).

    Of each token the newest 1,000 texts are looked at, so that the cost does not grow with the index.
    A text that was put itself is its own nearest: leave out its key.
    """
    known = rarities.in_force().of(text)
    if not known or most < 1:
        return []
    own = {weighing.code(kind, token): rarity for token, rarity in known.items()}
    length = weighing.length(known.values())
    rows = Text.objects.filter(pk__in=_candidates(own), kind=kind).values_list("key", "codes", "length")
    scores = [
        Near(key, round(weighing.nearness(own, length, storing.codes_of(codes), other), 4))
        for key, codes, other in rows
    ]
    return sorted(scores, key=lambda each: (-each.score, each.key))[: min(most, MOST)]


def _candidates(own: dict[int, float]) -> list[int]:
    """Ids of the texts that share most of what is rare."""
    table = connection.ops.quote_name(Posting._meta.db_table)
    of_tokens = " UNION ALL ".join([_EACH.format(table=table, newest=NEWEST)] * len(own))
    statement = _NEAREST.format(of_tokens=of_tokens, candidates=CANDIDATES)
    values = [value for token, rarity in own.items() for value in (rarity * rarity, token)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
