"""A changed, a deleted and an added static file are put right out of what was collected."""

from hashlib import sha256

import pytest

from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.guarding.models import Tampering
from yiwang.subsystems.portal.guarding.tests.makers import swept
from yiwang.subsystems.portal.pages import assets, mode

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = b"document.title"


@pytest.fixture
def place(files, settings):
    """A static file in the tree, under the name of its digest."""
    settings.STATIC_ROOT = files / "static"
    name = f"dist/a.{sha256(SCRIPT).hexdigest()[:32]}.js"
    (settings.STATIC_ROOT / "dist").mkdir(parents=True)
    (settings.STATIC_ROOT / name).write_bytes(SCRIPT)
    assets.put_up(assets.names())
    return mode.published() / assets.file_of(name)


def kinds():
    return dict(Tampering.objects.values_list("file", "kind"))


def test_what_was_put_up_is_left_alone(place):
    swept()
    assert not Tampering.objects.exists()


def test_a_changed_and_a_deleted_static_file_are_put_back(place):
    place.write_bytes(b"evil()")
    swept()
    assert place.read_bytes() == SCRIPT
    place.unlink()
    Tampering.objects.all().delete()
    swept()
    assert place.read_bytes() == SCRIPT
    assert set(kinds().values()) == {rules.DELETED}


def test_an_added_script_is_taken_away_even_under_the_name_of_its_own_digest(place):
    evil = place.with_name(f"b.{sha256(b'evil()').hexdigest()[:32]}.js")
    evil.write_bytes(b"evil()")
    plain = place.with_name("c.js")
    plain.write_bytes(b"evil()")
    swept()
    assert not evil.exists()
    assert not plain.exists()
    assert set(kinds().values()) == {rules.ADDED}


def test_where_both_copies_are_wrong_nothing_is_given(place, settings):
    (settings.STATIC_ROOT / "dist" / place.name).write_bytes(b"evil()")
    place.write_bytes(b"evil()")
    swept()
    assert not place.exists()
