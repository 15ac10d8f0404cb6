"""Which figures does supervision answer for? Those of cards, orders and complaints stand in their rooms."""

from yiwang.kernel.indicators import figures
from yiwang.subsystems.supervision.board.indicators import conduct, limits

FIGURES = (
    limits.ON_TIME,
    limits.ACCELERATION,
    limits.PUBLISHED,
    conduct.PROCEDURE,
    conduct.SATISFIED,
)


def register() -> None:
    for figure in FIGURES:
        figures.register(figure)
