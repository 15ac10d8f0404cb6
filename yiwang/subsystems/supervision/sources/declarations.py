"""What does this room declare: its sources, acts, scopes and pages?"""


def declare() -> None:
    pass
