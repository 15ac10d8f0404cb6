"""What stands against the next step of an article, and may the step be taken all the same?

What is looked for is the business of whoever registers here (proofreading: 信息上网操作规范); what follows
from a finding is decided here: what must be mended refuses, what should be mended asks for a reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lxml import html

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused

if TYPE_CHECKING:
    from yiwang.subsystems.portal.models import Article

SHORTEST_REASON = 4


class Severity(StrEnum):
    MUST = "must"
    SHOULD = "should"
    HINT = "hint"


@dataclass(frozen=True)
class Finding:
    """One thing that stands against the step; ``field`` of the form where it can be mended."""

    sentence: str
    field: str = ""
    severity: Severity = Severity.MUST
    code: str = ""

    @property
    def is_warning(self) -> bool:
        """Whoever publishes may go on, with a reason."""
        return self.severity == Severity.SHOULD


class Unconfirmed(Refused):
    """Only what should be mended stands against it: whoever publishes may go on and say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        said = "".join(finding.sentence for finding in findings)
        super().__init__(f"{said}如仍需发布，请写明理由。", field="reason")
        self.findings = findings


Judge = Callable[["Article", str], Sequence[Finding]]
Keeper = Callable[[Actor, "Article", str, Sequence[Finding], str], None]
_judges: list[tuple[Judge, Keeper]] = []


def register(judge: Judge, keeper: Keeper) -> None:
    """From ``AppConfig.ready``. ``judge``: what stands against a step (a verb of the workflow) of an article;
    ``keeper``: called in the transaction of every step that was taken, with the findings and the reason.
    """
    if (judge, keeper) not in _judges:
        _judges.append((judge, keeper))


def findings(article: "Article", step: str) -> list[Finding]:
    """Everything that stands against the step, what must be mended first."""
    order = list(Severity)
    found = [one for judge, _ in _judges for one in judge(article, step)]
    return sorted(found, key=lambda one: order.index(one.severity))


def check(found: Sequence[Finding], reason: str = "") -> None:
    """Refused with every sentence that must be mended; Unconfirmed where a reason is missing."""
    wrong = [finding for finding in found if finding.severity == Severity.MUST]
    if wrong:
        raise Refused("".join(finding.sentence for finding in wrong), field=wrong[0].field or None)
    doubted = [finding for finding in found if finding.severity == Severity.SHOULD]
    if doubted and len(reason.strip()) < SHORTEST_REASON:
        raise Unconfirmed(doubted)


def check_musts(found: Sequence[Finding]) -> None:
    """For steps that others judge after: only what must be mended refuses."""
    check([finding for finding in found if finding.severity == Severity.MUST])


def passed(by: Actor, article: "Article", step: str, found: Sequence[Finding], reason: str = "") -> None:
    """The step was taken: whoever judged keeps what must be known later."""
    for _, keeper in _judges:
        keeper(by, article, step, found, reason)


def has_content(body: str) -> bool:
    """Whether a reader would see anything: words or a picture."""
    if not body.strip():
        return False
    root = html.fragment_fromstring(body, create_parent="div")
    return bool(str(root.text_content()).strip()) or root.find(".//img") is not None


def pictures(body: str) -> list[tuple[str, str]]:
    """Address and alternative text of every picture in the text."""
    if "<img" not in body:
        return []
    root = html.fragment_fromstring(body, create_parent="div")
    return [(image.get("src", ""), image.get("alt", "")) for image in root.iter("img")]


def plain_text(body: str) -> str:
    """The words of an HTML text without its marks."""
    if not body.strip():
        return ""
    root = html.fragment_fromstring(body, create_parent="div")
    return " ".join(str(root.text_content()).split())
