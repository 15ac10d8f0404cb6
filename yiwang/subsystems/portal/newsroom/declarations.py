"""Which acts, roles, jobs and menu entries does this room declare (assignments of reporters, archive of photographs and texts)?"""


def declare() -> None:
    """Nothing yet."""
