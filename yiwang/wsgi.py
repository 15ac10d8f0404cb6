"""What does the web server call?"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
django = get_wsgi_application()

from yiwang.kernel.intake.doors import Doors  # noqa: E402 - needs the applications loaded
from yiwang.subsystems.portal.pages import answering  # noqa: E402 - as above
from yiwang.subsystems.portal.visits.counting import counting  # noqa: E402 - as above

application = counting(answering.around(Doors(django)))
