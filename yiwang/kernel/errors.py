"""How does a rule say no?"""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A rule says no; ``sentence`` is what the person can act on, ``field`` the form field it belongs to."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
