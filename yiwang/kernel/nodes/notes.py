"""What do two installations tell each other about their parcels and about themselves?

A note is cumulative: the newest says everything, so that a lost one does no harm and an old one is ignored.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from yiwang.kernel.nodes.letters import Number, Sha256

ACK, HEARTBEAT = "ack", "heartbeat"
MOST_RANGES = 200
MOST_REFUSED = 500
MOST_GONE = 1000


class Again(BaseModel):
    """Why a number is asked for once more (empty: it has not come). ``have``: bytes that are here."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    reason: Annotated[str, Field(max_length=300)] = ""
    have: dict[Sha256, Number] = {}


class Revocations(BaseModel):
    """The node's list of revoked certificates, signed by its authority."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: Annotated[str, Field(max_length=1 << 20)]
    signature: Annotated[str, Field(max_length=2000)]
    certificate: Sha256


class State(BaseModel):
    """How a node is: its version, what waits there for us, and when its certificates end (ISO 8601)."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: Annotated[str, Field(max_length=40)]
    waiting: Number = 0
    stuck: Number = 0
    certificate_ends: Annotated[str, Field(max_length=40)] = ""
    tls_ends: Annotated[str, Field(max_length=40)] = ""


class Note(BaseModel):
    """Unknown keys are ignored: a newer version may say more.

    ``beat``, ``echo``: this note's number, and that of the last note of the reader which the writer has seen.
    ``through``, ``also``, ``highest``, ``refused``, ``again``: about parcels of the reader.
    ``is_behind``: parcels of the reader lie unread at the writer; its echo does not say that they are lost.
    ``carried``, ``settled``, ``gone``: about parcels of the writer.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: Literal["yiwang-note/1"]
    beat: Number
    echo: Number
    through: Number
    highest: Number
    also: Annotated[tuple[tuple[Number, Number], ...], Field(max_length=MOST_RANGES)] = ()
    refused: dict[Annotated[int, Field(gt=0)], Annotated[str, Field(max_length=300)]] = {}
    again: dict[Annotated[int, Field(gt=0)], Again] = {}
    is_behind: bool = False
    carried: Number = 0
    settled: Number = 0
    gone: Annotated[tuple[Number, ...], Field(max_length=MOST_GONE)] = ()
    state: State | None = None
    revocations: Revocations | None = None

    def has(self, number: int) -> bool:
        """Whether the writer has dealt with a parcel of the reader."""
        return number <= self.through or any(first <= number <= last for first, last in self.also)


def text_of(**columns: Any) -> dict[str, Any]:
    return {"format": "yiwang-note/1", **columns}
