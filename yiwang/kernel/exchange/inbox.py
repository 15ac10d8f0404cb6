"""What does this package take from other installations?"""

from yiwang.kernel.exchange.actions.arriving import take_envelope
from yiwang.kernel.exchange.actions.hearing import take_receipt
from yiwang.kernel.exchange.actions.receipts import PARCEL as RECEIPT
from yiwang.kernel.exchange.actions.sending import PARCEL as ENVELOPE
from yiwang.kernel.exchange.actions.settling import settle
from yiwang.kernel.nodes import handlers


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    handlers.register(ENVELOPE, take_envelope, settle)
    handlers.register(RECEIPT, take_receipt)
