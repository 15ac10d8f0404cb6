"""What else does the progress page show, beyond what every submission has?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from yiwang.kernel.intake.models import Submission


@dataclass(frozen=True)
class Panel:
    """A section of the progress page: a fragment of a template and what it needs.

    ``context(submission)`` runs with every view of the page, on the outer side, with a fixed number of
    queries; it knows only what crossed: ``submission.data``, what reports said in ``facts`` (see
    ``queries.facts``), and the package's own outer tables. None: the section is left out.
    ``template`` finds what it returns as ``part``, and ``submission``, ``story`` and ``csrf_token``; it fills
    the inside of the section, whose heading is ``title``; a form in it posts to an address of the package.
    ``place``: ``"first"`` above the forms and the story, for what the applicant should know or do now;
    ``"last"`` below the story. ``style``: a bundle under static, such as ``"dist/hall.css"``.
    """

    title: str
    template: str
    context: "Callable[[Submission], Mapping[str, Any] | None]"
    place: Literal["first", "last"] = "last"
    style: str = ""


@dataclass(frozen=True)
class Shown:
    panel: Panel
    part: Mapping[str, Any]


_registered: dict[str, Panel] = {}


def register(code: str, panel: Panel) -> None:
    """For a package whose section may stand on the page of any kind, such as bills: from ``ready``.

    A kind's own sections stand in ``kinds.Kind.panels``.
    """
    _registered[code] = panel


def shown(submission: "Submission", own: Sequence[Panel]) -> list[Shown]:
    """The kind's own sections in their order, then the others."""
    found = [(panel, panel.context(submission)) for panel in (*own, *_registered.values())]
    return [Shown(panel, part) for panel, part in found if part is not None]
