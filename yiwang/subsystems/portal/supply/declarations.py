"""Which acts, roles, jobs and menu entries does this room declare (supply of content between sites: submission, push, subscription, ranking, duties)?"""


def declare() -> None:
    """Nothing yet."""
