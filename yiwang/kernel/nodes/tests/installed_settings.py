"""How is a second installation set up? As any other, and somebody takes the parcels of tests."""

from yiwang.settings import *  # noqa: F403
from yiwang.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "yiwang.kernel.nodes.tests.installed.TakingConfig"]
