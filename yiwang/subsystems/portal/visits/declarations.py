"""Which acts, roles, jobs and menu entries does this room declare (visits counted without personal data)?"""


def declare() -> None:
    """Nothing yet."""
