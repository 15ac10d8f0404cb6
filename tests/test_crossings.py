"""Does what one zone alone may say come from nobody else, whoever has a key that is believed here?"""

from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, rules
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.telling import registered
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.tests.makers import make_node

SERVICES = sorted(
    (code, version)
    for (code, version), kind in kinds.registered().items()
    if kind.category == rules.SERVICE and kind.take is not None
)


def taken(node, unit: str = "", system: str = "") -> Taken:
    sender = SimpleNamespace(unit=unit, system=system)
    envelope = SimpleNamespace(sender_node_id=node.pk, statement=SimpleNamespace(sender=sender))
    return Taken(envelope, MagicMock(), (), ())  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "version"), SERVICES)
def test_what_crosses_between_the_zones_is_taken_from_nobody_else(code, version):
    """standards/security.md §4: a county node, a unit or a system of ours cannot speak for a zone."""
    take = kinds.registered()[code, version].take
    assert take is not None
    for stranger in (
        taken(make_node()),
        taken(nodes.own(), unit="X00001"),
        taken(nodes.own(), system="somebody"),
    ):
        with pytest.raises(Refused, match="只能由"):
            take(stranger)


def test_there_are_such_kinds_and_everything_that_is_told_is_one_of_them():
    assert len(SERVICES) > 20
    assert {telling.kind for telling in registered().values()} <= {code for code, _ in SERVICES}
