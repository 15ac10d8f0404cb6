"""How does a value become the text of a cell, and the text of a cell a value again?"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from yiwang.kernel.exchange.office.statistics import FORMULA, cell
from yiwang.subsystems.approvals.items.shapes import Kind, Shape, yuan

YES, NO = "是", "否"
_FLAGS = {YES: True, NO: False, "1": True, "0": False, "true": True, "false": False}
_SEPARATOR = "、"


class UnreadableError(Exception):
    """Says what the cell should hold."""


def written(shape: Shape, value: Any) -> str | int | None:
    """``value`` as JSON holds it; texts are such that no spreadsheet program runs them."""
    if value is None:
        return None
    match shape.kind:
        case Kind.NUMBER:
            return int(value)
        case Kind.FLAG:
            return YES if value else NO
        case Kind.MONEY:
            return yuan(value)
        case Kind.CODE:
            return cell(shape.labels.get(value, str(value)))
        case Kind.CODES:
            return cell(_SEPARATOR.join(shape.labels.get(each, str(each)) for each in value))
        case Kind.THEMES:
            return cell(_SEPARATOR.join(value))
        case Kind.LINES:
            return cell("\n".join(value))
        case Kind.SCHEMA:
            return json.dumps(value, ensure_ascii=False) if value else None
        case _:
            return cell(str(value))


def read(shape: Shape, given: Any) -> Any:
    """The value; None where the cell is empty. Raises UnreadableError."""
    text = _text(given)
    if not text:
        return None
    match shape.kind:
        case Kind.NUMBER:
            return _number(text)
        case Kind.MONEY:
            return _fen(text)
        case Kind.FLAG:
            if text.lower() not in _FLAGS:
                raise UnreadableError("应填“是”或“否”。")
            return _FLAGS[text.lower()]
        case Kind.CODES | Kind.THEMES:
            return [each.strip() for each in text.replace("，", _SEPARATOR).split(_SEPARATOR) if each.strip()]
        case Kind.LINES:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case Kind.SCHEMA:
            return _schema(text)
        case _:
            return text


def _text(given: Any) -> str:
    """A whole number that a spreadsheet program keeps as 20.0 is 20; the mark against formulas goes."""
    if given is None:
        return ""
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool):
        return YES if given else NO
    text = str(given).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UnreadableError("应为整数。")
    return int(text)


def _fen(text: str) -> int:
    try:
        fen = Decimal(text.replace(",", "")) * 100
    except InvalidOperation:
        raise UnreadableError("应为金额，如12.50。") from None
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise UnreadableError("金额最多两位小数。")
    return int(fen)


def _schema(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise UnreadableError("应为JSON Schema。") from None
