"""Where do the points of a criterion come from: judges, our own data, or a figure that a room registered?"""

from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators import figures
from yiwang.subsystems.portal.contests import rules


def known() -> dict[str, str]:
    """Every source by its code; of the figures those that are a share, for only these become points."""
    shares = {
        code: figure.label
        for code, figure in sorted(figures.registered().items())
        if figure.unit == figures.SHARE
    }
    return {**rules.OWN_SOURCES, **shares}


def label(code: str) -> str:
    """A figure that nobody registers any more is shown by its code."""
    return known().get(code, code)


def check(code: str) -> None:
    """Raises Refused for a source that this installation does not have."""
    if code not in known():
        raise Refused("请从列表中选择评分方式。", field="source")
