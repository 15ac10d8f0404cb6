"""Which address does a request come from?"""

from ipaddress import ip_address
from types import SimpleNamespace

import pytest

from yiwang.kernel.organizations.acting import address_of


def asked(**meta):
    return address_of(SimpleNamespace(META=meta))


@pytest.mark.parametrize(
    "address",
    ["10.99.1.20", "255.255.255.255", "0.0.0.0", "2001:DB8:0:0:0:0:0:1", "::1", "::ffff:10.0.0.1"],
)
def test_an_address_is_written_in_one_way(address):
    assert asked(REMOTE_ADDR=address) == str(ip_address(address))


@pytest.mark.parametrize(
    "told", ["", "1.2.3", "1.2.3.4.5", "010.1.1.1", "1.2.3.256", "1.2.3.4 ", "a.b.c.d", "1\0", "1:2", "本机"]
)
def test_what_is_no_address_is_none(told):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says of it
        ip_address(told)
    assert asked(REMOTE_ADDR=told) == ""
    assert asked() == ""


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (None, "1.2.3.4", "127.0.0.1"),
        (("HTTP_X_FORWARDED_PROTO", "https"), "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (("HTTP_X_FORWARDED_PROTO", "https"), "<script>", ""),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxy(
    settings, rf, behind_proxy, forwarded, address
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = behind_proxy
    assert address_of(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == address
