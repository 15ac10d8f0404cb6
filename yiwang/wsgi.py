"""What does the web server call?"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs the applications loaded

from yiwang import environment  # noqa: E402
from yiwang.subsystems.portal.channels.maintenance import Maintained  # noqa: E402
from yiwang.subsystems.portal.hosts import Hosts  # noqa: E402
from yiwang.subsystems.portal.remembered import Remembered  # noqa: E402

settings.ALLOWED_HOSTS = Hosts(settings.ALLOWED_HOSTS)
application = Maintained(Remembered(django), settings.DATA, always=environment.flag("YIWANG_MAINTENANCE"))
