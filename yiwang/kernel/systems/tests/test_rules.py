import hashlib
import hmac
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import rules

INNER = ["10.0.0.0/8", "fd00::/8"]


@pytest.mark.parametrize(
    "address",
    [
        "https://oa.example.cn/hook",
        "https://oa.example.cn:8443/hook?a=1",
        "https://政务.example.cn/回调",
        "https://10.1.2.3/hook",
        "https://[2001:db8::1]/hook",
    ],
)
def test_an_https_address_may_be_told(address):
    assert rules.checked_address(f" {address} ", local_allowed=False) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "oa.example.cn",
        "http://oa.example.cn/hook",
        "ftp://oa.example.cn/",
        "https://",
        "https:///hook",
        "https://user:secret@oa.example.cn/",
        "https://oa.example.cn/#part",
        "https://oa.example.cn:99999/",
        "https://oa.example.cn:0/",
        "https://[::1/",
        "https://oa.example.cn/a b",
        "https://oa.example.cn/\r\nX-Evil: 1",
        "https://oa.example.cn/" + "a" * 300,
        "javascript:alert(1)",
        "http://localhost/",
    ],
)
def test_anything_else_is_refused_with_a_sentence_for_the_field(address):
    with pytest.raises(Refused) as refused:
        rules.checked_address(address, local_allowed=False)
    assert refused.value.field == "address"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_plain_http_goes_to_this_very_machine_only_and_only_where_that_is_allowed(host):
    address = f"http://{host}:9000/hook"
    assert rules.checked_address(address, local_allowed=True) == address
    with pytest.raises(Refused, match="https"):
        rules.checked_address(address, local_allowed=False)
    with pytest.raises(Refused, match="https"):
        rules.checked_address("http://oa.example.cn/", local_allowed=True)


@given(st.text(max_size=80))
def test_no_address_breaks_the_check(text):
    for candidate in (text, f"https://{text}"):
        with suppress(Refused):
            assert rules.checked_address(candidate, local_allowed=False).startswith("https://")


@pytest.mark.parametrize("ip", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])
def test_public_machines_may_be_called(ip):
    assert rules.host_fault(ip, [], local_allowed=False) == ""


@pytest.mark.parametrize(
    "ip",
    ["10.1.2.3", "192.168.1.1", "172.16.0.9", "100.64.0.1", "fd12::1", "::ffff:10.1.2.3", "64:ff9b::a01:203"],
)
def test_inner_machines_may_be_called_only_in_networks_that_were_opened(ip):
    assert "内部地址" in rules.host_fault(ip, [], local_allowed=False)
    opened = ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "100.64.0.0/10", "fd00::/8"]
    assert rules.host_fault(ip, opened, local_allowed=False) == ""


@pytest.mark.parametrize(
    "ip",
    [
        "169.254.169.254",
        "169.254.1.1",
        "100.100.100.200",
        "fd00:ec2::254",
        "fe80::1",
        "224.0.0.1",
        "ff02::1",
        "0.0.0.0",
        "::",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
    ],
)
def test_link_local_multicast_and_metadata_addresses_are_never_called(ip):
    assert rules.host_fault(ip, ["0.0.0.0/0", "::/0"], local_allowed=True) != ""


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_called_only_where_that_is_allowed(ip):
    assert "本机" in rules.host_fault(ip, ["0.0.0.0/0", "::/0"], local_allowed=False)
    assert rules.host_fault(ip, [], local_allowed=True) == ""


@pytest.mark.parametrize("ip", ["240.0.0.1", "198.18.0.1", "2001:db8::1"])
def test_addresses_that_belong_to_nobody_are_not_called(ip):
    assert rules.host_fault(ip, INNER, local_allowed=False) != ""


def test_the_signature_is_hmac_sm3_over_timestamp_and_body():
    """GB/T 15852.2 / RFC 2104, worked out once more by hand."""
    secret, timestamp, body = "ywh_secret", "1767225600", '{"a":"值"}'
    key = secret.encode().ljust(64, b"\0")
    message = f"{timestamp}.{body}".encode()
    inner = bytes.fromhex(sm3(bytes(byte ^ 0x36 for byte in key) + message))
    outer = sm3(bytes(byte ^ 0x5C for byte in key) + inner)
    assert rules.signature(secret, timestamp, body) == f"v1={outer}"
    assert rules.signature(secret, "1767225601", body) != f"v1={outer}"
    if "sm3" in hashlib.algorithms_available:
        assert hmac.new(secret.encode(), message, "sm3").hexdigest() == outer


@pytest.mark.parametrize("code", ["oa", "OA-2_x", "a" * 40])
def test_a_code_is_letters_digits_and_dashes(code):
    assert rules.checked_code(f" {code} ") == code


@pytest.mark.parametrize("code", ["", "a", "a" * 41, "a b", "公文", "a/b", "a\n"[:1] + "\nb"])
def test_other_codes_are_refused(code):
    with pytest.raises(Refused):
        rules.checked_code(code)


def test_a_token_lives_at_most_a_year():
    day, last = date(2026, 3, 1), date(2027, 3, 2)
    rules.check_expiry(day, day, last)
    rules.check_expiry(last, day, last)
    for wrong in (date(2026, 2, 28), date(2027, 3, 3)):
        with pytest.raises(Refused):
            rules.check_expiry(wrong, day, last)


def test_only_declared_scopes_and_at_least_one():
    rules.check_scopes(["a"], ["a", "b"])
    for wrong in ([], ["c"], ["a", "c"]):
        with pytest.raises(Refused):
            rules.check_scopes(wrong, ["a", "b"])


def test_calls_a_minute_have_bounds():
    rules.check_rate(1)
    rules.check_rate(rules.MOST_CALLS_PER_MINUTE)
    for wrong in (0, -1, rules.MOST_CALLS_PER_MINUTE + 1):
        with pytest.raises(Refused):
            rules.check_rate(wrong)


def test_a_call_is_tried_for_two_days_and_then_given_up():
    waits = [rules.wait_after(attempts) for attempts in range(1, 9)]
    assert waits[-1] is None
    assert 1.7 < sum(wait for wait in waits if wait) / 86400 < 2
    assert not rules.is_exhausted(8)
    assert rules.is_exhausted(9)


def test_a_silent_receiver_rests_longer_each_time_up_to_five_minutes():
    assert [rules.rest_after(failures) for failures in (1, 2, 3, 4, 5, 99)] == [15, 30, 60, 120, 300, 300]
