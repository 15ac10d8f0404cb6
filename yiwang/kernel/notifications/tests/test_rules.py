"""When is a message tried again, and how does an address look to others?"""

import pytest

from yiwang.kernel.notifications.rules import (
    is_address,
    is_own_link,
    masked,
    reason,
    rest_after,
    subject_line,
    wait_after,
)

HOUR = 3600


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        (1, 60),
        (2, 300),
        (3, 900),
        (4, HOUR),
        (5, 4 * HOUR),
        (6, 12 * HOUR),
        (7, 24 * HOUR),
        (8, None),
    ],
)
def test_a_message_is_tried_again_after_longer_and_longer_and_then_given_up(attempts, seconds):
    assert wait_after(attempts) == seconds


@pytest.mark.parametrize(("failures", "seconds"), [(1, 15), (2, 30), (5, 300), (50, 300)])
def test_a_channel_that_is_down_is_asked_again_after_five_minutes_at_most(failures, seconds):
    assert rest_after(failures) == seconds


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("zhangsan@x.com", "z***@x.com"),
        ("@x.com", "***@x.com"),
        ("13812345678", "138****5678"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_an_address_is_shown_masked(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("channel", "address", "fits"),
    [
        ("email", "li.ming@example.gov.cn", True),
        ("email", "root@localhost", True),
        ("email", "liming", False),
        ("email", "a@b.cn\nBcc: c@d.cn", False),
        ("email", "a@b.cn, c@d.cn", False),
        ("email", "李 <a@b.cn>", False),
        ("email", "", False),
        ("sms", "13812345678", True),
        ("sms", "12812345678", False),
        ("sms", "1381234567", False),
        ("sms", "a@b.cn", False),
    ],
)
def test_an_address_fits_its_channel_or_is_refused(channel, address, fits):
    assert is_address(channel, address) is fits


@pytest.mark.parametrize(
    ("link", "is_own"),
    [
        ("", True),
        ("/office/articles/7/?tab=review", True),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/office/\nSet-Cookie: a", False),
        ("office/", False),
    ],
)
def test_a_link_stays_on_this_site(link, is_own):
    assert is_own_link(link) is is_own


def test_a_subject_is_one_line():
    assert subject_line("请审核\r\nBcc: a@b.cn\x00") == "请审核 Bcc: a@b.cn"
    assert len(subject_line("长" * 500)) == 200


def test_a_reason_is_one_short_line_without_the_address():
    said = reason("550 <zhangsan@x.com>:\n no such user", "zhangsan@x.com")
    assert said == "550 <z***@x.com>: no such user"
    assert len(reason("长" * 999)) == 300
