"""Do we and the scanner understand each other?"""

import socket

import pytest
from django.core.exceptions import ImproperlyConfigured

from yiwang.kernel.files.examination import clamav
from yiwang.kernel.files.tests.examination.clamd import scanner
from yiwang.kernel.files.tests.makers import EICAR


def ask(address: str, settings, content: bytes = b"harmless") -> str | None:
    settings.FILES_CLAMAV = address
    return clamav.virus_in([content[:10], content[10:]])


def test_clean_bytes_have_no_virus_and_the_test_virus_has_its_name(settings):
    with scanner() as (address, server):
        assert ask(address, settings) is None
        assert ask(address, settings, EICAR) == "Eicar-Signature"
        assert server.seen == [b"harmless", EICAR]


def test_a_local_socket_answers_too(settings, tmp_path):
    with scanner(tmp_path / "clamd") as (address, _):
        assert ask(address, settings, EICAR) == "Eicar-Signature"


def test_a_stream_longer_than_the_scanner_takes_is_told_apart(settings):
    settings.FILES_CLAMAV = ""
    with scanner(longest=1000) as (address, _):
        assert ask(address, settings, b"x" * 1000) is None
        with pytest.raises(clamav.TooLarge):
            ask(address, settings, b"x" * 1010)


@pytest.mark.parametrize("reply", [b"stream: lstat() failed. ERROR", b"nonsense", b""])
def test_an_answer_that_is_none_counts_as_no_answer(reply, settings):
    with scanner(reply=reply or b" ") as (address, _), pytest.raises(clamav.Unreachable):
        ask(address, settings)


def test_a_scanner_that_is_away_is_unreachable(settings, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", f"unix://{tmp_path}/none"):
        with pytest.raises(clamav.Unreachable):
            ask(address, settings)


@pytest.mark.parametrize(
    "address", ["127.0.0.1:3310", "tcp://host", "tcp://host:port", "http://x", "unix://"]
)
def test_an_address_of_another_kind_is_a_mistake_of_the_operator(address, settings):
    with pytest.raises(ImproperlyConfigured):
        ask(address, settings)
