"""Static files prove themselves by their names; strict gives no byte of one that does not."""

import gzip
from hashlib import sha256

import pytest

from yiwang.subsystems.portal.pages import assets, mode
from yiwang.subsystems.portal.pages.tests.makers import Answer

pytestmark = pytest.mark.django_db

STYLE = b"body{color:#123}"
DEFACED = b"body{display:none}"


@pytest.fixture
def collected(files, settings):
    """What ``collectstatic`` left."""
    settings.STATIC_ROOT = files / "static"
    return settings.STATIC_ROOT


def make_asset(folder, content=STYLE, name="dist/hall", ending="css"):
    """A file under the name of its digest, and packed beside it; the name."""
    name = f"{name}.{sha256(content).hexdigest()[:32]}.{ending}"
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    place.with_name(f"{place.name}.gz").write_bytes(gzip.compress(content))
    return name


def in_tree(name):
    return mode.published() / assets.file_of(name)


def put_up():
    return assets.put_up(assets.names())


def test_what_carries_its_digest_is_copied_into_the_tree_once(collected):
    name = make_asset(collected)
    (collected / "dist" / "hall.css").write_bytes(STYLE)
    (collected / "staticfiles.json").write_text("{}")
    assert (put_up(), put_up()) == (2, 0)
    found = {place.name for place in (mode.published() / "static").rglob("*") if place.is_file()}
    assert found == {in_tree(name).name, f"{in_tree(name).name}.gz"}


def test_a_collected_file_that_is_not_what_its_name_says_is_not_copied(collected):
    name = make_asset(collected)
    (collected / name).write_bytes(DEFACED)
    (collected / f"{name}.gz").write_bytes(b"no archive")
    assert put_up() == 0


def test_strict_gives_a_static_file_that_lasts(strict, collected):
    name = make_asset(collected)
    put_up()
    answer = Answer(strict, f"/static/{name}")
    assert (answer.status, answer.body) == ("200 OK", STYLE)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = Answer(strict, f"/static/{name}", "HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(STYLE)))


def test_strict_gives_the_packed_file_to_those_who_can_unpack(strict, collected):
    name = make_asset(collected)
    put_up()
    answer = Answer(strict, f"/static/{name}", HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == STYLE
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_strict_gives_the_other_copy_of_a_defaced_static_file_and_says_so(
    strict, collected, encoding, monkeypatch
):
    name = make_asset(collected)
    put_up()
    for ending in ("", ".gz"):
        in_tree(f"{name}{ending}").write_bytes(DEFACED)
    told = []
    monkeypatch.setattr(assets.alarms, "raised", lambda file, content: told.append((file, content)))
    answer = Answer(strict, f"/static/{name}", HTTP_ACCEPT_ENCODING=encoding)
    body = gzip.decompress(answer.body) if encoding else answer.body
    assert (answer.status, body) == ("200 OK", STYLE)
    assert told == [(assets.file_of(f"{name}{'.gz' if encoding else ''}"), DEFACED)]


def test_strict_gives_nothing_of_a_static_file_that_nobody_can_prove(strict, collected):
    name = make_asset(collected)
    put_up()
    (collected / name).write_bytes(DEFACED)
    in_tree(name).write_bytes(DEFACED)
    answer = Answer(strict, f"/static/{name}")
    assert answer.status.startswith("503")
    assert DEFACED not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "dist/hall.css",
        "../secret_key",
        "",
        f"dist/none.{'0' * 32}.css",
        f"dist/../../x.{'0' * 32}.css",
        f"/etc/x.{'0' * 32}.css",
    ],
)
def test_strict_knows_no_static_file_without_a_digest_or_outside_the_folder(strict, collected, path):
    make_asset(collected)
    put_up()
    assert Answer(strict, f"/static/{path}").status == "404 Not Found"


def test_a_static_file_is_read_and_not_written(strict, collected):
    name = make_asset(collected)
    put_up()
    assert Answer(strict, f"/static/{name}", "POST").status == "404 Not Found"
