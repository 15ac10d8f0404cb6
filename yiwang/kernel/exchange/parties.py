"""Who acts in an exchange, in the words of its statements, and with whose key?"""

from dataclasses import dataclass

from django.conf import settings

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.exchange.statements import Party
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.signatures import keys
from yiwang.kernel.systems.models import System

INNER_KINDS = frozenset({Unit.Kind.OFFICE, Unit.Kind.WINDOW})


@dataclass(frozen=True)
class Side:
    """A unit, one of its systems, or (both None) the installation itself."""

    unit: Unit | None = None
    system: System | None = None

    @property
    def name(self) -> str:
        if self.system:
            return self.system.name
        return self.unit.name if self.unit else nodes.own().name

    def key(self) -> keys.Key:
        """A system signs with the key of its unit: the unit answers for it."""
        return keys.of_unit(self.unit) if self.unit else keys.of_node()

    def party(self, by: Actor) -> Party:
        """The side as a statement names it, ``by`` the person who acts for it."""
        return Party(
            node=settings.NODE_CODE,
            unit=self.unit.code if self.unit else "",
            unit_name=self.unit.name if self.unit else "",
            system=self.system.code if self.system else "",
            post=by.post if by.post_id else "",
            person=by.person,
        )


OWN_NODE = Side()


def side_of(system: System) -> Side:
    return Side(system.unit, system)


def mail_unit(post: Post) -> Unit:
    """The unit whose mail a post handles: inner offices and windows have none of their own."""
    unit = post.unit
    if unit.kind not in INNER_KINDS:
        return unit
    above = list(Unit.objects.filter(path__in=paths.above(unit.path)).order_by("-path"))
    return next((each for each in above if each.kind not in INNER_KINDS), unit)
