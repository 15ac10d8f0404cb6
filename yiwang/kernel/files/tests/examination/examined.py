"""What does the examination say of bytes under a name?"""

from pathlib import Path

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.examination.contents import Examined, examine
from yiwang.kernel.files.formats import ANY


def examined(content: bytes, name: str, tmp_path: Path, kinds: frozenset[str] = ANY) -> Examined:
    path = tmp_path / "content"
    path.write_bytes(content)
    return examine(path, name, kinds)


def refusal(content: bytes, name: str, tmp_path: Path, kinds: frozenset[str] = ANY) -> str:
    with pytest.raises(Refused) as refused:
        examined(content, name, tmp_path, kinds)
    return refused.value.sentence
