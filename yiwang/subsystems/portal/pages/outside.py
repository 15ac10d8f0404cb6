"""Which addresses does a page see while it is made? Those of the outer zone, wherever it is made."""

from yiwang import zones
from yiwang.urls import MOUNTED

urlpatterns = zones.answered(MOUNTED, zones.OUTER)
