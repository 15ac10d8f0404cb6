"""When does a condition of a process hold?

Conditions compare declared fields with values: ``amount > 50000 and kind in ("a", "b")``. There are names,
numbers, strings, true and false, ``== != < <= > >=``, ``in``, ``not``, ``and``, ``or`` and parentheses;
there is nothing that could be called, looked into or assigned. Reading an expression checks names and types;
evaluating one cannot fail: a field without a value makes every comparison with it false.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yiwang.kernel.errors import Refused

LONGEST, DEEPEST, MOST_TOKENS = 500, 20, 120
NUMBER, TEXT, FLAG = "number", "text", "flag"
TYPES = {NUMBER: "数字", TEXT: "文字", FLAG: "是或否"}
WORDS = {"and", "or", "not", "in", "true", "false"}
ORDER = {"<", "<=", ">", ">="}
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,6})?)(?![\w.])|(?P<name>[A-Za-z_][A-Za-z0-9_]{0,63})"
    r"|(?P<string>\"[^\"\\\n]{0,200}\"|'[^'\\\n]{0,200}')|(?P<sign>==|!=|<=|>=|[<>(),\[\]-]))"
)

Value = Decimal | str | bool
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Comparison:
    left: "Term"
    sign: str
    right: "Term"


@dataclass(frozen=True)
class Membership:
    left: "Term"
    among: tuple[Value, ...]


@dataclass(frozen=True)
class Negation:
    of: "Expression"


@dataclass(frozen=True)
class Junction:
    """All of them, or any of them."""

    word: str
    parts: tuple["Expression", ...]


Term = Name | Literal
Expression = Term | Comparison | Membership | Negation | Junction


def read(text: str, fields: Fields) -> Expression:
    """The expression that stands in a diagram; ``fields`` maps the declared names to their types.

    Raises Refused for anything outside the language, an undeclared name, or values that cannot be compared.
    """
    if len(text) > LONGEST:
        raise Refused(f"条件最长{LONGEST}个字符。")
    reader = _Reader(list(_tokens(text)), fields)
    expression = reader.whole()
    if _type_of(expression, fields) != FLAG:
        raise Refused("条件的结果应是“是”或“否”。")
    return expression


def holds(expression: Expression, facts: Mapping[str, Any]) -> bool:
    """Whether the condition holds for these facts; total: whatever the facts are, it answers."""
    match expression:
        case Name(name):
            return facts.get(name) is True
        case Literal(value):
            return value is True
        case Negation(of):
            return not holds(of, facts)
        case Junction(word, parts):
            return (
                all(holds(p, facts) for p in parts) if word == "and" else any(holds(p, facts) for p in parts)
            )
        case Membership(left, among):
            return _value(left, facts) in among
        case Comparison(left, sign, right):
            return _compared(_value(left, facts), sign, _value(right, facts))


def names(expression: Expression) -> frozenset[str]:
    """Every field that the expression asks for."""
    match expression:
        case Name(name):
            return frozenset({name})
        case Literal():
            return frozenset()
        case Negation(of):
            return names(of)
        case Junction(_, parts):
            return frozenset().union(*(names(part) for part in parts))
        case Membership(left, _):
            return names(left)
        case Comparison(left, _, right):
            return names(left) | names(right)


def is_name(text: str) -> bool:
    found = TOKEN.fullmatch(text)
    return bool(found and found["name"] == text and text not in WORDS)


def fitting(value: Any, type_: str) -> bool:
    """Whether a value may be stored in a field of this type."""
    if type_ == FLAG:
        return isinstance(value, bool)
    if type_ == TEXT:
        return isinstance(value, str) and len(value) <= 200
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _tokens(text: str) -> Iterator[str]:
    at, count, end = 0, 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        count += 1
        if not found or count > MOST_TOKENS:
            near = text[at : at + 20].strip()
            raise Refused(f"条件在“{near}”处不合规则：只能比较字段和值，用 and、or、not、in 连接。")
        yield found[0].strip()
        at = found.end()


class _Reader:
    """Reads the tokens from left to right; ``depth`` counts parentheses and negations."""

    def __init__(self, tokens: list[str], fields: Fields) -> None:
        self.tokens = tokens
        self.fields = fields
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        expression = self._junction("or")
        if self.at < len(self.tokens):
            raise Refused(f"条件在“{self.tokens[self.at]}”处不完整。")
        return expression

    def _junction(self, word: str) -> Expression:
        parts = [self._part(word)]
        while self._takes(word):
            parts.append(self._part(word))
        if len(parts) == 1:
            return parts[0]
        for part in parts:
            if _type_of(part, self.fields) != FLAG:
                raise Refused(f"“{word}”两边应是条件。")
        return Junction(word, tuple(parts))

    def _part(self, word: str) -> Expression:
        return self._junction("and") if word == "or" else self._negation()

    def _negation(self) -> Expression:
        if not self._takes("not"):
            return self._comparison()
        self._descend()
        of = self._negation()
        self.depth -= 1
        if _type_of(of, self.fields) != FLAG:
            raise Refused("“not”后面应是条件。")
        return Negation(of)

    def _comparison(self) -> Expression:
        left = self._operand()
        sign = self._peek()
        if sign in ORDER or sign in {"==", "!="}:
            self.at += 1
            right = self._operand()
            return _checked(Comparison(_term(left), sign, _term(right)), self.fields)
        if sign == "in" or (sign == "not" and self.tokens[self.at + 1 : self.at + 2] == ["in"]):
            self.at += 1 if sign == "in" else 2
            among = Membership(_term(left), self._list())
            for value in among.among:
                _checked(Comparison(among.left, "==", Literal(value)), self.fields)
            return among if sign == "in" else Negation(among)
        return left

    def _operand(self) -> Expression:
        if self._takes("("):
            self._descend()
            inside = self._junction("or")
            self.depth -= 1
            self._expect(")")
            return inside
        token = self._peek()
        if token and (token[0].isalpha() or token[0] == "_") and token not in WORDS:
            self.at += 1
            if token not in self.fields:
                known = "、".join(sorted(self.fields)) or "无"
                raise Refused(f"条件中的“{token}”不是已声明的字段（可用：{known}）。")
            return Name(token)
        return Literal(self._literal())

    def _literal(self) -> Value:
        is_negative = self._takes("-")
        token = self._peek()
        self.at += 1
        if token and token[0].isdigit():
            return -Decimal(token) if is_negative else Decimal(token)
        if is_negative or not token:
            raise Refused("条件不完整。")
        if token in {"true", "false"}:
            return token == "true"  # noqa: S105 - a word of the language
        if token[0] in "\"'":
            return token[1:-1]
        raise Refused(f"条件在“{token}”处不合规则：这里应是字段或值。")

    def _list(self) -> tuple[Value, ...]:
        closing = {"(": ")", "[": "]"}.get(self._peek())
        if not closing:
            raise Refused("“in”后面应是括号里的一组值。")
        self.at += 1
        values = [self._literal()]
        while self._takes(","):
            values.append(self._literal())
        self._expect(closing)
        return tuple(values)

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _takes(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self.at += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._takes(token):
            raise Refused(f"条件缺少“{token}”。")

    def _descend(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(f"条件的括号和否定最多{DEEPEST}层。")


def _term(expression: Expression) -> Term:
    if isinstance(expression, Name | Literal):
        return expression
    raise Refused("比较的两边应是字段或值。")


def _checked(comparison: Comparison, fields: Fields) -> Comparison:
    left, right = _type_of(comparison.left, fields), _type_of(comparison.right, fields)
    if left != right:
        raise Refused(f"条件不能把{TYPES[left]}与{TYPES[right]}相比。")
    if comparison.sign in ORDER and left != NUMBER:
        raise Refused(f"只有数字可以比较大小，{TYPES[left]}不可以。")
    return comparison


def _type_of(expression: Expression, fields: Fields) -> str:
    match expression:
        case Name(name):
            return fields[name]
        case Literal(bool()):
            return FLAG
        case Literal(Decimal()):
            return NUMBER
        case Literal():
            return TEXT
        case _:
            return FLAG


def _value(term: Term, facts: Mapping[str, Any]) -> Any:
    if isinstance(term, Literal):
        return term.value
    value = facts.get(term.name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def _compared(left: Any, sign: str, right: Any) -> bool:
    if left is None or right is None or type(left) is not type(right):
        return False
    if sign == "==":
        return bool(left == right)
    if sign == "!=":
        return bool(left != right)
    if not isinstance(left, Decimal) or left.is_nan() or right.is_nan():
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]
