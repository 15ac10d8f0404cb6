import io

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.files.actions import receive


@pytest.mark.django_db
def test_what_was_received_is_stored_under_its_digest():
    stored = receive(SYSTEM, io.BytesIO(b"abc"), "x.txt")
    assert stored.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert stored.is_clean
    assert stored.address("附件/a.txt").startswith(f"/files/{stored.key}/")
