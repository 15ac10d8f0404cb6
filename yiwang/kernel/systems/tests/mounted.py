"""The addresses of the platform with those of this package among them."""

from django.urls import include, path

urlpatterns = [path("", include("yiwang.kernel.systems.urls")), path("", include("yiwang.urls"))]
