"""Which numbers are too small to be shown, so that nobody is known by them?

A cell with fewer than ``least`` people is hidden, and as many more as keep it from being worked out from the
others and the total (primary and complementary suppression; 个人信息保护法 (2021) art. 51, 73 no. 4).
"""

from collections.abc import Sequence

Hidden = frozenset[int]


def of_parts(numbers: Sequence[int], least: int) -> Hidden:
    """Of parts of a known total: what is hidden together is never a single cell nor too few people."""
    hidden = {place for place, number in enumerate(numbers) if 0 < number < least}
    return _covered(numbers, hidden, least)


def of_choices(numbers: Sequence[int], answered: int, least: int) -> Hidden:
    """Of options of which each may choose several: too few chose it, or too few did not."""
    return frozenset(
        place for place, number in enumerate(numbers) if 0 < number < least or 0 < answered - number < least
    )


def of_table(rows: Sequence[Sequence[int]], least: int) -> frozenset[tuple[int, int]]:
    """Of a cross table whose sums by row and by column are known."""
    hidden = {(r, c) for r, row in enumerate(rows) for c, number in enumerate(row) if 0 < number < least}
    width = len(rows[0]) if rows else 0
    while True:
        before = len(hidden)
        for r, row in enumerate(rows):
            held = {c for at, c in hidden if at == r}
            hidden |= {(r, c) for c in _covered(row, held, least)}
        for c in range(width):
            held = {r for r, at in hidden if at == c}
            hidden |= {(r, c) for r in _covered([row[c] for row in rows], held, least)}
        if len(hidden) == before:
            return frozenset(hidden)


def _covered(numbers: Sequence[int], hidden: set[int], least: int) -> Hidden:
    """With the smallest others, until what is hidden are at least two cells with enough people."""
    covered = set(hidden)
    others = sorted(
        (number, place) for place, number in enumerate(numbers) if number and place not in covered
    )
    while covered and others and (len(covered) < 2 or sum(numbers[one] for one in covered) < least):
        covered.add(others.pop(0)[1])
    if len(covered) == 1 or 0 < sum(numbers[one] for one in covered) < least:
        return frozenset(range(len(numbers)))
    return frozenset(covered)
