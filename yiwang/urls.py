"""Which package answers which address?"""

from django.urls import include, path

from yiwang import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("yiwang.kernel.workbench.urls")),
    path("", include("yiwang.kernel.organizations.account_urls")),
    path("", include("yiwang.kernel.organizations.urls")),
    path("", include("yiwang.kernel.notifications.urls")),
    path("", include("yiwang.kernel.files.urls")),
    path("", include("yiwang.kernel.publications.urls")),
    path("", include("yiwang.subsystems.portal.urls")),
]
