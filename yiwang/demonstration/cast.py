"""Who and what is there already while the demonstration city is being made?"""

from dataclasses import dataclass, field

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.organizations.acting import actor
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.portal.models import Column, Site

OFFICE_ADDRESS = "10.99.1.20"  # of the record: an address inside the city's own network
SYSTEM_ADMINISTRATOR = "lin.zhaohe"
SECURITY_ADMINISTRATOR = "song.jinshu"
COLUMN_ADMINISTRATOR = "mo.shuyan"


@dataclass
class Cast:
    """Units by code and by short name, posts by account, clerks by unit, columns by slug.

    ``clerks`` write for the portal (by short name), ``mail_clerks`` handle a unit's mail (by its id),
    ``officials`` its cases (by its short name and their role).
    """

    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    clerks: dict[str, list[Post]] = field(default_factory=dict)
    mail_clerks: dict[int, Post] = field(default_factory=dict)
    officials: dict[tuple[str, str], Post] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)

    def by(self, account: str) -> Actor:
        """The person of that account, acting on their post."""
        return acting_as(self.posts[account])

    def official(self, unit: str, role: str) -> Actor:
        """Whoever handles the unit's cases in that role."""
        return acting_as(self.officials[unit, role])

    def clerk(self, unit: str, turn: int) -> Actor:
        """One of those who write for the unit, taking turns."""
        clerks = self.clerks[unit]
        return acting_as(clerks[turn % len(clerks)])


def acting_as(post: Post) -> Actor:
    return actor(post.person, post, OFFICE_ADDRESS)
