"""What do the zones tell each other of mails: one that came, and what an official decided about it?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAIL, DECISION = "letters.mail", "letters.mail_decision"

Uid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Line = Annotated[str, StringConstraints(max_length=120)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mail(Body):
    """``about``: reference of the submission that it answers, proved by our token; ``hint``: a number that it
    only names. ``is_waiting``: it has no place of its own yet. ``sealed``: address, name, subject and text.
    """

    uid: Uid
    sequence: int = Field(ge=1)
    box: Annotated[str, StringConstraints(max_length=40)]
    about: Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{32})?$")] = ""
    hint: Annotated[str, StringConstraints(max_length=24)] = ""
    reason: Line = ""
    is_waiting: bool
    received_at: datetime
    sealed: Annotated[str, StringConstraints(max_length=1_000_000)]


class Decision(Body):
    """``box``: the mailbox to which it goes as a letter; ``waiting``: nothing was decided yet."""

    uid: Uid
    sequence: int = Field(ge=1)
    deed: Literal["waiting", "letter", "filed", "discarded"]
    box: Annotated[str, StringConstraints(max_length=40)] = ""
