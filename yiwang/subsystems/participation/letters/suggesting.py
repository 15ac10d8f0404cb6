"""What does the language of a letter suggest: its subject, and others that may be about the same matter?

The one seam to ``participation.language``. Suggestions only: an official confirms subjects and merges.
"""

from collections.abc import Iterable

from yiwang.subsystems.participation.language import classify, similar
from yiwang.subsystems.participation.letters.models import Letter

KIND, LEAST, MOST = "letters.letter", 0.3, 12
MOST_TAUGHT = 50_000


def subject_for(letter: Letter) -> tuple[str, int]:
    """The most probable subject and how probable it is in per cent; empty where unsure."""
    for one in classify.suggest(f"{letter.title}\n{letter.text}"):
        return (one.subject, round(one.probability * 100)) if one.probability >= LEAST else ("", 0)
    return "", 0


def remember(letter: Letter) -> None:
    """Part of the transaction that opens or changes it. What is informed of is compared with nothing."""
    if not letter.is_informing:
        similar.put(KIND, letter.uid, f"{letter.title}\n{letter.text}")


def forget(letter: Letter) -> None:
    similar.drop(KIND, letter.uid)


def near(letter: Letter) -> dict[str, int]:
    """By uid how near others are, in per cent; the caller asks which of them may be seen."""
    found = similar.near(f"{letter.title}\n{letter.text}", kind=KIND, most=MOST)
    return {
        one.key: round(one.score * 100)
        for one in found
        if one.key != letter.uid and one.score >= similar.SAME_MATTER
    }


def confirmed() -> Iterable[tuple[str, str]]:
    """Text and subject of the letters whose subject an official confirmed, for training."""
    found = Letter.objects.filter(is_classified=True, is_repeat=False).exclude(subject="").order_by("-pk")
    for letter in found.only("title", "text", "subject", "type")[:MOST_TAUGHT]:
        if not letter.is_informing:
            yield f"{letter.title}\n{letter.text}", letter.subject
