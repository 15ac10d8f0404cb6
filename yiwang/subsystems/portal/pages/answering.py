"""What stands between the web server and the framework: pages in memory, files, or files proved each time?"""

from yiwang.subsystems.portal.pages import assets, mode, rules
from yiwang.subsystems.portal.pages.serving import Application, Served
from yiwang.subsystems.portal.remembered import Remembered


def around(application: Application) -> Application:
    """The application as this installation gives its public pages."""
    chosen = mode.mode()
    if chosen == rules.MEMORY:
        return Remembered(application)
    assets.put_up(assets.names())
    return Served(application, is_strict=chosen == rules.STRICT)
