"""How is a disk made full without filling that of the machine?"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

NAMES = ("published", "protected", "manifest")
MEGABYTES = 64


@dataclass(frozen=True)
class Volumes:
    """``means``: tmpfs, a file system for each; or pretended, where this process may not mount any."""

    means: str
    names: tuple[str, ...] = NAMES

    @contextmanager
    def full(self, name: str) -> Iterator[None]:
        """Not a byte more than is there now."""
        if self.means != "tmpfs":
            yield
            return
        ballast = Path(os.environ["YIWANG_DATA"]) / name / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        try:
            yield
        finally:
            ballast.unlink()

    def pretend(self, name: str) -> Callable[[], None]:
        """What befalls a process in the place of a full disk: nothing, where the disk is full indeed."""
        return (lambda: None) if self.means == "tmpfs" else lambda: _pretend(name)


def _pretend(name: str) -> None:
    from yiwang.subsystems.portal.pages import store  # noqa: PLC0415 - Django is set up only now

    real, folder = store._written, Path(os.environ["YIWANG_DATA"]) / name

    def written(beside: Path, *told: object, **more: object) -> None:
        if beside.is_relative_to(folder):
            raise OSError(28, "No space left on device")
        real(beside, *told, **more)  # type: ignore[arg-type]

    store._written = written


@contextmanager
def volumes() -> Iterator[Volumes]:
    """Small file systems for the tree, the copies and the list."""
    mounted: list[Path] = []
    try:
        for name in NAMES:
            folder = Path(os.environ["YIWANG_DATA"]) / name
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                break
            mounted.append(folder)
        yield Volumes("tmpfs" if len(mounted) == len(NAMES) else "pretended")
    finally:
        for folder in mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
