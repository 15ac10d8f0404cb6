"""Which characters of a text make no words, where one that is mixed up with them would?

A sentence is cut into words so that the whole is as probable as it can be (each word by its share alone).
Where one character less gives a word that makes the sentence very much more probable, that character is
doubted. The gain that is asked for grows with how short the word is: short words come about by chance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yiwang.subsystems.portal.wording.lexicon import LONGEST, Lexicon, shipped

RUN = re.compile(r"[一-鿿]{2,}")
GAIN_ASKED = {2: 8.0, 3: 7.5, 4: 6.0}
# Characters that stand alone between words so often that what they form with a neighbour says little.
SMALL = frozenset(
    "的了和与或及以为在对从按由其将应须并不可无未有是之者所等于向至自经被把让使能会要该本各每某此"
)
SMALL_ASKED = 3.0
# What follows these is likely a given name, what ends in or stands before those a place.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤阮柯"
)
PLACES = frozenset("山河湖江溪镇村乡街桥湾岛塘圩埠岭寨坝渡港")
# Written so more often in one text it is a term or a name.
TERM_FROM = 3
# A word as rare as this is doubted like no word at all where a common one would stand there.
WELL_KNOWN = -14.0


@dataclass(frozen=True)
class Doubt:
    """The word at ``start`` (characters from 0), what it probably should be, and by how much
    more probable that is than was asked for (nats)."""

    start: int
    wrong: str
    right: str
    gain: float


def doubts(text: str) -> list[Doubt]:
    """In the order of the text, none overlapping another."""
    lexicon = shipped()
    found = [doubt for run in RUN.finditer(text) for doubt in _of_run(run.group(), run.start(), lexicon)]
    return [doubt for doubt in found if text.count(doubt.wrong) < TERM_FROM and not _is_name(text, doubt)]


def _is_name(text: str, doubt: Doubt) -> bool:
    """A person after a surname, a place before or with what places are called; long words are no names."""
    if len(doubt.wrong) > 2:
        return False
    end = doubt.start + 2
    before, after = text[max(0, doubt.start - 1) : doubt.start], text[end : end + 1]
    is_place = doubt.wrong[1] == doubt.right[1] and doubt.wrong[1] in PLACES
    return before in SURNAMES or after in PLACES or is_place


def _of_run(run: str, offset: int, lexicon: Lexicon) -> list[Doubt]:
    ahead, behind, loose = _cut(run, lexicon)
    whole = ahead[len(run)]
    found: list[Doubt] = []
    for start, length, word in _candidates(run, loose, lexicon):
        gain = ahead[start] + lexicon.weights[word] + behind[start + length] - whole
        stretch = run[start : start + length]
        asked = GAIN_ASKED[length] + (SMALL_ASKED if SMALL.intersection(stretch) else 0.0)
        if gain >= asked:
            found.append(Doubt(start + offset, stretch, word, gain - asked))
    return _apart(found)


def _cut(run: str, lexicon: Lexicon) -> tuple[list[float], list[float], list[bool]]:
    """Best weight of each beginning, of each end, and which characters stand in no well-known word."""
    size = len(run)
    ahead, came = [0.0] + [float("-inf")] * size, [0] * (size + 1)
    for end in range(1, size + 1):
        for start in range(max(0, end - LONGEST), end):
            weight = _weight(run, start, end, lexicon)
            if weight is not None and ahead[start] + weight > ahead[end]:
                ahead[end], came[end] = ahead[start] + weight, start
    behind = [float("-inf")] * size + [0.0]
    for start in range(size - 1, -1, -1):
        for end in range(start + 1, min(size, start + LONGEST) + 1):
            weight = _weight(run, start, end, lexicon)
            if weight is not None:
                behind[start] = max(behind[start], behind[end] + weight)
    loose = [False] * size
    end = size
    while end:
        start = came[end]
        if end - start == 1 or lexicon.weights[run[start:end]] < WELL_KNOWN:
            loose[start:end] = [True] * (end - start)
        end = start
    return ahead, behind, loose


def _weight(run: str, start: int, end: int, lexicon: Lexicon) -> float | None:
    known = lexicon.weights.get(run[start:end])
    return lexicon.unseen if known is None and end - start == 1 else known


def _candidates(run: str, loose: Sequence[bool], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Words that differ from a stretch in one doubted character: where, how long, which."""
    for at, is_loose in enumerate(loose):
        if not is_loose:
            continue
        others = lexicon.confused.get(run[at], frozenset())
        for length in range(2, LONGEST + 1):
            for start in range(max(0, at - length + 1), min(at, len(run) - length) + 1):
                stretch = run[start : start + length]
                if stretch in lexicon.weights and length > 2:
                    continue
                before, after = stretch[: at - start], stretch[at - start + 1 :]
                for other in others:
                    word = before + other + after
                    if word in lexicon.weights:
                        yield start, length, word


def _apart(found: Sequence[Doubt]) -> list[Doubt]:
    """The strongest of those that overlap."""
    kept: list[Doubt] = []
    for doubt in sorted(found, key=lambda one: -one.gain):
        end = doubt.start + len(doubt.wrong)
        if all(end <= other.start or doubt.start >= other.start + len(other.wrong) for other in kept):
            kept.append(doubt)
    return sorted(kept, key=lambda one: one.start)
