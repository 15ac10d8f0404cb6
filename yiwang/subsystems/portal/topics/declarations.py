"""Which acts, roles, jobs and menu entries does this room declare (topics composed of blocks)?"""


def declare() -> None:
    """Nothing yet."""
