"""What travels between the zones: a submission, what follows it, and what the inner side reports?"""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from yiwang.kernel.intake import rules

SUBMISSION, SUPPLEMENT = "intake.submission", "intake.supplement"
WITHDRAWAL, RATING = "intake.withdrawal", "intake.rating"
PROGRESS, ENTRY = "intake.progress", "intake.entry"
KEY_REQUEST, KEY = "intake.key_request", "intake.key"

Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}\d{13,16}$")]
KIND = r"^[a-z_]{2,40}\.[a-z_]{2,40}$"
Line = Annotated[str, StringConstraints(max_length=120)]
Text = Annotated[str, StringConstraints(max_length=rules.TEXT_LENGTH)]
Code = Annotated[str, StringConstraints(pattern=r"^[\w.\-]{1,60}$")]


def _short(facts: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(facts, ensure_ascii=False)) > rules.FACTS_LENGTH:
        raise ValueError("The facts are longer than a page may need.")
    return facts


class Body(BaseModel):
    """An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Submission(Body):
    """``data``: as its kind describes it; ``contact``: sealed so that only the inner zone can open it.

    ``sealed``: the fields of ``data`` that the kind keeps private (see intake.private). What was sent before
    there were any has them in ``data``.
    """

    reference: Reference
    kind: Annotated[str, StringConstraints(pattern=KIND)]
    number: Number
    submitted_at: datetime
    data: dict[str, Any]
    contact: Annotated[str, StringConstraints(max_length=4_000)] = ""
    sealed: Annotated[str, StringConstraints(max_length=1_000_000)] = ""


class Supplement(Body):
    """What the applicant handed in later; ``step``: number of the step that asked for it.

    ``materials``: by the code of each thing asked for the positions of its files in the envelope, from 0.
    """

    reference: Reference
    step: int = Field(ge=1)
    text: Text
    handed_in_at: datetime
    materials: dict[Code, list[Annotated[int, Field(ge=0, le=999)]]] = Field(default={}, max_length=100)


class Withdrawal(Body):
    reference: Reference
    withdrawn_at: datetime


class Rating(Body):
    reference: Reference
    stars: int = Field(ge=1, le=5)
    comment: Annotated[str, StringConstraints(max_length=rules.COMMENT_LENGTH)] = ""
    rated_at: datetime


class Asked(Body):
    """One thing that a step asks for; ``most``: how many files may be handed in for it."""

    code: Code
    label: Line
    why: Annotated[str, StringConstraints(max_length=500)] = ""
    is_required: bool = True
    most: int = Field(default=1, ge=1, le=10)


class Progress(Body):
    """A step for the applicant; ``step`` counts from 1, ``due_on``: until when something is asked for.

    ``facts``: a JSON object for the panels of the kind, at most rules.FACTS_LENGTH characters.
    ``is_entered``: the submission was entered inside, and its entry may come later than this.
    ``settles``: what was asked for before came another way, such as over the counter.
    """

    reference: Reference
    step: int = Field(ge=1)
    kind: Literal["note", "ask", "answer", "close"]
    label: Line
    text: Text = ""
    unit: Line = ""
    due_on: date | None = None
    at: datetime
    asks: list[Asked] = Field(default=[], max_length=60)
    facts: Annotated[dict[str, Any], AfterValidator(_short)] = {}
    is_entered: bool = False
    settles: bool = False


class Shown(Body):
    """A contact as its owner may see it on the web: masked already."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""


class Entry(Body):
    """Something entered inside on behalf of somebody, who tracks it outside.

    ``code``: the tracking code, stretched (see codes.stretched); ``papers``: names of what was handed in.
    """

    reference: Reference
    kind: Annotated[str, StringConstraints(pattern=KIND)]
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}\d{8}W\d{5,8}$")]
    submitted_at: datetime
    data: dict[str, Any]
    papers: list[Annotated[str, StringConstraints(max_length=200)]] = Field(default=[], max_length=200)
    contact: Shown = Shown()
    code: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class KeyRequest(Body):
    """The outer zone does not know yet to which key contacts are sealed."""

    asked_at: datetime


class Key(Body):
    """The public half of the key to which contacts are sealed: an SM2 point, uncompressed, hexadecimal."""

    public: Annotated[str, StringConstraints(pattern=r"^04[0-9a-f]{128}$")]
    made_at: datetime
