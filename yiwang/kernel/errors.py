"""How does a rule say no?"""

from typing import Any


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A rule says no; ``sentence`` is what the person can act on, ``field`` the form field it belongs to."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def show_in(self, form: Any, otherwise: str | None = None) -> None:
        """Beside its field in a Django form; where there is none of that name, at ``otherwise`` or on top."""
        form.add_error(self.field if self.field in form.fields else otherwise, self.sentence)
