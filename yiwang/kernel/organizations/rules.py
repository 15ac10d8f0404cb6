"""What does the law or the agreed order say about units, posts, roles and passwords?"""

SEGMENT = 4
ROOT_PATH = "0001"
DEEPEST = 16


def child_path(parent: str, number: int) -> str:
    """Path of the ``number``-th child (from 1) below a parent path; digits only, four a level.

    Raises ValueError where the number needs more than four digits or the tree would be deeper than 16 levels.
    """
    path = f"{parent}{number:0{SEGMENT}d}"
    if number < 1 or len(path) != len(parent) + SEGMENT or len(path) > DEEPEST * SEGMENT:
        raise ValueError(f"No room for child {number} below {parent}.")
    return path


def subtree_bounds(path: str) -> tuple[str, str]:
    """First path inside and first path after a subtree: every collation sorts digits alike, so a range is a prefix."""
    return path, f"{int(path) + 1:0{len(path)}d}"


def lies_within(path: str, top: str) -> bool:
    return path.startswith(top)


def ancestor_paths(path: str) -> tuple[str, ...]:
    """Paths above, from the root down, without the path itself."""
    return tuple(path[:length] for length in range(SEGMENT, len(path), SEGMENT))
