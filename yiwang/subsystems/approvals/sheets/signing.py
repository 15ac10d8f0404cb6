"""What did an applicant sign, and with which hand?

The digest is SM3 over everything that was shown, written in one way; whoever has the same content reckons the
same digest, inside and outside. A handwritten signature is kept as strokes on a field of 600 by 200, not as a
picture: it weighs little and can hide nothing.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused

ALGORITHM = "SM3-handwritten"
WIDTH, HEIGHT = 600, 200
LONGEST_STROKES = 3_000
FEWEST_POINTS = 6
_POINT = r"\d{1,3},\d{1,3}"
_STROKES = re.compile(rf"{_POINT}(?: {_POINT})*(?:;{_POINT}(?: {_POINT})*)*")


def digest(statement: str, said: Mapping[str, Any]) -> str:
    """64 hex digits over the statement that was agreed to and the content that it was about."""
    text = json.dumps(
        {"statement": statement, "said": said},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return sm3(text.encode())


def value(name: str, strokes: str) -> str:
    """The evidence as it is kept: who wrote their name, and the strokes where they drew it."""
    way = "drawn" if strokes else "typed"
    return json.dumps({"name": name, "way": way, "strokes": strokes}, ensure_ascii=False)


def checked_strokes(text: str) -> str:
    """``12,34 13,36;40,20 …``; empty where nothing was drawn. Raises Refused for what is no drawing."""
    if not text:
        return ""
    if len(text) > LONGEST_STROKES or not _STROKES.fullmatch(text):
        raise Refused("手写签名没有传好，请清除后重写，或者只填写姓名。", field="strokes")
    points = [tuple(map(int, point.split(","))) for point in re.findall(_POINT, text)]
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        raise Refused("手写签名超出了签名框，请清除后重写，或者只填写姓名。", field="strokes")
    if len(points) < FEWEST_POINTS:
        raise Refused("手写签名太简单，请清除后重写，或者只填写姓名。", field="strokes")
    return text


def path(strokes: str) -> str:
    """The strokes as the ``d`` of an SVG path; empty for what is none."""
    if not strokes or not _STROKES.fullmatch(strokes):
        return ""
    return " ".join("M" + " L".join(stroke.split(" ")) for stroke in strokes.split(";"))
