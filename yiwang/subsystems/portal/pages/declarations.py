"""Which acts, roles, jobs and menu entries does this room declare (static publishing: files of public pages and what each of them depends on)?"""


def declare() -> None:
    """Nothing yet."""
