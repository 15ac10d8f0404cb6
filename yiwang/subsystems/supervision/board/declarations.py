"""What does this room declare: its figures, scheme, jobs and pages?"""


def declare() -> None:
    pass
