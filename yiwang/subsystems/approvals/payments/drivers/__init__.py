"""Which gateways are known, and which one takes the money here?"""

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import limits
from yiwang.subsystems.approvals.payments.drivers.driver import Driver

_registered: dict[str, Driver] = {}


def register(driver: Driver) -> None:
    """Called from ``AppConfig.ready``."""
    _registered[driver.code] = driver


def chosen() -> Driver | None:
    """The one that YIWANG_PAYMENT_DRIVER names; None: money is taken at the counter only."""
    return _registered.get(limits.DRIVER)


def known(code: str) -> Driver:
    """Raises Refused for a gateway that nobody registered."""
    if code not in _registered:
        raise Refused(f"没有“{code}”这种支付渠道。")
    return _registered[code]


def label(code: str) -> str:
    return _registered[code].label if code in _registered else code
