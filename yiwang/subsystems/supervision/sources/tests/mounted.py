"""The platform's addresses with /api/v1/supervision/, as yiwang.api mounts it."""

from django.urls import include, path

from yiwang import urls
from yiwang.api import Interface, StrictParser, interface
from yiwang.subsystems.supervision.sources.api import router

mounting = Interface(urls_namespace="supervision", parser=StrictParser())
mounting._exception_handlers = interface._exception_handlers
mounting.add_router("", router)
urlpatterns = [
    path("api/v1/supervision/", include((mounting.urls[0], "supervision-api"))),
    *urls.urlpatterns,
]
