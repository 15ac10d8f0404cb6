"""What does every test of this package find? No definition remembered from another test."""

from collections.abc import Iterator

import pytest

from yiwang.kernel.processes.definitions import MACHINES


@pytest.fixture(autouse=True)
def _no_definition_remembered() -> Iterator[None]:
    MACHINES.clear()
    yield
    MACHINES.clear()
