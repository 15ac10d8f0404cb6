"""Who carries a message out of the house, and how do they answer?"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from yiwang.kernel.notifications.models import Channel, Outgoing


class UndeliverableError(Exception):
    """The other side refuses this message for good."""


class PostponedError(Exception):
    """It did not work this time, or nobody can say whether it did."""


class UnreachableError(Exception):
    """The channel as a whole does not work; no message is to blame."""


class Carrier(AbstractContextManager["Carrier"], Protocol):
    """Entered once a round; ``send`` returns the proof, what the other side answered on taking it."""

    def send(self, outgoing: Outgoing) -> str: ...


def carrier(channel: str) -> Carrier:
    """A fresh carrier of a channel, as the settings choose it.

    Raises UnreachableError where none is set up: the message waits and is listed, it does not vanish.
    """
    driver = "yiwang.kernel.notifications.mail.MailCarrier"
    if channel == Channel.SMS:
        if settings.SMS_DRIVER not in SMS_DRIVERS:
            raise UnreachableError("没有配置短信通道（YIWANG_SMS_DRIVER）。")
        driver = SMS_DRIVERS[settings.SMS_DRIVER]
    made: Callable[[], Carrier] = import_string(driver)
    return made()


SMS_DRIVERS = {
    "console": "yiwang.kernel.notifications.text_messages.ConsoleCarrier",
    "http": "yiwang.kernel.notifications.text_messages.GatewayCarrier",
}
