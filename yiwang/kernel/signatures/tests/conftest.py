"""What does every test of this package find? A process that remembers nothing, and the pages mounted."""

from collections.abc import Iterator

import pytest

from yiwang.kernel.signatures import issuing, trust


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    issuing.KEYS.clear()
    trust.STANDINGS.clear()
    yield
    issuing.KEYS.clear()
    trust.STANDINGS.clear()
