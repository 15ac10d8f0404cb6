"""Which acts, roles, jobs and menu entries does this room declare (tamper protection: manifest, strict serving, watching)?"""


def declare() -> None:
    """Nothing yet."""
