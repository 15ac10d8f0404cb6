"""Is a mailbox configured by one address, and does its password stay to itself?"""

import pytest
from django.core.exceptions import ImproperlyConfigured

from yiwang.subsystems.participation.letters.mail import channels
from yiwang.subsystems.participation.letters.mail.drivers.driver import UnreachableError, driver_of
from yiwang.subsystems.participation.letters.mail.tests.makers import (
    ImapLines,
    PopLines,
    make_channel,
    make_mail,
    post,
    served_by,
    serving,
)

URL = "imaps://mayor:p%40ss%2C1@mail.example/INBOX?box=mayor&address=Mayor@yunze.example&plus=no"
SERVED = [("imap", ImapLines), ("pop3", PopLines)]


def test_an_address_is_taken_apart_and_its_password_shown_nowhere():
    found = channels.read(URL)
    assert (found.port, found.user, found.password, found.folder) == (993, "mayor", "p@ss,1", "INBOX")
    assert (found.box, found.address, found.takes_plus) == ("mayor", "mayor@yunze.example", False)
    assert "p@ss" not in f"{found} {found!r}"
    assert channels.read("maildir:///var/mail/m?box=mayor&address=m@x.cn").folder == "/var/mail/m"


@pytest.mark.parametrize(
    "url",
    [
        "smtp://u:secret@h/?box=a&address=a@b.cn",
        "imaps://u:secret@h/?address=a@b.cn",
        "imaps://u:secret@h/?box=a",
        "imaps:///x?box=a&address=a@b.cn",
        "maildir://host/x?box=a&address=a@b.cn",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        channels.read(url)
    assert "secret" not in str(refused.value)


def test_the_same_address_twice_is_refused(monkeypatch):
    monkeypatch.setenv("YIWANG_LETTERS_MAIL", f"{URL},{URL}")
    with pytest.raises(ImproperlyConfigured, match="twice"):
        channels.configured.__wrapped__()


@pytest.mark.parametrize(("scheme", "lines"), SERVED)
def test_a_server_gives_what_waits_and_keeps_what_is_not_marked(scheme, lines):
    first, second = make_mail("第一封邮件的内容。"), make_mail("第二封邮件的内容。\n.\n末行。")
    with serving(lines, first, second) as server:
        channel = served_by(server, scheme)
        with driver_of(channel) as driver:
            waiting = driver.waiting(10)
            assert [one.size for one in waiting] == [len(first), len(second)]
            fetched = driver.fetch(waiting[1], 1 << 20)
            assert fetched.splitlines() == second.splitlines()
            driver.mark(waiting[0])
        with driver_of(channel) as driver:
            assert [one.size for one in driver.waiting(10)] == [len(second)]
            assert len(driver.fetch(driver.waiting(1)[0], 100)) <= 100


@pytest.mark.parametrize(("scheme", "lines"), SERVED)
def test_a_server_that_fails_is_told_without_the_password(scheme, lines):
    with serving(lines, make_mail()) as server:
        channel = served_by(server, scheme, password="wrong-secret")
        with pytest.raises(UnreachableError) as failed, driver_of(channel):
            pass
        assert "wrong-secret" not in str(failed.value)
        server.breaks_after = "SEARCH" if scheme == "imap" else "LIST"
        with pytest.raises(UnreachableError), driver_of(served_by(server, scheme)) as driver:
            driver.fetch(driver.waiting(5)[0], 100)
    with pytest.raises(UnreachableError), driver_of(served_by(server, scheme)):
        pass


def test_a_maildir_gives_what_is_new_and_moves_what_is_marked(folder):
    post(folder, make_mail())
    (folder / "new" / "00000.link").symlink_to("/etc/passwd")
    with driver_of(make_channel(folder)) as driver:
        [only] = driver.waiting(10)
        assert driver.fetch(only, 10) == make_mail()[:10]
        driver.mark(only)
        assert driver.waiting(10) == []
    assert [path.name for path in (folder / "cur").iterdir()] == [f"{only.uid}:2,S"]
    with pytest.raises(UnreachableError), driver_of(make_channel("/nowhere")):
        pass
