"""What does this room declare: its acts, messages, figures, jobs and pages?"""


def declare() -> None:
    pass
