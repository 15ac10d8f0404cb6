"""The site's addresses with those of this package, for tests of its pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("yiwang.kernel.signatures.urls")),
    path("", include("yiwang.urls")),
]
