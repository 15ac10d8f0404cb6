from collections.abc import Callable

import pytest

from yiwang.kernel.files import holders
from yiwang.kernel.files.actions import rendition
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import (
    make_docx,
    make_located_picture,
    make_mp4,
    make_pdf,
    make_picture,
    make_stored,
)
from yiwang.kernel.organizations.tests.makers import actor, make_post, sign_in

pytestmark = pytest.mark.django_db


class Shelf:
    """A holder of the test: who may read is said file by file."""

    def __init__(self) -> None:
        self.public: set[int] = set()
        self.office: set[int] = set()

    def visible(self, stored: StoredFile, post: object) -> bool:
        return stored.pk in self.public or (post is not None and stored.pk in self.office)


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(holders, "_holders", dict(holders.registered()))
    holders.register("test.shelf", shelf.visible, lambda ids: ids & (shelf.public | shelf.office))
    return shelf


@pytest.fixture
def shown(shelf) -> Callable[..., StoredFile]:
    """A file that everybody may read."""

    def make(*args, **changes) -> StoredFile:
        stored = make_stored(*args, **changes)
        shelf.public.add(stored.pk)
        return stored

    return make


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_is_read_by_whom_its_holder_shows_it(client, shelf):
    stored = make_stored()
    assert client.get(stored.address()).status_code == 404
    shelf.office.add(stored.pk)
    assert client.get(stored.address()).status_code == 404
    sign_in(client, make_post())
    response = client.get(stored.address())
    assert (response.status_code, body(response)) == (200, make_pdf())
    assert response["Cache-Control"] == "private, no-cache"


def test_what_is_withdrawn_is_gone_at_once(client, shelf, shown):
    stored = shown()
    assert client.get(stored.address())["Cache-Control"] == "public, no-cache"
    etag = client.get(stored.address())["ETag"]
    shelf.public.clear()
    assert client.get(stored.address()).status_code == 404
    assert client.get(stored.address(), headers={"If-None-Match": etag}).status_code == 404


def test_a_secret_and_nothing_look_the_same(client, shelf):
    stored = make_stored()
    secret, nothing = client.get(stored.address()), client.get("/files/AAAAAAAAAAAAAAAAAAAAAAAA/x.pdf")
    assert secret.status_code == nothing.status_code == 404
    assert set(secret.headers) == set(nothing.headers)


def test_a_key_is_long_random_and_says_nothing_about_the_bytes(shown):
    first, second = shown(), shown()
    assert first.key != second.key
    assert len(first.key) >= 22


@pytest.mark.parametrize("state", ["quarantined", "removed", "unscanned"])
def test_what_is_not_clean_is_not_served_to_the_public(client, shown, state):
    changes = {"state": state, "reason": "x"} | ({"blob": None} if state == "removed" else {})
    stored = shown(**changes)
    assert client.get(stored.address()).status_code == 404


def test_officials_may_download_what_waits_for_the_scanner_but_nothing_quarantined(client, shown):
    sign_in(client, make_post())
    waiting, held = shown(state="unscanned"), shown(state="quarantined", reason="含有宏代码")
    assert client.get(waiting.address())["Content-Disposition"].startswith("attachment")
    assert client.get(held.address()).status_code == 404


def test_whoever_handed_a_file_in_may_look_at_it_before_it_hangs_anywhere(client):
    post = make_post()
    stored = make_stored(by=actor(post))
    sign_in(client, make_post())
    assert client.get(stored.address()).status_code == 404
    sign_in(client, post)
    assert client.get(stored.address()).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "media_type", "inline"),
    [
        (make_pdf(), "a.pdf", "application/pdf", True),
        (make_picture(), "a.jpg", "image/jpeg", True),
        (make_mp4(), "a.mp4", "video/mp4", True),
        ("中文".encode("gb18030") * 9, "a.txt", "text/plain; charset=gb18030", False),
        (
            make_docx(),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            False,
        ),
    ],
)
def test_the_headers_keep_a_browser_from_guessing_and_running(
    client, shown, content, name, media_type, inline
):
    response = client.get(shown(content, name).address())
    assert response["Content-Type"] == media_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) == (name != "a.pdf")


def test_a_chinese_name_arrives_whole(client, shown):
    stored = shown()
    response = client.get(stored.address("关于“放管服”的通知"))
    assert response["Content-Disposition"] == (
        "inline; filename*=utf-8''%E5%85%B3%E4%BA%8E%E2%80%9C%E6%94%BE%E7%AE%A1%E6%9C%8D"
        "%E2%80%9D%E7%9A%84%E9%80%9A%E7%9F%A5.pdf"
    )


def test_an_address_cannot_give_a_file_a_dangerous_name(client, shown):
    stored = shown()
    response = client.get(f"/files/{stored.key}/update.exe")
    assert response["Content-Disposition"] == 'inline; filename="update.exe.pdf"'
    response = client.get(f"/files/{stored.key}/a%0D%0ASet-Cookie:%20x=1%22.html")
    assert "\n" not in response["Content-Disposition"]
    assert "Set-Cookie" not in response.headers


def test_bytes_that_the_reader_has_are_not_sent_again(client, shown):
    stored = shown()
    etag = client.get(stored.address())["ETag"]
    assert etag == f'"{stored.digest}"'
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = client.get(stored.address(), headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
    assert client.get(stored.address(), headers={"If-None-Match": '"x"'}).status_code == 200


def test_head_says_everything_but_the_bytes(client, shown):
    stored = shown()
    response = client.head(stored.address())
    assert (response.status_code, response["Content-Length"]) == (200, str(stored.size))
    assert body(response) == b""
    assert client.post(stored.address()).status_code == 405


TEXT = bytes(range(65, 91))


@pytest.mark.parametrize(
    ("asked", "status", "content", "content_range"),
    [
        ("bytes=0-3", 206, b"ABCD", "bytes 0-3/26"),
        ("bytes=20-", 206, b"UVWXYZ", "bytes 20-25/26"),
        ("bytes=-2", 206, b"YZ", "bytes 24-25/26"),
        ("bytes=24-99", 206, b"YZ", "bytes 24-25/26"),
        ("bytes=-99", 200, TEXT, None),
        ("bytes=0-", 200, TEXT, None),
        ("bytes=26-", 416, b"", "bytes */26"),
        ("bytes=-0", 416, b"", "bytes */26"),
        ("bytes=99999999999999999999-", 416, b"", "bytes */26"),
        ("bytes=0-1,4-5", 200, TEXT, None),
        ("bytes=5-2", 416, b"", "bytes */26"),
        ("bytes=-", 200, TEXT, None),
        ("lines=1-2", 200, TEXT, None),
        ("bytes=a-b", 200, TEXT, None),
    ],
)
def test_a_part_is_answered_as_the_standard_says(
    client, shown, storage, asked, status, content, content_range
):
    stored = shown(TEXT, "a.txt")
    response = client.get(stored.address(), headers={"Range": asked})
    assert (response.status_code, body(response)) == (status, content)
    assert response.get("Content-Range") == content_range


def test_a_part_of_other_bytes_than_the_reader_has_is_not_mixed_in(client, shown):
    stored = shown(TEXT, "a.txt")
    same = {"Range": "bytes=0-3", "If-Range": f'"{stored.digest}"'}
    other = {"Range": "bytes=0-3", "If-Range": '"other"'}
    assert client.get(stored.address(), headers=same).status_code == 206
    assert client.get(stored.address(), headers=other).status_code == 200


def test_a_picture_is_shown_without_its_secrets_and_officials_may_have_the_original(client, shown):
    content = make_located_picture()
    stored = shown(content, "现场.jpg")
    assert b"PhoneMaker" not in body(client.get(stored.address()))
    assert b"PhoneMaker" not in body(client.get(stored.address() + "?original"))
    sign_in(client, make_post())
    response = client.get(stored.address() + "?original")
    assert body(response) == content
    assert response["Content-Disposition"].startswith("attachment")


def test_a_narrower_picture_has_an_address_of_its_own(client, shown):
    stored = shown(make_picture("jpeg", (2000, 1000)), "a.jpg")
    narrow = body(client.get(stored.address(width=320)))
    assert rendition(stored, 320).size == len(narrow) < rendition(stored, 0).size
    assert client.get(stored.address(width=321)).status_code == 404
    assert client.get(shown().address(width=320)).status_code == 404
    small = shown(make_picture("jpeg", (100, 50)), "b.jpg")
    assert body(client.get(small.address(width=320))) == body(client.get(small.address()))


def test_the_web_server_sends_the_bytes_where_it_is_told_to(client, shown, settings):
    settings.FILES_ACCEL = "/protected/"
    stored = shown()
    response = client.get(stored.address())
    assert response["X-Accel-Redirect"] == f"/protected/{stored.digest[:2]}/{stored.digest}"
    assert response["Content-Type"] == "application/pdf"
    assert response.content == b""


def test_an_object_store_sends_its_bytes_through_us(client, shown, remote, settings):
    settings.FILES_ACCEL = "/protected/"
    response = client.get(shown().address())
    assert "X-Accel-Redirect" not in response.headers
    assert body(response) == make_pdf()


def test_serving_to_the_public_costs_few_queries(client, shown, django_assert_max_num_queries):
    """The file, then one question each to the five rooms that show files to everybody, ours the last."""
    address = shown().address()
    with django_assert_max_num_queries(6):
        client.get(address)
