"""How do models and counts become bytes that hold data only, and how are they read back?"""

import json
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yiwang.subsystems.participation.language.rules.learning import Weights
from yiwang.subsystems.participation.language.rules.weighing import Weighing

FORMAT = 1
MOST_BYTES = 256 * 1024 * 1024
LEVEL = 6


def packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpacked(body: bytes | memoryview | None) -> Any:
    """Raises ValueError for what is too long or nothing of ours."""
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(bytes(body or b""), MOST_BYTES)
    except zlib.error as error:
        raise ValueError("not a packed value") from error
    if reader.unconsumed_tail:
        raise ValueError("a packed value that is too long")
    return json.loads(text)


def weights_as_bytes(model: Weights) -> bytes:
    return packed(
        {
            "format": FORMAT,
            "subjects": model.subjects,
            "bias": model.bias,
            "sharpness": model.sharpness,
            "features": [[name, rarity, *model.weights[name]] for name, rarity in model.rarity.items()],
        }
    )


def weights_of(body: bytes | memoryview) -> Weights:
    """Raises ValueError for another format."""
    read = unpacked(body)
    if read.get("format") != FORMAT:
        raise ValueError("a model of another format")
    return Weights(
        subjects=tuple(read["subjects"]),
        rarity={name: rarity for name, rarity, *_ in read["features"]},
        weights={name: tuple(weights) for name, _, *weights in read["features"]},
        bias=tuple(read["bias"]),
        sharpness=read["sharpness"],
    )


def weighing_of(documents: int, body: bytes | memoryview) -> Weighing:
    read: Mapping[str, int] = unpacked(body)
    return Weighing(documents, read)


def codes_as_bytes(codes: Iterable[int]) -> bytes:
    return array("q", codes).tobytes()


def codes_of(body: bytes | memoryview) -> Sequence[int]:
    return array("q", bytes(body))
