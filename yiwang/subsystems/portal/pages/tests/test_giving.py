"""A reader of a public file gets the bytes that were published, with the headers of kernel/files, or none."""

import pytest
from django.db import DatabaseError

from yiwang.kernel.files import store as received
from yiwang.kernel.files.tests.makers import make_docx, make_pdf, make_picture, make_stored
from yiwang.subsystems.portal.pages import giving, manifest, mode, rules
from yiwang.subsystems.portal.pages.tests.makers import (
    Answer,
    make_all,
    make_large,
    make_published_with,
    shown_place,
)
from yiwang.subsystems.portal.tests.makers import make_published

pytestmark = pytest.mark.django_db(transaction=True)
DEFACED = b"<h1>defaced</h1>"


@pytest.fixture(params=["watched", "strict"])
def served(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (make_pdf(), "关于“放管服”的通知.pdf"),
        (make_docx(), "a.docx"),
        ("中文".encode("gb18030") * 9, "a.txt"),
    ],
)
def test_the_answer_is_that_of_the_framework_and_the_framework_is_not_asked(served, content, name):
    stored = make_stored(content, name)
    make_published_with(stored)
    asked = served.application.asked
    own = Answer(served, stored.address())
    assert served.application.asked == asked
    framework = Answer(served.application, stored.address())
    assert (own.status, own.body) == (framework.status, framework.body) == ("200 OK", content)
    kept = {name for name in framework.headers if name not in {"set-cookie", "vary"}}
    assert {name: own.headers[name] for name in kept} == {name: framework.headers[name] for name in kept}
    assert own.headers["x-content-type-options"] == "nosniff"


def test_a_picture_comes_without_its_secrets_as_wide_as_asked(served):
    stored = make_stored(make_picture("jpeg", (2000, 1000)), "桥.jpg")
    address = stored.address(width=320)
    make_published(body=f'<p><img src="{address}" alt="桥"></p>')
    make_all()
    asked = served.application.asked
    answer = Answer(served, address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["etag"] == f'"{stored.renditions.get(width=320).blob_id}"'
    assert served.application.asked == asked


def test_heads_parts_and_what_the_reader_has_are_answered_as_the_standard_says(served):
    content = make_large()
    stored = make_stored(content, "大.zip")
    make_published_with(stored)
    address = stored.address()
    first, last = rules.PIECE - 5, rules.PIECE + 4
    part = Answer(served, address, HTTP_RANGE=f"bytes={first}-{last}")
    assert (part.status, part.body) == ("206 Partial Content", content[first : last + 1])
    assert part.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"
    assert Answer(served, address, HTTP_RANGE="bytes=-7").body == content[-7:]
    assert Answer(served, address, HTTP_RANGE=f"bytes={len(content)}-").status.startswith("416")
    head = Answer(served, address, "HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(content)))
    again = Answer(served, address, HTTP_IF_NONE_MATCH=head.headers["etag"])
    assert (again.status, again.body) == ("304 Not Modified", b"")


def test_strict_gives_no_changed_byte_of_any_piece_and_puts_the_file_right(strict):
    content = make_large()
    stored = make_stored(content, "大.zip")
    make_published_with(stored)
    place = shown_place(stored)
    for at in (0, rules.PIECE + 17, len(content) - 20):
        place.write_bytes(content[:at] + DEFACED + content[at + len(DEFACED) :])
        answer = Answer(strict, stored.address())
        assert (answer.status, answer.body == content) == ("200 OK", True)
        assert place.read_bytes() == content
    place.unlink()
    assert Answer(strict, stored.address(), HTTP_RANGE="bytes=5-9").body == content[5:10]
    assert place.read_bytes() == content


def test_strict_gives_nothing_where_the_store_was_defaced_too(strict, monkeypatch):
    monkeypatch.setattr("yiwang.subsystems.portal.pages.alarms.logger.error", lambda *told: None)
    stored = make_stored()
    make_published_with(stored)
    in_store = received.local_path(stored.digest)
    in_store.chmod(0o640)
    for place in (shown_place(stored), in_store):
        place.write_bytes(DEFACED)
    answer = Answer(strict, stored.address())
    assert answer.status.startswith("503")
    assert "没有通过校验" in answer.text
    assert b"defaced" not in answer.body


def test_strict_takes_the_word_of_the_signed_list_and_of_nobody_who_changed_the_row(strict, monkeypatch):
    monkeypatch.setattr("yiwang.subsystems.portal.pages.alarms.logger.error", lambda *told: None)
    stored, other = make_stored(), make_stored(make_pdf(rest=b"% other\n"), "b.pdf")
    make_published_with(stored)
    giving.ShownFile.objects.update(digest=other.digest, size=other.size)
    shown_place(stored).write_bytes(make_pdf(rest=b"% other\n"))
    assert Answer(strict, stored.address()).status.startswith("503")


def test_strict_goes_by_the_row_while_no_list_can_be_proved(strict):
    stored = make_stored()
    make_published_with(stored)
    (mode.manifest() / manifest.HEAD).unlink()
    shown_place(stored).write_bytes(DEFACED)
    assert Answer(strict, stored.address()).body == make_pdf()


def test_watched_gives_a_deleted_file_from_the_store(watched):
    stored = make_stored()
    make_published_with(stored)
    shown_place(stored).unlink()
    asked = watched.application.asked
    assert Answer(watched, stored.address()).body == make_pdf()
    assert watched.application.asked == asked


def test_without_a_database_a_file_that_was_up_is_up(served, monkeypatch):
    stored = make_stored()
    make_published_with(stored)
    assert Answer(served, stored.address()).status == "200 OK"

    def away(*told, **more):
        raise DatabaseError("away")

    monkeypatch.setattr(giving.ShownFile.objects, "up", away)
    monkeypatch.setattr(giving, "connections", {"default": closed()})
    assert Answer(served, stored.address()).body == make_pdf()


def closed():
    from types import SimpleNamespace

    return SimpleNamespace(close=lambda: None)


def test_nginx_sends_the_bytes_of_the_tree_where_it_is_told_to(watched, settings):
    settings.FILES_ACCEL = "/protected/"
    stored = make_stored()
    make_published_with(stored)
    answer = Answer(watched, stored.address())
    assert answer.headers["x-accel-redirect"] == f"/protected/published/{stored.key}"
    assert (answer.headers["content-type"], answer.body) == ("application/pdf", b"")


def test_strict_never_leaves_the_sending_to_nginx(strict, settings):
    settings.FILES_ACCEL = "/protected/"
    stored = make_stored()
    make_published_with(stored)
    answer = Answer(strict, stored.address())
    assert (answer.headers.get("x-accel-redirect"), answer.body) == (None, make_pdf())


@pytest.mark.parametrize("query", ["?original", "?x=1"])
def test_what_is_asked_with_a_query_or_is_not_shown_is_the_frameworks(served, query):
    stored, hidden = make_stored(), make_stored(make_pdf(rest=b"% hidden\n"), "b.pdf")
    make_published_with(stored)
    asked = served.application.asked
    Answer(served, stored.address() + query)
    assert Answer(served, hidden.address()).status.startswith("404")
    assert served.application.asked == asked + 2


def test_giving_a_file_asks_the_database_once(watched, django_assert_num_queries):
    stored = make_stored()
    make_published_with(stored)
    Answer(watched, stored.address())
    with django_assert_num_queries(1):
        Answer(watched, stored.address())
