"""Which subject is a letter probably about? A suggestion, which an official confirms or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from yiwang.subsystems.participation.language.models import Training
from yiwang.subsystems.participation.language.rules import features, profile, storing, telling

MOST = 3
SHOWN_FROM = 0.05


@dataclass(frozen=True)
class Suggestion:
    """``probability``: from 0 to 1; without a trained model the share of the words that were recognised."""

    subject: str
    probability: float


def suggest(text: str) -> list[Suggestion]:
    """At most three subjects, the likeliest first; the first line of ``text`` is the title.

    Without a trained model by a small profile of words, which may say nothing at all. Never raises.
    """
    return next(iter(suggest_many([text])))


def suggest_many(texts: Iterable[str]) -> Iterable[list[Suggestion]]:
    """The same for many texts with one look at the database."""
    teller = in_use()
    for text in texts:
        yield _shown(_by_model(teller, text)) if teller else by_words(text)


def by_words(text: str) -> list[Suggestion]:
    """By the profile of words alone; needs no database."""
    return _shown(profile.told(text))


def _shown(found: list[tuple[str, float]]) -> list[Suggestion]:
    return [Suggestion(subject, round(share, 4)) for subject, share in found[:MOST] if share >= SHOWN_FROM]


def in_use() -> telling.Teller | None:
    """The model in use, ready; None where none was trained."""
    row = Training.objects.filter(is_in_use=True).values_list("pk", "digest").first()
    return _teller(*row) if row else None


@lru_cache(maxsize=1)
def _teller(pk: int, digest: str) -> telling.Teller:
    return telling.Teller(storing.weights_of(Training.objects.only("body").get(pk=pk).body))


def _by_model(teller: telling.Teller, text: str) -> list[tuple[str, float]]:
    title, newline, body = text.strip().partition("\n")
    return teller.probabilities(features.joined(title, body) if newline else text)
