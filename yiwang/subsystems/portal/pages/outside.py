"""Which addresses does a page see while it is made? Those of the outer zone, wherever it is made."""

from importlib import import_module

from django.conf import settings

from yiwang import zones

# The addresses stand on the subsystems: here they are asked for when the first page is made.
urlpatterns = zones.answered(import_module(settings.ROOT_URLCONF).MOUNTED, zones.OUTER)
