"""Which acts, roles, jobs and menu entries does this room declare (subscriptions by e-mail and SMS, JSON feed, kiosk, installable web app)?"""


def declare() -> None:
    """Nothing yet."""
