"""How is an installation of the rehearsal set up? As any other, and it counts what envelopes bring about."""

from yiwang.settings import *  # noqa: F403
from yiwang.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "faults.exchange.counting.apps.CountingConfig"]
