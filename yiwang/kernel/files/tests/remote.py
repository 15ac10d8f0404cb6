"""A storage that behaves like an object store: no paths, no renaming, whole objects or nothing."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage


class RemoteStorage(Storage):
    """Objects live in the class, as they would on a server that several processes share."""

    objects: dict[str, tuple[bytes, datetime]] = {}
    sent = 0
    breaks = False

    def _open(self, name: str, mode: str = "rb") -> File:
        if name not in self.objects:
            raise FileNotFoundError(name)
        return File(BytesIO(self.objects[name][0]), name)

    def _save(self, name: str, content: Any) -> str:
        data = b"".join(content.chunks())
        if type(self).breaks:
            raise OSError("connection reset")
        type(self).sent += 1
        self.objects[name] = (data, datetime.now(UTC))
        # The real one closes what it was given to send.
        content.close()
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def exists(self, name: str) -> bool:
        return name in self.objects

    def delete(self, name: str) -> None:
        self.objects.pop(name, None)

    def size(self, name: str) -> int:
        return len(self.objects[name][0])

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        prefix = f"{path}/"
        return [], [name.removeprefix(prefix) for name in self.objects if name.startswith(prefix)]

    def get_modified_time(self, name: str) -> datetime:
        return self.objects[name][1]
