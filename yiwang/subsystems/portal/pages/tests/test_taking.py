"""What comes from inside is proved, applied once and in order."""

import io
from types import SimpleNamespace

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.subsystems.portal.pages import manifest, messages, mode, rules, store
from yiwang.subsystems.portal.pages.actions import taking
from yiwang.subsystems.portal.pages.models import Bundle, Marker, Page

pytestmark = pytest.mark.django_db(transaction=True)


def bundle(number, follows, text, *, path="/a/1/", state="made", **wrong):
    """An envelope as it arrives; ``wrong``: other content than the list names, another text of the list."""
    content = text.encode()
    digest = store.digest_of(content)
    own = rules.gone_file_of(path) if state == "gone" else rules.file_of(path)
    part = manifest.written_part([(digest, len(content), f"main/{own}")])
    head = manifest.sign(number, taking.now(), {rules.shard_of(f"main/{own}"): part})
    (mode.manifest() / manifest.HEAD).unlink()
    line = messages.line_of("main", path, state, wrong.get("content", content), wrong.get("digest", digest))
    lines = b"".join(messages.written([line], [wrong.get("part", part)]))
    stored = receive(SYSTEM, io.BytesIO(lines), "pages.txt")
    body = messages.Bundle(
        number=number,
        follows=follows,
        is_last=True,
        head=wrong.get("head", head.text),
        signature=head.signature,
        certificate=head.certificate,
    )
    return SimpleNamespace(body=body, files=(stored,))


def shown(path="/a/1/"):
    return (mode.published() / Page.objects.get(path=path).file).read_text()


def test_a_bundle_becomes_files_once(files):
    first = bundle(1, 0, "第一版")
    taking.take(first)
    assert shown() == "第一版"
    second = bundle(2, 1, "第二版")
    taking.take(second)
    taking.take(second)
    assert shown() == "第二版"
    assert Marker.objects.get().taken == 2


def test_a_bundle_before_its_turn_waits(files):
    taking.take(bundle(1, 0, "第一版"))
    third, second = bundle(3, 2, "第三版"), bundle(2, 1, "第二版")
    taking.take(third)
    assert (shown(), Bundle.objects.count()) == ("第一版", 1)
    taking.take(second)
    assert (shown(), Bundle.objects.count()) == ("第三版", 0)


def test_a_withdrawn_page_gives_way_to_the_word_that_it_is_gone(files):
    taking.take(bundle(1, 0, "第一版"))
    taking.take(bundle(2, 1, "已撤下", state="gone"))
    assert shown() == "已撤下"
    assert not (mode.published() / "main" / "a" / "1.html").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": b"defaced"},
        {"content": b"defaced", "digest": store.digest_of(b"defaced")},
        {"part": f"{'0' * 64} 1 main/a/1.html\n"},
        {"head": '{"number":1,"at":"2026-01-01T00:00:00+00:00","parts":{}}'},
        {"path": "/office/"},
    ],
)
def test_what_is_not_proved_is_refused_and_nothing_is_written(files, wrong):
    with pytest.raises(Refused):
        taking.take(bundle(1, 0, "第一版", **wrong))
    assert not Page.objects.exists()
    assert not list(mode.published().rglob("*.html"))


@pytest.mark.parametrize("content", [b"\xff", b"{}", b"[1]\n", b'{"part": 5}', b"not json"])
def test_a_file_that_is_no_bundle_is_refused(content):
    with pytest.raises(Refused):
        messages.read(content)
