"""What became of the articles that departments offered to the main site?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.publishing import LOOKED_THROUGH, PUBLISHERS, REVIEWERS, Run
from yiwang.kernel.deadlines.moments import shifted
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.supply.actions import deciding, offering

EDITOR = "lan.caizhi"
NOTE = "请门户采用。"
OFFERED, DECIDED, REVIEWED, PUBLISHED = 20, 90, 130, 160
"""Minutes after the department's own publication."""


class Offer:
    """One article on its way from a department's site to the main one."""

    def __init__(self, cast: Cast, run: Run, row: dict[str, Any], turn: int) -> None:
        self.cast, self.run, self.row, self.turn = cast, run, row, turn
        self.proposal_id = self.copy_id = 0

    def acts(self, published_at: datetime) -> Iterator[Act]:
        steps = [(OFFERED, self.offer)]
        if self.row["outcome"] == "returned":
            steps.append((DECIDED, self.send_back))
        if self.row["outcome"] == "adopted":
            steps += [(DECIDED, self.adopt), (REVIEWED, self.review), (PUBLISHED, self.publish)]
        for minutes, deed in steps:
            yield Act(shifted(published_at, minutes=minutes), deed)

    def offer(self) -> None:
        clerk = self.cast.clerk(self.run.story.unit, self.turn)
        column = self.cast.columns[self.row["offer"]]
        self.proposal_id = offering.offer(clerk, self.run.article_id, [column.pk], NOTE)[0].pk

    def send_back(self) -> None:
        deciding.send_back(self.cast.by(EDITOR), self.proposal_id, self.row["reason"])

    def adopt(self) -> None:
        by = self.cast.by(EDITOR)
        self.copy_id = deciding.adopt(by, self.proposal_id).pk
        workflow.submit(by, self.copy_id)

    def review(self) -> None:
        workflow.review(self.cast.by(REVIEWERS[self.turn % len(REVIEWERS)]), self.copy_id)

    def publish(self) -> None:
        publisher = self.cast.by(PUBLISHERS[self.turn % len(PUBLISHERS)])
        workflow.publish(publisher, self.copy_id, reason=LOOKED_THROUGH)
