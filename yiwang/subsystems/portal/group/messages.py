"""What has the outer zone to know of the site group: sites with what stands of their end, old addresses?"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.portal.group.rules import LONGEST_PATH, MOST_COLUMNS, PART

SITE, ADDRESSES = "portal.site", "portal.old_addresses"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Short = Annotated[str, StringConstraints(max_length=40)]
Line = Annotated[str, StringConstraints(max_length=120)]
Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PATH)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(Body):
    """A main column as the bar of every page names it."""

    title: Short
    address: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Site(Body):
    """``layout``: of the front page, and what it says while a site is off-line, closes or is closed."""

    site: Slug
    sequence: int = Field(ge=1)
    state: Literal["preparing", "open", "offline", "closed"]
    name: Annotated[str, StringConstraints(max_length=80)]
    domain: Line
    identification_code: Annotated[str, StringConstraints(max_length=10)] = ""
    icp_number: Short = ""
    police_number: Annotated[str, StringConstraints(max_length=60)] = ""
    sponsor: Line = ""
    host_unit: Line = ""
    contact: Line = ""
    description: Annotated[str, StringConstraints(max_length=300)] = ""
    unit_code: Short = ""
    theme: Annotated[str, StringConstraints(max_length=20)] = ""
    layout: dict[Short, Any] = Field(max_length=40)
    menu: list[Entry] = Field(default=[], max_length=MOST_COLUMNS)
    closed_at: datetime | None = None


class Way(Body):
    path: Address
    target: Address
    is_short: bool = False


class Addresses(Body):
    """All that is left of a part of the old addresses of a site; none: the part is over."""

    site: Slug
    number: int = Field(ge=0)
    sequence: int = Field(ge=1)
    ways: list[Way] = Field(max_length=PART)
