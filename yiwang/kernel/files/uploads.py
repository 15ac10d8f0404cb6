"""How does a browser's upload reach the incoming folder without a second copy?"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from yiwang.kernel.files.arrivals import Arrival


class ArrivedFile(UploadedFile):
    """An upload in the incoming folder; ``is_too_large``: its bytes were dropped, only its name is here."""

    def __init__(self, arrival: Arrival, *, is_too_large: bool, **about: Any) -> None:
        super().__init__(arrival.file, **about)
        self.arrival = arrival
        self.is_too_large = is_too_large

    def close(self) -> None:
        self.arrival.close()


class ArrivalHandler(FileUploadHandler):
    """Writes each upload once, straight to where it will be kept, and stops writing at the size limit.

    A file over the limit is read to its end and dropped, so that the form comes back with what was typed.
    Raises RequestDataTooBig for a request that announces more than settings.FILES_MAX_REQUEST_MB.
    """

    chunk_size = 1 << 20

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any, **__: Any) -> None:  # noqa: N803
        if content_length > settings.FILES_MAX_REQUEST_MB << 20:
            raise RequestDataTooBig("The request is larger than YIWANG_MAX_REQUEST_MB.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arrival = Arrival()
        self.most = max(settings.FILES_MAX_MB.values()) << 20
        self.is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_too_large:
            return
        if self.arrival.size + len(raw_data) > self.most:
            self.is_too_large = True
            self.arrival.close()
            return
        self.arrival.write(raw_data)

    def file_complete(self, file_size: int) -> ArrivedFile:
        if not self.is_too_large:
            self.arrival.file.seek(0)
        return ArrivedFile(
            self.arrival,
            is_too_large=self.is_too_large,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "arrival"):
            self.arrival.close()
