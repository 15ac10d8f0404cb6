"""What pictures does the demonstration show?"""

import io

from PIL import Image

from yiwang.demonstration import pictures


def test_every_scene_says_in_words_what_it_shows():
    assert set(pictures.ALTERNATIVES) == set(pictures.SCENES)


def test_the_same_picture_is_painted_every_time():
    first = pictures.painted("lake", 0)
    pictures.painted.cache_clear()
    assert pictures.painted("lake", 0) == first


def test_a_picture_is_a_wide_jpeg_of_modest_size():
    picture = pictures.painted("bridge", 1)
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 720))
    assert len(picture) < 300_000
