"""Where in the tree does a unit lie? Four digits a level, so that a subtree is one range of an index."""

SEGMENT = 4
ROOT = "0001"
DEEPEST = 16


def child(parent: str, number: int) -> str:
    """Path of the ``number``-th child, counted from 1.

    Raises ValueError where the number needs more than four digits or the tree would be deeper than 16 levels.
    """
    path = f"{parent}{number:0{SEGMENT}d}"
    if number < 1 or len(path) != len(parent) + SEGMENT or len(path) > DEEPEST * SEGMENT:
        raise ValueError(f"No room for child {number} below {parent}.")
    return path


def bounds(path: str) -> tuple[str, str]:
    """First path inside a subtree and first path after it; digits sort alike in every collation."""
    return path, f"{int(path) + 1:0{len(path)}d}"


def lies_within(path: str, top: str) -> bool:
    return path.startswith(top)


def above(path: str) -> tuple[str, ...]:
    """The paths of the ancestors from the root down, without the path itself."""
    return tuple(path[:length] for length in range(SEGMENT, len(path), SEGMENT))


def depth(path: str) -> int:
    """1 for the root."""
    return len(path) // SEGMENT
