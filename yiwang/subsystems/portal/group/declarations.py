"""Which acts, roles, jobs and menu entries does this room declare (site group: opening, filing, redesign, closing, imports)?"""


def declare() -> None:
    """Nothing yet."""
