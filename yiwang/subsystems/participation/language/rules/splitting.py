"""Which labelled texts are kept back, so that a model is measured on letters it never saw?

Letters that are told again in nearly the same words stay together on one side, otherwise the measure would
praise memory. The split depends on the texts alone: the same file is always split alike.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b

FOLDS = 5
COMMON = 25
FEWEST_RARE = 4
SAME = 0.5


def families(counts: Sequence[Counter[str]]) -> list[int]:
    """For each text the index of the first text of its family: those that share half of their rare pairs."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(counts):
        for feature in each:
            if len(feature) > 1:
                holders[feature].append(at)
    rare = {feature: found for feature, found in holders.items() if len(found) <= COMMON}
    kept = [[feature for feature in each if feature in rare] for each in counts]
    head = list(range(len(counts)))
    for at, own in enumerate(kept):
        shared: Counter[int] = Counter()
        for feature in own:
            shared.update(other for other in rare[feature] if other < at)
        for other, times in shared.items():
            if times >= max(FEWEST_RARE, SAME * min(len(own), len(kept[other]))):
                _join(head, at, other)
    return [_first(head, at) for at in range(len(head))]


def _first(head: list[int], at: int) -> int:
    while head[at] != at:
        head[at] = head[head[at]]
        at = head[at]
    return at


def _join(head: list[int], one: int, other: int) -> None:
    first, second = sorted((_first(head, one), _first(head, other)))
    head[second] = first


def held_out(texts: Sequence[str], labels: Sequence[str], heads: Sequence[int]) -> list[bool]:
    """Every fifth family of each subject, in an order that only the texts decide."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for at, head in enumerate(heads):
        if head == at:
            by_label[labels[at]].append(at)
    chosen: set[int] = set()
    for members in by_label.values():
        members.sort(key=lambda at: blake2b(texts[at].encode("utf-8", "replace"), digest_size=16).digest())
        if len(members) > 1:
            chosen.update(members[min(FOLDS // 2, len(members) - 1) :: FOLDS])
    return [head in chosen for head in heads]
