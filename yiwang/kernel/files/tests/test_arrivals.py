"""Does everything that was written arrive, or is it said that it did not?"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from yiwang.kernel.files.arrivals import Arrival

ROOM = 64 << 10


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes: what a disk does that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_a_part_of_a_piece_is_not_believed_to_have_taken_it_all():
    with Arrival() as arrival, room_for(ROOM), pytest.raises(OSError, match="too large"):
        arrival.write(b"x" * (ROOM + 1))


def test_what_was_written_lies_there_with_its_digest():
    with Arrival() as arrival:
        arrival.write(b"x" * ROOM)
        arrival.write(b"")
        arrival.write(b"y")
        assert arrival.path.read_bytes() == b"x" * ROOM + b"y"
        assert arrival.size == ROOM + 1
