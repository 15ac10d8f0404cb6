"""Under which names are static files given, and what do the names prove?"""

import gzip
import json
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from yiwang import assets


def test_names_of_collected_files_carry_a_digest_that_proves_them(tmp_path, settings):
    settings.WHITENOISE_MANIFEST_STRICT = True
    source = FileSystemStorage(location=tmp_path / "source")
    source.save("dist/hall.css", ContentFile(b'body{background:url("dot.png")}' * 30))
    source.save("dist/dot.png", ContentFile(b"\x89PNG dot"))
    storage = assets.Storage(location=tmp_path / "static", base_url="/static/")
    paths = {name: (source, name) for name in ("dist/hall.css", "dist/dot.png")}
    for name, (held, _) in paths.items():
        with held.open(name) as content:
            storage.save(name, content)
    for _, _, outcome in storage.post_process(paths):
        assert outcome in {True, False}
    named = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    for name in named.values():
        assert assets.proves(name, (tmp_path / "static" / name).read_bytes())
    packed = f"{named['dist/hall.css']}.gz"
    assert assets.proves(packed, (tmp_path / "static" / packed).read_bytes())
    assert (
        named["dist/dot.png"].rpartition("/")[2].encode()
        in (tmp_path / "static" / named["dist/hall.css"]).read_bytes()
    )


def test_a_name_proves_its_own_bytes_only():
    digest = sha256(b"right").hexdigest()[:32]
    assert assets.proves(f"dist/a.{digest}.js", b"right")
    assert assets.proves(f"dist/a.js.LEGAL.{digest}.txt", b"right")
    assert assets.proves(f"dist/a.{digest}.js.gz", gzip.compress(b"right"))
    assert not assets.proves(f"dist/a.{digest}.js", b"wrong")
    assert not assets.proves(f"dist/a.{digest}.js.gz", b"right")
    assert not assets.proves(f"dist/a.{digest}.js.gz", gzip.compress(b"wrong"))
    assert not assets.proves("dist/a.js", b"right")
    assert not assets.proves(f"../a.{digest}.js", b"right")
