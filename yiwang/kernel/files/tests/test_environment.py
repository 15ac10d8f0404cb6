import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from yiwang import environment


def test_files_lie_on_the_local_disk_unless_an_object_store_is_named():
    assert environment.file_storage("") == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_an_object_store_is_named_by_one_address():
    chosen = environment.file_storage(
        "s3://key:se%2Fcret@city-files/yiwang?endpoint=https://s3.local&region=cn-1"
    )
    assert chosen["BACKEND"] == "storages.backends.s3.S3Storage"
    options = chosen["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("city-files", "yiwang")
    assert (options["access_key"], options["secret_key"]) == ("key", "se/cret")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.local", "cn-1")


def test_the_object_store_of_the_prod_extra_takes_these_options():
    pytest.importorskip("storages.backends.s3", reason="the prod extra is not installed")
    chosen = environment.file_storage("s3://city-files?endpoint=http://127.0.0.1:1&region=cn-1")
    storage = import_string(chosen["BACKEND"])(**chosen["OPTIONS"])
    assert storage.bucket_name == "city-files"
    with pytest.raises(NotImplementedError):
        storage.path("ab/abcd")


@pytest.mark.parametrize("url", ["ftp://host/x", "s3://", "/var/files"])
def test_another_address_does_not_start(url):
    with pytest.raises(ImproperlyConfigured):
        environment.file_storage(url)


def test_a_kind_has_its_own_limit_and_none_is_above_the_common_one(monkeypatch):
    monkeypatch.setenv("YIWANG_MAX_DOCUMENT_MB", "50")
    assert environment.largest_files(100, image=30, document=200, media=2048) == {
        "image": 30,
        "document": 50,
        "media": 100,
    }
