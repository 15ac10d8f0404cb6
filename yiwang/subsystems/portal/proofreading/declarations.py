"""Which acts, roles, jobs and menu entries does this room declare (checks before publishing and wrong words)?"""


def declare() -> None:
    """Nothing yet."""
