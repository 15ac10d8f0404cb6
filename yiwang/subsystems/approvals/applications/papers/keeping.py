"""How are the words of a paper kept, so that the same paper can be drawn again?"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from yiwang.kernel.papers.paper import Block, Facts, Heading, Items, Paper, Table, Text

_BLOCKS: dict[str, type[Block]] = {each.__name__: each for each in (Text, Heading, Items, Facts, Table)}


def written(paper: Paper) -> dict[str, Any]:
    """JSON; ``read`` gives the same paper back."""
    data = asdict(paper)
    data["blocks"] = [{"block": type(block).__name__, **asdict(block)} for block in paper.blocks]
    data["signed_on"] = paper.signed_on.isoformat()
    return data


def read(words: Mapping[str, Any]) -> Paper:
    given = dict(words)
    given["signed_on"] = date.fromisoformat(given["signed_on"])
    given["blocks"] = tuple(_block(block) for block in given["blocks"])
    given["notes"] = tuple(given["notes"])
    return Paper(**given)


def _block(written_block: Mapping[str, Any]) -> Block:
    given = dict(written_block)
    kind = _BLOCKS[given.pop("block")]
    return kind(**{name: _tuples(value) for name, value in given.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
