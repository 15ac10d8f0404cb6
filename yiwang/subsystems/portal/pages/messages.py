"""What crosses from the zone that makes pages to the zone that shows them?"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.kernel.errors import Refused

BUNDLE = "portal.pages"

Digest = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{64})?$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bundle(Body):
    """Pages that changed after ``follows`` and up to ``number``; 0: everything there is.

    ``head``, ``signature``, ``certificate``: the signed list of all files. Pages and the parts of the list in
    which they stand are in the file that comes with it. ``is_last``: nothing more waits to be sent.
    """

    number: int = Field(ge=1)
    follows: int = Field(ge=0)
    is_last: bool
    head: Annotated[str, StringConstraints(max_length=200_000)]
    signature: Annotated[str, StringConstraints(max_length=2_000)]
    certificate: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class PageLine(Body):
    """A page; ``content`` is base64, empty where there is no file any more."""

    site: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,40}$")]
    path: Annotated[str, StringConstraints(max_length=120)]
    state: Literal["made", "gone"]
    digest: Digest
    content: str


class FileLine(Body):
    """A file that pages show; its bytes come beside, as a file of the envelope. No digest: it left."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    width: int = Field(ge=0, le=9999)
    format: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{0,10}$")]
    charset: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,20}$")]
    digest: Digest
    size: int = Field(ge=0)


class PartLine(Body):
    """A part of the signed list."""

    part: str


@dataclass(frozen=True)
class Read:
    """What stands in the file of a bundle."""

    pages: tuple[PageLine, ...]
    parts: tuple[str, ...]
    files: tuple[FileLine, ...] = ()


def written(
    pages: Iterable[PageLine], parts: Iterable[str], files: Iterable[FileLine] = ()
) -> Iterator[bytes]:
    """Lines of JSON."""
    for part in parts:
        yield PartLine(part=part).model_dump_json().encode() + b"\n"
    for line in (*files, *pages):
        yield line.model_dump_json().encode() + b"\n"


def read(content: bytes) -> Read:
    """Raises Refused for what is no such file."""
    pages, parts, files = [], [], []
    try:
        for line in content.decode().splitlines():
            said = json.loads(line)
            if "part" in said:
                parts.append(PartLine.model_validate(said).part)
            elif "key" in said:
                files.append(FileLine.model_validate(said))
            else:
                pages.append(PageLine.model_validate(said))
    except (ValueError, TypeError):
        raise Refused("页面包不可读。") from None
    return Read(tuple(pages), tuple(parts), tuple(files))


def content_of(page: PageLine) -> bytes:
    """Raises Refused for what is no base64."""
    try:
        return base64.b64decode(page.content, validate=True)
    except ValueError:
        raise Refused("页面包不可读。") from None


def line_of(site: str, path: str, state: str, content: bytes, digest: str) -> PageLine:
    return PageLine(
        site=site,
        path=path,
        state="gone" if state == "gone" else "made",
        digest=digest,
        content=base64.b64encode(content).decode("ascii"),
    )
