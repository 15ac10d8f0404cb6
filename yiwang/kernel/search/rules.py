"""Into which tokens is a text cut, so that Chinese is found without a dictionary, and what counts as nearer?

Text becomes *pieces*: runs of Han, runs of digits, words. A run of Han gives its overlapping pairs and
then its last character (行政审批 → 行政 政审 审批 批), so that every character begins exactly one token:
a longer query is a sequence of neighbouring tokens, a query of one character the beginning of a token.
The pieces joined by ``|`` are the *tape*: a phrase stands in a text exactly if the phrase's tape stands
in the text's tape. Whoever changes how texts are cut adds a migration that calls ``rebuilding.rebuild``.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

# Scripts written without spaces between words: Han with its marks (々〇〆), kana, Hangul.
HAN = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
EDGE = "|"
LONGEST_WORD = 64
LONGEST_QUERY = 200
MOST_WORDS = 16
MOST_TOKENS = 64

_PIECE = re.compile(rf"[{HAN}]+|\d+|[^\W\d_{HAN}]+")
_BEGINS_WITH_HAN = re.compile(f"[{HAN}]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
# Quotation marks say how words are meant, not which words they are: 《条例》 is found by 条例 and the
# other way round.
_QUOTES = re.compile("[《》〈〉「」『』“”‘’\"']")
_GAP_IN_HAN = re.compile(rf"(?<=[{HAN}])[^\S\n]+(?=[{HAN}])")
_DOCUMENT_NUMBER = re.compile(r"[(\[{〔【〖]\s*((?:19|20)\d\d)\s*年?\s*[)\]}〕】〗]\s*第?\s*0*(\d{1,6})\s*号")
_GLUED_NUMBER = re.compile(rf"(?<=[{HAN}])((?:19|20)\d\d)0*(\d{{1,5}})(?=号)")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-./年]\s*(0?[1-9]|1[0-2])\s*[-./月]\s*(0?[1-9]|[12]\d|3[01])(?!\d)\s*日?"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_QUERY_WORD = re.compile(
    r'(?P<minus>[-－—]?)(?:["“”「『](?P<quoted>[^"“”」』]*)["“”」』]?|(?P<bare>[^\s"“”「『]+))'
)
_LETTERS = re.compile("[a-z]")
_CLAUSES = re.compile("[，。；：、！？…,;!?]+")


def normalised(text: str) -> str:
    """One form for what is written in several: width, case, invisible characters, dates, document numbers."""
    text = _QUOTES.sub("", _unified(text))
    return _GLUED_NUMBER.sub(r"\1 \2", text)


def _unified(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
    text = _DOCUMENT_NUMBER.sub(r"(\1)\2号", text)
    text = _DATE.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)
    return _THOUSANDS.sub("", text)


def pieces(text: str) -> list[str]:
    """Runs of Han, runs of digits and words, in order; a space between two Han is layout, not meaning."""
    return [found[:LONGEST_WORD] if not is_han(found) else found for found in _PIECE.findall(_joined(text))]


def _joined(text: str) -> str:
    return _GAP_IN_HAN.sub("", normalised(text))


def is_han(piece: str) -> bool:
    return bool(_BEGINS_WITH_HAN.match(piece))


def tape(parts: Iterable[str]) -> str:
    return f"{EDGE}{EDGE.join(parts)}{EDGE}"


def tokens(parts: Iterable[str]) -> list[str]:
    """The tokens of a text to be indexed, in order."""
    found: list[str] = []
    for piece in parts:
        if is_han(piece):
            found += [piece[at : at + 2] for at in range(len(piece))]
        else:
            found.append(piece)
    return found


@dataclass(frozen=True)
class Phrase:
    """Pieces that must stand next to each other."""

    pieces: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        """Neighbouring tokens; a last single character is only the beginning of one (see ``is_open``)."""
        last = self.pieces[-1]
        found = tokens(self.pieces)
        return tuple(found[:-1] if is_han(last) and len(last) > 1 else found)

    @property
    def is_open(self) -> bool:
        """Whether the last token is only the beginning of a token."""
        return is_han(self.pieces[-1]) and len(self.pieces[-1]) == 1

    @property
    def tape(self) -> str:
        """What a text's tape must contain: a run of Han may go on at either end, a word or number may not."""
        begin = "" if is_han(self.pieces[0]) else EDGE
        end = "" if is_han(self.pieces[-1]) else EDGE
        return f"{begin}{EDGE.join(self.pieces)}{end}"

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True)
class Question:
    """What somebody typed, understood: phrases wanted (all of them, or any), phrases not wanted."""

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    is_any: bool = False
    was_cut: bool = False


def question(text: str) -> Question:
    """Words are all wanted; "quotes" hold a phrase together; a minus before a word means without it.
    Never raises.
    """
    wanted: dict[Phrase, None] = {}
    unwanted: dict[Phrase, None] = {}
    for found in _QUERY_WORD.finditer(_unified(text[:LONGEST_QUERY])[:LONGEST_QUERY]):
        spans = [found["quoted"]] if found["quoted"] is not None else _CLAUSES.split(found["bare"])
        for span in spans:
            if parts := pieces(span):
                (unwanted if found["minus"] else wanted)[Phrase(tuple(parts))] = None
    was_cut = len(text.strip()) > LONGEST_QUERY or len(wanted) > MOST_WORDS
    return Question(tuple(wanted)[:MOST_WORDS], tuple(unwanted)[:MOST_WORDS], was_cut=was_cut)


def loosened(asked: Question) -> list[Question]:
    """What to ask where nothing holds all that was asked, nearest first.

    All pairs of characters anywhere (防汛预案修订 → 防汛 预案 修订: most words have two), any of the
    words, any token.
    """
    pairs = tuple(dict.fromkeys(pair for phrase in asked.wanted for pair in _pairs(phrase)))
    tokens_ = tuple(dict.fromkeys(Phrase((token,)) for phrase in asked.wanted for token in phrase.tokens))
    steps = [
        replace(asked, wanted=pairs[:MOST_TOKENS]),
        replace(asked, is_any=True),
        replace(asked, wanted=tokens_[:MOST_TOKENS], is_any=True),
    ]
    return [step for step in steps if step.wanted != asked.wanted or (step.is_any and len(step.wanted) > 1)]


def _pairs(phrase: Phrase) -> list[Phrase]:
    found: list[Phrase] = []
    for piece in phrase.pieces:
        if is_han(piece):
            found += [Phrase((piece[at : at + 2],)) for at in range(0, max(len(piece) - 1, 1), 2)]
        else:
            found.append(Phrase((piece,)))
    return found


def title_score(title: str, number: str, words: Sequence[str], *, age: int) -> float:
    """How near a title is: how much of it was asked for, whether it begins so, how new it is (``age`` in
    days).
    """
    title, number = title.casefold(), number.casefold()
    found = [word for word in words if word in title or word in number]
    share = min(1.0, sum(len(word) for word in found) / max(len(title), 1))
    begins = 0.3 if found and title.startswith(found[0]) else 0.0
    return 2 * len(found) + 3 * share + begins + freshness(age)


def text_score(title: str, body: str, words: Sequence[str], *, age: int) -> float:
    """How near a text is: words in the title, how often and how early in the text, how new it is."""
    if _LETTERS.search("".join(words)):
        body = body.casefold()
    score = freshness(age)
    for word in words:
        score += 1.5 * (word in title) + math.log1p(body.count(word)) + 0.5 * (0 <= body.find(word) < 200)
    return score


def freshness(age: int) -> float:
    """1 today, a half after a year, a quarter after three."""
    return 1 / (1 + max(age, 0) / 365)
