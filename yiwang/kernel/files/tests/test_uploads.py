import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import arrivals, store
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.files.uploads import ArrivedFile

requests = RequestFactory()


def uploaded(content: bytes, name: str = "a.pdf", **more):
    request = requests.post("/", {"text": "typed", "file": SimpleUploadedFile(name, content), **more})
    return request, request.FILES["file"]


def lying() -> list[str]:
    return sorted(path.name for path in arrivals.folder().glob("*")) if arrivals.folder().exists() else []


@pytest.mark.django_db
def test_an_upload_lies_where_it_will_be_kept_and_is_moved_not_copied():
    request, upload = uploaded(make_pdf())
    assert isinstance(upload, ArrivedFile)
    assert lying() == [upload.arrival.path.name]
    inode = upload.arrival.path.stat().st_ino
    stored = receive(SYSTEM, upload, upload.name)
    assert store.local_path(stored.digest).stat().st_ino == inode
    request.close()
    assert lying() == []
    assert store.has(stored.digest)


@pytest.mark.django_db
def test_one_upload_can_be_received_twice():
    _, upload = uploaded(make_pdf())
    first, second = (receive(SYSTEM, upload, name) for name in ("a.pdf", "b.pdf"))
    assert first.digest == second.digest
    assert first.pk != second.pk


def test_an_upload_that_nobody_receives_is_gone_with_its_request():
    request, upload = uploaded(make_pdf())
    assert upload.read() == make_pdf()
    request.close()
    assert lying() == []


@pytest.mark.django_db
def test_an_upload_over_the_limit_is_dropped_while_it_comes_and_the_rest_of_the_form_is_kept(settings):
    settings.FILES_MAX_MB = {"image": 1, "document": 1, "archive": 1, "media": 1}
    request, upload = uploaded(b"x" * (3 << 20), "a.txt")
    assert lying() == []
    assert request.POST["text"] == "typed"
    with pytest.raises(Refused, match="超过上限 1 MB"):
        receive(SYSTEM, upload, upload.name)
    _, fits = uploaded(b"x" * (1 << 20), "a.txt")
    assert receive(SYSTEM, fits, fits.name).size == 1 << 20


@pytest.mark.django_db
def test_an_empty_upload_is_refused():
    _, upload = uploaded(b"", "a.txt")
    with pytest.raises(Refused, match="空文件"):
        receive(SYSTEM, upload, upload.name)


def test_a_request_that_announces_too_much_is_not_read(settings):
    settings.FILES_MAX_REQUEST_MB = 1
    with pytest.raises(RequestDataTooBig):
        uploaded(b"x" * (2 << 20))
    assert lying() == []
