"""What does every test of this room find?"""

import pytest

from yiwang.subsystems.participation.letters.mail.tests.makers import make_channel, make_folder
from yiwang.subsystems.participation.letters.tests.conftest import (  # noqa: F401 - fixtures of the letters
    _fixed_day,
    _nothing_counted,
    hall,
)


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "maildir")


@pytest.fixture
def channel(folder):
    return make_channel(folder)
