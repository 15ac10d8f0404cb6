"""What is a group of texts called? By words of its own that many of its texts use and other texts do not."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

from yiwang.kernel.search.rules import HAN, is_han, pieces
from yiwang.subsystems.participation.language.rules.weighing import divided

SHORTEST, LONGEST = 2, 12
LEADING_TEXT = 80
LEAST_SHARE = 0.34
MOST_PHRASES = 3
# Characters that begin or end no phrase, and words that every letter has.
EDGES = frozenset(
    "的了在是和与及或有我你他她它们这那就都也很把被对向从到于为以而但并又再还不没将要能会可请问将"
)
# What names of places end in: torn off its name it begins no phrase.
ENDINGS = frozenset("市区县乡镇路街")
_EMPTY = (
    "投诉 反映 关于 咨询 建议 请求 希望 问题 情况 附近 旁边 严重 影响 居民 市民 群众 领导 政府 部门 有关 "
    "业主 我们 本人 请问 何时 什么 怎么 为何 为什么 是否 不能 没有 一直 处理 解决 举报 求助 生活 小区 相关 "
    "尊敬 您好 尽快 现在 已经 多次 这个 强烈 要求 合理 进行 存在"
)
EMPTY = tuple(_EMPTY.split())
LEADS = (
    "投诉",
    "反映",
    "关于",
    "咨询",
    "建议",
    "请求",
    "希望",
    "请问",
    "举报",
    "求助",
    "我们",
    "本人",
    "尊敬",
)
_PLACES = (
    "小区 社区 街道 大道 花园 家园 公园 广场 学校 医院 市场 车站 新城 新村 乡 镇 村 路 街 区 县 桥 河 湖"
)
PLACE = re.compile(rf"[{HAN}]{{2,6}}?(?:{'|'.join(_PLACES.split())})")


def phrases(own: Sequence[set[str]], everywhere: Counter[str], texts: int) -> list[str]:
    """At most three phrases, the most telling first.

    ``own``: the runs of each text of the group; ``everywhere``: in how many of all ``texts`` each run stands.
    """
    inside = Counter(run for each in own for run in each)
    number, rest = len(own), texts - len(own)
    least = max(2, LEAST_SHARE * number)
    scores = {
        phrase: (times / number)
        * log((rest + 2) / (everywhere[phrase] - times + 1))
        * (1 + 0.35 * (len(phrase) - 1))
        for phrase, times in inside.items()
        if times >= least and not _is_empty(phrase)
    }
    chosen: list[str] = []
    for phrase in sorted(_whole(scores, inside), key=lambda each: (-scores[each], each)):
        if len(chosen) == MOST_PHRASES:
            break
        if not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
    return chosen


def runs(text: str) -> set[str]:
    """Every run of two to twelve characters in the title; without one, in the beginning of the body."""
    title, body = divided(text)
    return {
        piece[at : at + size]
        for piece in pieces(title or body[:LEADING_TEXT])
        if is_han(piece)
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(piece) - size + 1)
    }


def _is_empty(phrase: str) -> bool:
    if phrase[0] in EDGES or phrase[0] in ENDINGS or phrase[-1] in EDGES:
        return True
    rest = phrase
    for word in EMPTY:
        rest = rest.replace(word, "")
    return len(rest) < SHORTEST


def _whole(scores: dict[str, float], inside: Counter[str]) -> list[str]:
    """Without phrases that nearly always stand inside a longer one."""
    longer: dict[str, int] = defaultdict(int)
    for phrase in scores:
        for cut in (phrase[1:], phrase[:-1]):
            longer[cut] = max(longer[cut], inside[phrase])
    return [phrase for phrase in scores if longer[phrase] < 0.75 * inside[phrase]]


def _overlap(one: str, other: str) -> bool:
    """Whether two phrases say partly the same: half of the shorter one's pairs stand in the other."""
    short, long = sorted((one, other), key=len)
    pairs = [short[at : at + 2] for at in range(len(short) - 1)]
    return sum(pair in long for pair in pairs) * 2 >= len(pairs)


def place_in(text: str) -> str:
    """The place that a text names first, in its title rather than its body; empty where it names none."""
    for part in divided(text):
        if (found := PLACE.search(part[: LEADING_TEXT * 2])) and (place := _bare(found[0])):
            return place
    return ""


def _bare(place: str) -> str:
    """Without what letters begin with: 请问翠竹湾小区 is 翠竹湾小区; empty where nothing is left."""
    while lead := next((word for word in LEADS if place.startswith(word)), ""):
        place = place.removeprefix(lead)
    return place if place not in EMPTY and len(place) > 1 else ""
