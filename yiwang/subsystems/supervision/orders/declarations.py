"""What does this room declare: its kinds, acts, jobs and pages?"""


def declare() -> None:
    pass
