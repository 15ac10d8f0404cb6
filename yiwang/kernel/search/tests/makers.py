"""Findable things for tests."""

from datetime import date
from itertools import count
from typing import Any

from yiwang.kernel.search.actions import put
from yiwang.kernel.search.documents import Document
from yiwang.kernel.search.queries import Query, search

_numbers = count(1)


def make_document(**changes: Any) -> Document:
    """A public document that is not yet in the index."""
    number = next(_numbers)
    fields = {
        "kind": "publication",
        "object_id": number,
        "title": f"关于第{number}号事项的通知",
        "body": "各县区人民政府：现将有关事项通知如下。",
        "on": date(2026, 3, 1),
        **changes,
    }
    return Document(**fields)


def make_entered(**changes: Any) -> Document:
    """The same, entered."""
    document = make_document(**changes)
    put(document)
    return document


def found(text: str, **conditions: Any) -> list[str]:
    """Object ids of what a query finds, nearest first."""
    return [hit.object_id for hit in search(Query(text, **conditions)).hits]
