"""What does the inspection declare: its roles, acts, jobs, pages?"""


def declare() -> None:
    pass
